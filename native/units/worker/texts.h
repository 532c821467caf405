// Texts between UTF-8, in which everything outside of a unit is, and the UTF-16 of its engine. What
// is not UTF-8 becomes U+FFFD as the Encoding Standard says, and so does half of a surrogate pair.
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>

namespace native::units {

// Owns a string of the engine.
class EngineText {
public:
    explicit EngineText(JSStringRef text) : text_(text) {}
    explicit EngineText(std::string_view utf8);
    EngineText(const EngineText&) = delete;
    EngineText& operator=(const EngineText&) = delete;
    ~EngineText() {
        if (text_ != nullptr) JSStringRelease(text_);
    }

    [[nodiscard]] JSStringRef get() const { return text_; }
    [[nodiscard]] std::string utf8() const;  // Nothing of no text.

private:
    JSStringRef text_;
};

}  // namespace native::units
