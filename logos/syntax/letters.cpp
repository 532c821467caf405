// Numbers: 1_000, 0xFF, 2.5e-3, 50ms. A dot that no digit follows ends a statement and is no part
// of one.
#include "logos/syntax/letters.h"

#include <array>

#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array duration_units{"ns"sv, "us"sv, "ms"sv, "s"sv, "min"sv, "h"sv};

bool is_hex_digit(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

class NumberScan {
public:
    NumberScan(std::string_view source, std::size_t at) : source_(source), at_(at) {}

    Number scan() {
        if (peek(0) == '0' && is_base(peek(1)) && is_hex_digit(peek(2))) return other_base();
        digits();
        const bool fraction = peek(0) == '.' && is_digit(peek(1));
        if (fraction) {
            ++at_;
            digits();
        }
        const bool power = exponent();
        if (fraction || power) return {TokenKind::real, at_};
        const std::size_t unit = unit_size();
        return {unit > 0 ? TokenKind::duration : TokenKind::integer, at_ + unit};
    }

private:
    [[nodiscard]] char peek(std::size_t ahead) const {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : ' ';
    }
    static bool is_base(char letter) {
        return std::string_view("xXbBoO").find(letter) != std::string_view::npos;
    }

    Number other_base() {
        const bool hexadecimal = peek(1) == 'x' || peek(1) == 'X';
        at_ += 2;
        while (peek(0) == '_' || (hexadecimal ? is_hex_digit(peek(0)) : is_digit(peek(0)))) ++at_;
        return {TokenKind::integer, at_};
    }

    void digits() {
        while (is_digit(peek(0)) || (peek(0) == '_' && is_digit(peek(1)))) ++at_;
    }

    bool exponent() {
        if (peek(0) != 'e' && peek(0) != 'E') return false;
        const bool has_sign = peek(1) == '-' || peek(1) == '+';
        if (!is_digit(peek(has_sign ? 2 : 1))) return false;
        at_ += has_sign ? 2 : 1;
        digits();
        return true;
    }

    [[nodiscard]] std::size_t unit_size() const {
        std::size_t end = at_;
        while (end < source_.size() && is_word_part(source_[end])) ++end;
        const std::string_view unit = source_.substr(at_, end - at_);
        return is_one_of(unit, duration_units) ? unit.size() : 0;
    }

    std::string_view source_;
    std::size_t at_;
};

}  // namespace

Number scan_number(std::string_view source, std::size_t at) {
    return NumberScan(source, at).scan();
}

}  // namespace logos
