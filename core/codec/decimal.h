// Decimal numbers in addresses and JSON, in the one form in which they would be written: no sign,
// no leading zero, which some programs would read as octal.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

namespace core::codec {

// Error::too_large above the limit.
Result<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t number_max);

}  // namespace core::codec
