// Hexadecimal, for people: logs, tests, vectors. Lower case out, both cases in.
#pragma once

#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core {

std::string to_hex(Bytes bytes);
Result<Buffer> from_hex(std::string_view text);

}  // namespace core
