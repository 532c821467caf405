// Bits of whole numbers, as if each went on with its sign for ever; of truth values the logic.
#include "logos/values/arithmetic.h"
#include "logos/values/number.h"

namespace logos {
namespace {

std::unexpected<Failure> no_bits(const Value& left, const Value& right) {
    const Value& culprit = is_whole(left) ? right : left;
    return failure("Bit operations need Int or Bool, not " + std::string(type_name(culprit)));
}

// The small ones, the big ones and the truth values that `operation` combines.
template <class Operation>
Outcome<Value> of_bits(const Value& left, const Value& right, Operation operation) {
    if (left.is(Tag::integer) && right.is(Tag::integer))
        return Value::integer(operation(left.as_integer(), right.as_integer()));
    if (left.is(Tag::truth) && right.is(Tag::truth))
        return Value::truth(operation(left.as_integer(), right.as_integer()) != 0);
    if (!is_whole(left) || !is_whole(right)) return no_bits(left, right);
    return checked(operation(big_from(left), big_from(right)));
}

// By how much; none if it is more than any shift could use.
Outcome<std::uint64_t> shift_of(const Value& left, const Value& right) {
    if (!is_whole(left) || !is_whole(right))
        return failure("Cannot shift " + std::string(type_name(left)) + " by " +
                       std::string(type_name(right)));
    const BigInteger by = big_from(right);
    if (by.is_negative()) return failure("Cannot shift by " + by.text());
    return right.is(Tag::big) ? UINT64_MAX : static_cast<std::uint64_t>(right.as_integer());
}

}  // namespace

Outcome<Value> shift_left(const Value& left, const Value& right) {
    const std::uint64_t by = TRY(shift_of(left, right));
    return make_integer(TRY(big_from(left).shift_left(by)));
}

Outcome<Value> shift_right(const Value& left, const Value& right) {
    const std::uint64_t by = TRY(shift_of(left, right));
    if (left.is(Tag::integer)) return Value::integer(left.as_integer() >> (by < 63 ? by : 63));
    return make_integer(big_of(left).shift_right(by));
}

Outcome<Value> bit_and(const Value& left, const Value& right) {
    return of_bits(left, right, [](const auto& a, const auto& b) { return a & b; });
}

Outcome<Value> bit_or(const Value& left, const Value& right) {
    return of_bits(left, right, [](const auto& a, const auto& b) { return a | b; });
}

Outcome<Value> bit_xor(const Value& left, const Value& right) {
    return of_bits(left, right, [](const auto& a, const auto& b) { return a ^ b; });
}

Outcome<Value> complement(const Value& value) {
    if (value.is(Tag::integer)) return Value::integer(~value.as_integer());
    if (value.is(Tag::truth)) return Value::truth(!value.as_truth());
    if (value.is(Tag::big)) return checked(~big_of(value));
    return no_bits(value, value);
}

}  // namespace logos
