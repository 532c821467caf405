// What letters and digits are, and where a number ends.
#pragma once

#include <cstddef>
#include <string_view>

#include "logos/syntax/token.h"

namespace logos {

inline bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Letters that are not of ASCII are letters of words too.
inline bool is_word_part(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') || letter == '_' ||
           static_cast<unsigned char>(letter) >= 0x80;
}
inline bool is_letter(char letter) { return is_word_part(letter) && !is_digit(letter); }

struct Number {
    TokenKind kind = TokenKind::integer;  // Or a real number, or a duration.
    std::size_t end = 0;
};

// Of the number that begins with the digit at a place.
Number scan_number(std::string_view source, std::size_t at);

}  // namespace logos
