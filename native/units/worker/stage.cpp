// Global scopes, and values for them.
#include "native/units/worker/stage.h"

#include <cstdlib>

#include "native/units/worker/texts.h"

namespace native::units {

Stage::Stage(std::string_view shim, JSContextGroupRef engine)
    : context_(JSGlobalContextCreateInGroup(engine, nullptr)), shim_(nullptr) {
    const auto function = evaluate(EngineText(shim).get(), "shim");
    if (!function) std::abort();  // It is ours, and the engine has no memory for it, or is broken.
    shim_ = *function;
    JSValueProtect(context_, shim_);
}

Stage::~Stage() {
    JSValueUnprotect(context_, shim_);
    JSGlobalContextRelease(context_);
}

std::expected<JSValueRef, JSValueRef> Stage::call(JSValueRef function,
                                                  std::initializer_list<JSValueRef> arguments) {
    JSValueRef thrown = nullptr;
    const JSObjectRef object = JSValueToObject(context_, function, &thrown);
    if (thrown != nullptr) return std::unexpected(thrown);
    const JSValueRef result = JSObjectCallAsFunction(context_, object, nullptr, arguments.size(),
                                                     arguments.begin(), &thrown);
    if (thrown != nullptr) return std::unexpected(thrown);
    return result;
}

std::expected<JSValueRef, JSValueRef> Stage::evaluate(JSStringRef script, std::string_view name) {
    JSValueRef thrown = nullptr;
    const JSValueRef result =
        JSEvaluateScript(context_, script, nullptr, EngineText(name).get(), 1, &thrown);
    if (thrown != nullptr) return std::unexpected(thrown);
    return result;
}

JSValueRef Stage::text(std::string_view text) {
    return JSValueMakeString(context_, EngineText(text).get());
}

JSValueRef Stage::lent(core::Bytes bytes) {
    static std::byte empty{};
    void* const data = bytes.empty() ? &empty : const_cast<std::byte*>(bytes.data());
    const JSObjectRef array = JSObjectMakeTypedArrayWithBytesNoCopy(
        context_, kJSTypedArrayTypeUint8Array, data, bytes.size(), nullptr, nullptr, nullptr);
    return array != nullptr ? JSValueRef{array} : JSValueMakeUndefined(context_);
}

}  // namespace native::units
