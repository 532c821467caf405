// Operations that are not worth an instruction of their own: each takes the values of some
// registers in a row, and may change the first one, a place's value that is put back afterwards.
#pragma once

#include <cstddef>
#include <cstdint>

#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace logos {

enum class Intrinsic : std::uint16_t {
    power,
    shift_left,
    shift_right,
    bit_and,
    bit_or,
    bit_xor,
    inside,
    outside,
    contains,
    joined,
    followed,
    united,
    intersected,
    without,
    slice,
    copies,
    length,
    even,
    odd,
    divisible,
    between,
    approximately,
    print_as,  // Value, format.
    // These change the first value.
    add_to,  // Collection, value.
    remove_from,
    increase,
    decrease,
    append,
    resolve,
};

std::size_t argument_count(Intrinsic intrinsic);

// The result; what an intrinsic changes is the first argument.
Outcome<Value> call_intrinsic(Intrinsic intrinsic, Value* arguments);

}  // namespace logos
