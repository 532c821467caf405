// formatted("{} of {}", 3, name) builds a text for people. It knows numbers, texts, truth values,
// bytes (in hexadecimal) and ids; {:x} writes a number in hexadecimal. That the number of braces
// fits the arguments is checked by the compiler. (std::format is missing natively and costs 350 kB
// in WebAssembly; that this function has another name keeps a text's own namespace from offering
// it.)
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/bytes.h"
#include "core/base/id.h"

namespace core {

class FormatArgument {
public:
    explicit FormatArgument(bool value) : kind_(Kind::text), text_(value ? "true" : "false") {}
    explicit FormatArgument(char value)
        : kind_(Kind::character), number_(static_cast<unsigned char>(value)) {}
    template <std::signed_integral Number>
    explicit FormatArgument(Number value)
        : kind_(value < 0 ? Kind::negative : Kind::number),
          number_(value < 0 ? 0 - static_cast<std::uint64_t>(value)
                            : static_cast<std::uint64_t>(value)) {}
    template <std::unsigned_integral Number>
    explicit FormatArgument(Number value) : kind_(Kind::number), number_(value) {}
    template <class Text>
        requires std::convertible_to<const Text&, std::string_view>
    explicit FormatArgument(const Text& value) : kind_(Kind::text), text_(value) {}
    explicit FormatArgument(Bytes value) : kind_(Kind::bytes), text_(as_text(value)) {}
    template <class Tag, std::size_t size>
    explicit FormatArgument(const FixedBytes<Tag, size>& value) : FormatArgument(value.view()) {}
    template <class Tag, class Number>
    explicit FormatArgument(const Id<Tag, Number>& value) : FormatArgument(value.value) {}

    void append_to(std::string& text, std::string_view specification) const;

private:
    enum class Kind : std::uint8_t { number, negative, character, text, bytes };

    Kind kind_;
    std::uint64_t number_ = 0;
    std::string_view text_;
};

// A literal whose holes were counted at compile time.
template <class... Arguments>
class FormatText {
public:
    consteval FormatText(const char* text)
        : text_(text) {  // Implicit, so that a literal can be passed.
        std::size_t holes = 0;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (text_[i] != '{') continue;
            const std::size_t close = text_.find('}', i);
            if (close == std::string_view::npos) hole_is_not_closed();
            const std::string_view specification = text_.substr(i + 1, close - i - 1);
            if (specification != "" && specification != ":x") specification_is_unknown();
            ++holes;
            i = close;
        }
        if (holes != sizeof...(Arguments)) holes_do_not_match_the_arguments();
    }

    [[nodiscard]] std::string_view view() const { return text_; }

private:
    // Not constexpr on purpose: reaching one ends the compilation with its name.
    static void hole_is_not_closed() {}
    static void specification_is_unknown() {}
    static void holes_do_not_match_the_arguments() {}

    std::string_view text_;
};

void append_formatted(std::string& out, std::string_view text,
                      std::span<const FormatArgument> arguments);

template <class... Arguments>
std::string formatted(FormatText<std::type_identity_t<Arguments>...> text,
                      const Arguments&... arguments) {
    std::string out;
    const std::array<FormatArgument, sizeof...(Arguments)> list{FormatArgument(arguments)...};
    append_formatted(out, text.view(), list);
    return out;
}

}  // namespace core
