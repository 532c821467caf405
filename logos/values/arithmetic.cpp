// The signs between values. What is not two small integers is decided here by what both sides are.
#include "logos/values/arithmetic.h"

#include <cmath>

#include "logos/values/number.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

constexpr const char* division_by_zero = "Division by zero";
constexpr const char* duration_too_large = "Duration too large";
constexpr const char* list_too_large = "List too large";
constexpr const char* text_too_large = "Text too large";

std::unexpected<Failure> cannot(std::string_view doing, const Value& left, std::string_view word,
                                const Value& right) {
    std::string text = "Cannot ";
    text += doing;
    text += ' ';
    text += type_name(left);
    text += ' ';
    text += word;
    text += ' ';
    text += type_name(right);
    return failure(std::move(text));
}

bool both_whole(const Value& left, const Value& right) { return is_whole(left) && is_whole(right); }
bool both_numbers(const Value& left, const Value& right) {
    return is_number(left) && is_number(right);
}
bool both_small(const Value& left, const Value& right) {
    return left.is(Tag::integer) && right.is(Tag::integer);
}

bool is_zero(const Value& whole) { return whole.is(Tag::integer) && whole.as_integer() == 0; }

Outcome<Value> joined_lists(const Value& left, const Value& right) {
    const auto& items = items_of(left);
    const auto& others = items_of(right);
    if (items.size() + others.size() > collection_size_max) return failure(list_too_large);
    std::vector<Value> all;
    all.reserve(items.size() + others.size());
    all.insert(all.end(), items.begin(), items.end());
    all.insert(all.end(), others.begin(), others.end());
    return make_list(std::move(all));
}

Outcome<Value> joined_texts(const Value& left, const Value& right) {
    std::string text = left.is(Tag::text) ? text_of(left) : print(left);
    text += right.is(Tag::text) ? text_of(right) : print(right);
    return checked_text(std::move(text));
}

// A duration times a whole number, in either order.
Outcome<Value> multiplied_duration(const Value& duration, const Value& times) {
    std::int64_t product = 0;
    if (times.is(Tag::big) ||
        __builtin_mul_overflow(duration.as_integer(), times.as_integer(), &product))
        return failure(duration_too_large);
    return Value::duration(product);
}

// Whole numbers one of which is INT64_MIN or big; the divisor is not zero.
Outcome<Value> divided_big(const Value& left, const Value& right) {
    return make_integer(BigInteger::divide(big_from(left), big_from(right)).quotient);
}

Outcome<Value> real_power(double base, double exponent) {
    return Value::real(std::pow(base, exponent));
}

}  // namespace

Outcome<Value> checked_text(std::string text) {
    if (text.size() > text_size_max) return failure(text_too_large);
    return make_text(std::move(text));
}

Outcome<Value> add_in_depth(const Value& left, const Value& right) {
    if (both_whole(left, right)) return checked(big_from(left) + big_from(right));
    if (both_numbers(left, right)) return Value::real(real_from(left) + real_from(right));
    if (left.is(Tag::text) || right.is(Tag::text)) return joined_texts(left, right);
    if (left.is(Tag::list) && right.is(Tag::list)) return joined_lists(left, right);
    if (left.is(Tag::duration) && right.is(Tag::duration)) {
        std::int64_t sum = 0;
        if (__builtin_add_overflow(left.as_integer(), right.as_integer(), &sum))
            return failure(duration_too_large);
        return Value::duration(sum);
    }
    return cannot("add", left, "and", right);
}

Outcome<void> add_to_place(Value& left, const Value& right) {
    const bool is_own = left.is_object() && left.as_object()->uses == 1 && &left != &right;
    if (is_own && left.is(Tag::text)) {
        std::string& text = own_text(left);
        const std::string printed = right.is(Tag::text) ? std::string() : print(right);
        const std::string& more = right.is(Tag::text) ? text_of(right) : printed;
        if (text.size() + more.size() > text_size_max) return failure(text_too_large);
        text += more;
        return {};
    }
    if (is_own && left.is(Tag::list) && right.is(Tag::list)) {
        auto& items = own_items(left);
        const auto& others = items_of(right);
        if (items.size() + others.size() > collection_size_max) return failure(list_too_large);
        items.insert(items.end(), others.begin(), others.end());
        return {};
    }
    left = TRY(add(left, right));
    return {};
}

Outcome<Value> subtract_in_depth(const Value& left, const Value& right) {
    if (both_whole(left, right)) return checked(big_from(left) - big_from(right));
    if (both_numbers(left, right)) return Value::real(real_from(left) - real_from(right));
    if (left.is(Tag::duration) && right.is(Tag::duration)) {
        std::int64_t difference = 0;
        if (__builtin_sub_overflow(left.as_integer(), right.as_integer(), &difference))
            return failure(duration_too_large);
        return Value::duration(difference);
    }
    return cannot("subtract", right, "from", left);
}

Outcome<Value> multiply_in_depth(const Value& left, const Value& right) {
    if (both_whole(left, right)) return checked(big_from(left) * big_from(right));
    if (both_numbers(left, right)) return Value::real(real_from(left) * real_from(right));
    if (left.is(Tag::duration) && is_whole(right)) return multiplied_duration(left, right);
    if (is_whole(left) && right.is(Tag::duration)) return multiplied_duration(right, left);
    return cannot("multiply", left, "by", right);
}

Outcome<Value> divide(const Value& left, const Value& right) {
    if (both_whole(left, right)) {
        if (is_zero(right)) return failure(division_by_zero);
        if (both_small(left, right) && right.as_integer() != -1)
            return Value::integer(left.as_integer() / right.as_integer());
        return divided_big(left, right);
    }
    if (both_numbers(left, right)) return Value::real(real_from(left) / real_from(right));
    if (left.is(Tag::duration) && right.is(Tag::integer)) {
        if (is_zero(right)) return failure(division_by_zero);
        if (right.as_integer() == -1) return negate(left);
        return Value::duration(left.as_integer() / right.as_integer());
    }
    return cannot("divide", left, "by", right);
}

Outcome<Value> floor_divide(const Value& left, const Value& right) {
    if (both_whole(left, right)) {
        if (is_zero(right)) return failure(division_by_zero);
        if (!both_small(left, right) || right.as_integer() == -1)
            return make_integer(BigInteger::floor_divide(big_from(left), big_from(right)));
        const std::int64_t quotient = left.as_integer() / right.as_integer();
        const std::int64_t rest = left.as_integer() % right.as_integer();
        const bool rounds_up = rest != 0 && (rest < 0) != (right.as_integer() < 0);
        return Value::integer(rounds_up ? quotient - 1 : quotient);
    }
    if (both_numbers(left, right))
        return Value::real(std::floor(real_from(left) / real_from(right)));
    return cannot("divide", left, "by", right);
}

Outcome<Value> remainder(const Value& left, const Value& right) {
    if (both_whole(left, right)) {
        if (is_zero(right)) return failure(division_by_zero);
        if (!both_small(left, right))
            return make_integer(BigInteger::divide(big_from(left), big_from(right)).remainder);
        if (right.as_integer() == -1) return Value::integer(0);
        return Value::integer(left.as_integer() % right.as_integer());
    }
    if (both_numbers(left, right)) return Value::real(std::fmod(real_from(left), real_from(right)));
    return cannot("divide", left, "by", right);
}

Outcome<Value> power(const Value& left, const Value& right) {
    if (!both_numbers(left, right)) return cannot("raise", left, "to the power of", right);
    if (!both_whole(left, right)) return real_power(real_from(left), real_from(right));
    const BigInteger base = big_from(left);
    if (right.is(Tag::big)) {
        const BigInteger& exponent = big_of(right);
        if (exponent.is_negative()) return real_power(base.real(), exponent.real());
        if (base.bit_count() > 1) return failure(number_too_large);
        return checked(TRY(base.power(exponent.is_even() ? 2 : 1)));
    }
    if (right.as_integer() < 0) return real_power(base.real(), real_from(right));
    return checked(TRY(base.power(static_cast<std::uint64_t>(right.as_integer()))));
}

Outcome<Value> negate(const Value& value) {
    std::int64_t negative = 0;
    if (value.is(Tag::integer) &&
        !__builtin_sub_overflow(std::int64_t{0}, value.as_integer(), &negative))
        return Value::integer(negative);
    if (is_whole(value)) return make_integer(-big_from(value));
    if (value.is(Tag::real)) return Value::real(-value.as_real());
    if (value.is(Tag::duration)) return multiplied_duration(value, Value::integer(-1));
    return failure("Cannot negate " + std::string(type_name(value)));
}

}  // namespace logos
