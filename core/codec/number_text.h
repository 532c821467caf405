// Numbers as JavaScript writes and reads them.
#pragma once

#include <string>
#include <string_view>

namespace core::codec {

// Number.prototype.toString(): the fewest digits that lead back to the number, with an exponent
// only below 1e-6 and from 1e21 on. The number must be finite.
void append_number(std::string& text, double number);

// The nearest number to what the grammar of JSON calls one. Infinity if there is none so large.
double number_of(std::string_view json);

}  // namespace core::codec
