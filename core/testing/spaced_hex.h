// Bytes in tests, as hexadecimal with blanks between the fields: spaced_hex("02 0001 ff").
#pragma once

#include <string>

#include "core/base/hex.h"

namespace core::testing {

inline Buffer spaced_hex(std::string text) {
    std::erase(text, ' ');
    return from_hex(text).value();
}

}  // namespace core::testing
