// What a unit says and asks, as functions for scripts. Their arguments come from the shims, but the
// values in them from units: nothing here believes that a value is of the kind that it should be.
#include "native/units/worker/host.h"

#include <sys/random.h>

#include <algorithm>
#include <cmath>

#include "core/codec/utf8.h"
#include "native/units/worker/texts.h"

namespace native::units {
namespace {

using core::Bytes;
using fabric::units::Done;
using fabric::units::Failed;
using fabric::units::FailureKind;

// A function of the engine has no place for the object it belongs to; an object of this class,
// which can be called, has one.
struct Binding {
    Host* host;
    Host::Method method;
};

JSValueRef call_binding(JSContextRef context, JSObjectRef function, JSObjectRef, std::size_t count,
                        const JSValueRef arguments[], JSValueRef* thrown) {
    const auto* binding = static_cast<const Binding*>(JSObjectGetPrivate(function));
    return (binding->host->*binding->method)({context, std::span(arguments, count), thrown});
}

JSClassRef binding_class() {
    static const JSClassRef made = [] {
        JSClassDefinition definition = kJSClassDefinitionEmpty;
        definition.className = "Function";
        definition.callAsFunction = call_binding;
        definition.finalize = [](JSObjectRef object) {
            delete static_cast<Binding*>(JSObjectGetPrivate(object));
        };
        return JSClassCreate(&definition);
    }();
    return made;
}

JSValueRef nothing(JSContextRef context) { return JSValueMakeUndefined(context); }

void throw_error(const Host::Call& call, std::string_view text) {
    const EngineText words(text);
    const JSValueRef message = JSValueMakeString(call.context, words.get());
    *call.thrown = JSObjectMakeError(call.context, 1, &message, nullptr);
}

JSValueRef argument(const Host::Call& call, std::size_t index) {
    return index < call.arguments.size() ? call.arguments[index] : nothing(call.context);
}

// The bytes of a Uint8Array or an ArrayBuffer, valid until a script runs again; nothing of anything
// else.
std::optional<std::span<std::byte>> bytes_of(JSContextRef context, JSValueRef value) {
    const JSTypedArrayType type = JSValueGetTypedArrayType(context, value, nullptr);
    if (type == kJSTypedArrayTypeNone) return std::nullopt;
    const JSObjectRef object = JSValueToObject(context, value, nullptr);
    if (object == nullptr) return std::nullopt;
    std::size_t size = 0;
    void* data = nullptr;
    if (type == kJSTypedArrayTypeArrayBuffer) {
        size = JSObjectGetArrayBufferByteLength(context, object, nullptr);
        data = JSObjectGetArrayBufferBytesPtr(context, object, nullptr);
    } else {
        // The pointer is that of the whole buffer, wherever the view begins.
        size = JSObjectGetTypedArrayByteLength(context, object, nullptr);
        const std::size_t offset = JSObjectGetTypedArrayByteOffset(context, object, nullptr);
        data = JSObjectGetTypedArrayBytesPtr(context, object, nullptr);
        if (data != nullptr) data = static_cast<std::byte*>(data) + offset;
    }
    if (data == nullptr) size = 0;
    return std::span(static_cast<std::byte*>(data), size);
}

bool are_plain_bytes(JSContextRef context, JSValueRef value) {
    const JSTypedArrayType type = JSValueGetTypedArrayType(context, value, nullptr);
    return type == kJSTypedArrayTypeUint8Array || type == kJSTypedArrayTypeArrayBuffer;
}

JSValueRef array_of(JSContextRef context, Bytes bytes) {
    const JSObjectRef array =
        JSObjectMakeTypedArray(context, kJSTypedArrayTypeUint8Array, bytes.size(), nullptr);
    if (array == nullptr) return nothing(context);
    if (const auto room = bytes_of(context, array)) core::copy(*room, bytes);
    return array;
}

double unix_milliseconds() {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    return Milliseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Kinds as the shims name them.
FailureKind kind_named(std::string_view name) {
    for (const FailureKind kind : {FailureKind::unit_invalid, FailureKind::too_much})
        if (fabric::units::name_of(kind) == name) return kind;
    return FailureKind::unit_failed;
}

}  // namespace

struct Host::Named {
    const char* name;
    Method method;
};

const Host::Named Host::functions[] = {
    {"progress", &Host::tell_progress},
    {"log", &Host::tell_line},
    {"now", &Host::now},
    {"draw", &Host::draw},
    {"decode", &Host::decode},
    {"encode", &Host::encode},
    {"encodeInto", &Host::encode_into},
    {"isText", &Host::is_text},
    {"edit", &Host::edit},
    {"done", &Host::end_done},
    {"fail", &Host::end_failed},
};

std::string text_of(JSContextRef context, JSValueRef value) {
    JSValueRef thrown = nullptr;
    const EngineText text(JSValueToStringCopy(context, value, &thrown));
    return thrown == nullptr ? text.utf8() : "It threw what has no words.";
}

void Host::begin(const fabric::units::RunOrder& order) {
    run_ = {};
    run_.may_know_time = order.may_know_time;
    run_.may_draw = order.may_draw;
}

JSObjectRef Host::object(JSContextRef context) {
    const JSObjectRef native = JSObjectMake(context, nullptr, nullptr);
    for (const Named& function : functions) {
        auto* binding = new Binding{this, function.method};
        const JSObjectRef callable = JSObjectMake(context, binding_class(), binding);
        JSObjectSetProperty(context, native, EngineText(function.name).get(), callable,
                            kJSPropertyAttributeNone, nullptr);
    }
    return native;
}

void Host::fail(FailureKind kind, std::string text) {
    if (!run_.outcome) run_.outcome = Failed{kind, std::move(text)};
}

core::Buffer Host::last_word() const {
    using namespace fabric::units;
    if (!run_.outcome)
        return write_failed(FailureKind::unit_failed, "It waits for what never comes.");
    if (const auto* done = core::get_if<Done>(&*run_.outcome))
        return write_done(done->output, done->edits);
    const auto& failed = core::get<Failed>(*run_.outcome);
    return write_failed(failed.kind, failed.text);
}

JSValueRef Host::tell_progress(const Call& call) {
    const double part = JSValueToNumber(call.context, argument(call, 0), call.thrown);
    if (std::isnan(part)) return nothing(call.context);
    const auto now = Clock::now();
    if (now - run_.progress_since >= std::chrono::seconds(1)) {
        run_.progress_since = now;
        run_.progress_count = 0;
    }
    if (++run_.progress_count <= fabric::units::progress_per_second_max)
        channel_.send(fabric::units::write_progress(std::clamp(part, 0.0, 1.0)));
    return nothing(call.context);
}

JSValueRef Host::tell_line(const Call& call) {
    if (run_.lines == fabric::units::log_count_max) return nothing(call.context);
    ++run_.lines;
    const std::string text = text_of(call.context, argument(call, 0));
    channel_.send(
        fabric::units::write_log(fabric::units::shortened(text, fabric::units::log_size_max)));
    return nothing(call.context);
}

JSValueRef Host::now(const Call& call) {
    return JSValueMakeNumber(call.context, run_.may_know_time ? unix_milliseconds() : 0);
}

JSValueRef Host::draw(const Call& call) {
    auto room = bytes_of(call.context, argument(call, 0));
    if (!room || !run_.may_draw) {
        throw_error(call, "There is no room for chance.");
        return nothing(call.context);
    }
    while (!room->empty()) {
        const ssize_t drawn = ::getrandom(room->data(), room->size(), 0);
        if (drawn > 0) room = room->subspan(static_cast<std::size_t>(drawn));
    }
    return nothing(call.context);
}

JSValueRef Host::decode(const Call& call) {
    const auto bytes = bytes_of(call.context, argument(call, 0));
    const EngineText text(core::as_text(bytes.value_or(std::span<std::byte>())));
    return JSValueMakeString(call.context, text.get());
}

JSValueRef Host::encode(const Call& call) {
    return array_of(call.context, core::as_bytes(text_of(call.context, argument(call, 0))));
}

JSValueRef Host::encode_into(const Call& call) {
    const std::string text = text_of(call.context, argument(call, 0));
    const auto room = bytes_of(call.context, argument(call, 1));
    const std::string_view fits = fabric::units::shortened(text, room ? room->size() : 0);
    if (room) core::copy(*room, core::as_bytes(fits));
    const JSObjectRef sizes = JSObjectMake(call.context, nullptr, nullptr);
    const auto set = [&](const char* name, std::size_t size) {
        JSObjectSetProperty(call.context, sizes, EngineText(name).get(),
                            JSValueMakeNumber(call.context, static_cast<double>(size)),
                            kJSPropertyAttributeNone, nullptr);
    };
    set("read", JSStringGetLength(EngineText(fits).get()));
    set("written", fits.size());
    return sizes;
}

JSValueRef Host::is_text(const Call& call) {
    const auto bytes = bytes_of(call.context, argument(call, 0));
    return JSValueMakeBoolean(call.context, bytes && core::codec::is_utf8(core::as_text(*bytes)));
}

JSValueRef Host::edit(const Call& call) {
    std::string text = text_of(call.context, argument(call, 0));
    run_.edits_size += text.size();
    if (run_.edits.size() == fabric::units::edit_count_max ||
        run_.edits_size > fabric::units::edits_size_max) {
        fail(FailureKind::too_much, "The edits are more than 256 or 1 MiB.");
        throw_error(call, "The edits are more than 256 or 1 MiB.");
        return nothing(call.context);
    }
    run_.edits.push_back(std::move(text));
    return nothing(call.context);
}

void Host::finish_with(Bytes output) {
    if (output.size() > fabric::units::output_size_max)
        return fail(FailureKind::too_much, "The output is larger than 64 MiB.");
    if (!run_.outcome) run_.outcome = Done{{output.begin(), output.end()}, std::move(run_.edits)};
}

// What an entry returned (WU6).
JSValueRef Host::end_done(const Call& call) {
    const JSValueRef value = argument(call, 0);
    if (JSValueIsUndefined(call.context, value)) {
        finish_with({});
    } else if (are_plain_bytes(call.context, value)) {
        finish_with(*bytes_of(call.context, value));
    } else if (JSValueIsString(call.context, value)) {
        finish_with(core::as_bytes(text_of(call.context, value)));
    } else {
        JSValueRef thrown = nullptr;
        const EngineText json(JSValueCreateJSONString(call.context, value, 0, &thrown));
        if (thrown != nullptr) {
            fail(FailureKind::unit_failed, text_of(call.context, thrown));
        } else if (json.get() == nullptr) {
            fail(FailureKind::unit_failed, "What it returned has no form in JSON.");
        } else {
            finish_with(core::as_bytes(json.utf8()));
        }
    }
    return nothing(call.context);
}

JSValueRef Host::end_failed(const Call& call) {
    const FailureKind kind = kind_named(text_of(call.context, argument(call, 0)));
    fail(kind, text_of(call.context, argument(call, 1)));
    return nothing(call.context);
}

}  // namespace native::units
