// Built-in functions of numbers.
#include <bit>
#include <cmath>

#include "logos/values/arithmetic.h"
#include "logos/values/builtin_tables.h"
#include "logos/values/number.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

Outcome<Value> absolute(Arguments arguments) {
    const Value& value = arguments[0];
    if (value.is(Tag::real)) return Value::real(std::fabs(value.as_real()));
    if (!is_whole(value) && !value.is(Tag::duration)) return wrong_argument("abs", value);
    const bool negative = value.is(Tag::big) ? big_of(value).is_negative() : value.as_integer() < 0;
    return negative ? negate(value) : value;
}

// The one that comes last in the order with this sign: of the arguments, or of the items of the
// only one.
Outcome<Value> farthest(Arguments arguments, int sign, std::string_view name) {
    std::span<const Value> values = arguments;
    if (values.size() == 1 && is_listed(values[0])) values = items_of(arguments[0]);
    if (values.empty())
        return failure("Function " + std::string(name) + " needs at least one value");
    const Value* best = values.data();
    for (const Value& value : values.subspan(1))
        if (TRY(order(value, *best)) * sign > 0) best = &value;
    return *best;
}

Outcome<Value> smallest(Arguments arguments) { return farthest(arguments, -1, "min"); }
Outcome<Value> largest(Arguments arguments) { return farthest(arguments, 1, "max"); }

Outcome<Value> square_root(Arguments arguments) {
    if (!is_number(arguments[0])) return wrong_argument("sqrt", arguments[0]);
    return Value::real(std::sqrt(real_from(arguments[0])));
}

// What is infinite, or no number, stays so.
Outcome<Value> whole(const Value& value, double (*rounded)(double), std::string_view name) {
    if (is_whole(value)) return value;
    if (!value.is(Tag::real)) return wrong_argument(name, value);
    auto number = BigInteger::from_real(rounded(value.as_real()));
    return number ? make_integer(std::move(*number)) : value;
}

Outcome<Value> floor_of(Arguments arguments) {
    return whole(arguments[0], [](double value) { return std::floor(value); }, "floor");
}

Outcome<Value> ceiling_of(Arguments arguments) {
    return whole(arguments[0], [](double value) { return std::ceil(value); }, "ceil");
}

Outcome<Value> truncated(Arguments arguments) {
    return whole(arguments[0], [](double value) { return std::trunc(value); }, "truncate");
}

// Halves away from zero.
Outcome<Value> rounded_off(Arguments arguments) {
    return whole(arguments[0], [](double value) { return std::round(value); }, "round");
}

Outcome<Value> raised(Arguments arguments) { return power(arguments[0], arguments[1]); }

template <double (*function)(double)>
Outcome<Value> of_real(Arguments arguments) {
    if (!is_number(arguments[0]))
        return failure("This function needs a number, not " + std::string(type_name(arguments[0])));
    return Value::real(function(real_from(arguments[0])));
}

Outcome<Value> to_real(Arguments arguments) {
    if (!is_number(arguments[0])) return wrong_argument("toReal", arguments[0]);
    return Value::real(real_from(arguments[0]));
}

// Of a negative one in 64 bits, two's complement.
Outcome<Value> count_ones(Arguments arguments) {
    const Value& value = arguments[0];
    if (value.is(Tag::integer))
        return Value::integer(std::popcount(static_cast<std::uint64_t>(value.as_integer())));
    if (!value.is(Tag::big) || big_of(value).is_negative())
        return wrong_argument("count_ones", value);
    return Value::integer(static_cast<std::int64_t>(big_of(value).count_ones()));
}

Outcome<Value> greatest_divisor(Arguments arguments) {
    Value left = arguments[0];
    Value right = arguments[1];
    if (!is_whole(left)) return wrong_argument("gcd", left);
    if (!is_whole(right)) return wrong_argument("gcd", right);
    while (truthy(right)) {
        Value rest = TRY(remainder(left, right));
        left = std::move(right);
        right = std::move(rest);
    }
    return absolute(Arguments(&left, 1));
}

Outcome<Value> sign_of(Arguments arguments) {
    if (!is_number(arguments[0])) return wrong_argument("sign", arguments[0]);
    return Value::integer(TRY(order(arguments[0], Value::integer(0))));
}

double sine(double value) { return std::sin(value); }
double cosine(double value) { return std::cos(value); }
double tangent(double value) { return std::tan(value); }
double natural_logarithm(double value) { return std::log(value); }
double exponential(double value) { return std::exp(value); }

constexpr Builtin all_of_numbers[] = {
    {"abs", 1, 1, absolute},
    {"min", 1, any_arguments, smallest},
    {"max", 1, any_arguments, largest},
    {"sqrt", 1, 1, square_root},
    {"floor", 1, 1, floor_of},
    {"ceil", 1, 1, ceiling_of},
    {"round", 1, 1, rounded_off},
    {"truncate", 1, 1, truncated},
    {"pow", 2, 2, raised},
    {"sin", 1, 1, of_real<sine>},
    {"cos", 1, 1, of_real<cosine>},
    {"tan", 1, 1, of_real<tangent>},
    {"log", 1, 1, of_real<natural_logarithm>},
    {"exp", 1, 1, of_real<exponential>},
    {"toReal", 1, 1, to_real},
    {"count_ones", 1, 1, count_ones},
    {"gcd", 2, 2, greatest_divisor},
    {"sign", 1, 1, sign_of},
};

}  // namespace

std::span<const Builtin> number_builtins() { return all_of_numbers; }

}  // namespace logos
