// Numbers of either size seen as one, for the other files of this folder.
#pragma once

#include <optional>

#include "logos/values/big_integer.h"
#include "logos/values/failure.h"
#include "logos/values/make.h"
#include "logos/values/value.h"

namespace logos {

inline bool is_whole(const Value& value) { return value.is(Tag::integer) || value.is(Tag::big); }
inline bool is_number(const Value& value) { return is_whole(value) || value.is(Tag::real); }

// Of a whole number.
inline BigInteger big_from(const Value& value) {
    return value.is(Tag::integer) ? BigInteger(value.as_integer()) : big_of(value);
}

// Of any number.
inline double real_from(const Value& value) {
    if (value.is(Tag::real)) return value.as_real();
    return value.is(Tag::integer) ? static_cast<double>(value.as_integer()) : big_of(value).real();
}

inline Outcome<Value> checked(BigInteger value) {
    if (!value.fits()) return failure(number_too_large);
    return make_integer(std::move(value));
}

}  // namespace logos
