// Any text as digits of any base; what is read must print as digits that lead back to it.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "logos/values/big_integer.h"

FUZZ(big_integer) {
    using logos::BigInteger;
    if (input.empty()) return;
    constexpr std::array<unsigned, 4> bases{2, 8, 10, 16};
    const unsigned base = bases[std::to_integer<std::size_t>(input[0]) % bases.size()];
    const auto value = BigInteger::from_digits(core::as_text(input.subspan(1)), base);
    if (!value) return;
    const std::string text = value->text();
    ASSERT(BigInteger::from_digits(text) == value);
    const auto parts = BigInteger::divide(*value, BigInteger(1'000'003));
    ASSERT(parts.quotient * BigInteger(1'000'003) + parts.remainder == *value);
    ASSERT((*value ^ ~*value) == BigInteger(-1));
}
