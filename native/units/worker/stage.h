// Stage is a global scope of the engine in which one unit runs: made before it is needed, used
// once. A stage of its own engine shares nothing with any other, not even a heap; stages of a
// common engine share compiled modules, and garbage that one leaves is cleared away later.
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace native::units {

class Stage {
public:
    // Evaluates the shim. A stage without an engine given has its own.
    explicit Stage(std::string_view shim, JSContextGroupRef engine = nullptr);
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    ~Stage();

    [[nodiscard]] JSContextRef context() const { return context_; }
    [[nodiscard]] JSValueRef shim() const { return shim_; }

    // What it gives, or what it throws.
    std::expected<JSValueRef, JSValueRef> call(JSValueRef function,
                                               std::initializer_list<JSValueRef> arguments);
    std::expected<JSValueRef, JSValueRef> evaluate(JSStringRef script, std::string_view name);

    [[nodiscard]] JSValueRef text(std::string_view text);
    [[nodiscard]] JSValueRef boolean(bool value) { return JSValueMakeBoolean(context_, value); }
    // A view of memory that stays where it is as long as this stage.
    [[nodiscard]] JSValueRef lent(core::Bytes bytes);
    // An array of texts.
    template <class Texts, class Projection>
    [[nodiscard]] JSValueRef texts(const Texts& texts, Projection projection) {
        const JSObjectRef array = JSObjectMakeArray(context_, 0, nullptr, nullptr);
        unsigned index = 0;
        for (const auto& item : texts)
            JSObjectSetPropertyAtIndex(context_, array, index++, text(projection(item)), nullptr);
        return array;
    }

private:
    JSGlobalContextRef context_;
    JSValueRef shim_;
};

}  // namespace native::units
