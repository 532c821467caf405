// Operations that are not worth an instruction of their own: see intrinsic.h.
#include "logos/machine/intrinsic.h"

#include <utility>

#include "logos/values/arithmetic.h"
#include "logos/values/collections.h"
#include "logos/values/comparison.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

Outcome<Value> is_multiple(const Value& value, const Value& divisor, bool expected) {
    const Outcome<Value> rest = remainder(value, divisor);
    if (!rest) return rest;
    return Value::truth(equal(*rest, Value::integer(0)) == expected);
}

Outcome<Value> is_between(const Value& value, const Value& low, const Value& high) {
    const int below = TRY(order(low, value));
    const int above = TRY(order(value, high));
    return Value::truth(below <= 0 && above <= 0);
}

Outcome<Value> is_inside(const Value& container, const Value& value, bool expected) {
    const Value found = TRY(contains(container, value));
    return Value::truth(found.as_truth() == expected);
}

Outcome<Value> printed(const Value& value, const Value& format) {
    return make_text(TRY(print_as(value, text_of(format))));
}

Outcome<Value> changed(Outcome<void> done, Value& place) {
    if (!done) return std::unexpected(std::move(done).error());
    return std::move(place);
}

}  // namespace

std::size_t argument_count(Intrinsic intrinsic) {
    switch (intrinsic) {
        case Intrinsic::length:
        case Intrinsic::even:
        case Intrinsic::odd: return 1;
        case Intrinsic::slice:
        case Intrinsic::between: return 3;
        default: return 2;
    }
}

Outcome<Value> call_intrinsic(Intrinsic intrinsic, Value* a) {
    switch (intrinsic) {
        case Intrinsic::power: return power(a[0], a[1]);
        case Intrinsic::shift_left: return shift_left(a[0], a[1]);
        case Intrinsic::shift_right: return shift_right(a[0], a[1]);
        case Intrinsic::bit_and: return bit_and(a[0], a[1]);
        case Intrinsic::bit_or: return bit_or(a[0], a[1]);
        case Intrinsic::bit_xor: return bit_xor(a[0], a[1]);
        case Intrinsic::inside: return is_inside(a[1], a[0], true);
        case Intrinsic::outside: return is_inside(a[1], a[0], false);
        case Intrinsic::contains: return is_inside(a[0], a[1], true);
        case Intrinsic::joined: return joined(a[0], a[1]);
        case Intrinsic::followed: return followed(a[0], a[1]);
        case Intrinsic::united: return united(a[0], a[1]);
        case Intrinsic::intersected: return intersected(a[0], a[1]);
        case Intrinsic::without: return without(a[0], a[1]);
        case Intrinsic::slice: return slice(a[0], a[1], a[2]);
        case Intrinsic::copies: return copies(a[0], a[1]);
        case Intrinsic::length: return length(a[0]);
        case Intrinsic::even: return is_multiple(a[0], Value::integer(2), true);
        case Intrinsic::odd: return is_multiple(a[0], Value::integer(2), false);
        case Intrinsic::divisible: return is_multiple(a[0], a[1], true);
        case Intrinsic::between: return is_between(a[0], a[1], a[2]);
        case Intrinsic::approximately: return Value::truth(approximately(a[0], a[1]));
        case Intrinsic::print_as: return printed(a[0], a[1]);
        case Intrinsic::add_to: return changed(add_to(a[0], std::move(a[1])), a[0]);
        case Intrinsic::remove_from: return changed(remove_from(a[0], a[1]), a[0]);
        case Intrinsic::increase: return add(a[0], a[1]);
        case Intrinsic::decrease: return subtract(a[0], a[1]);
        case Intrinsic::append: return changed(push(a[0], std::move(a[1])), a[0]);
        case Intrinsic::resolve: return std::move(a[1]);
    }
    std::unreachable();
}

}  // namespace logos
