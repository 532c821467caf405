// The loop that runs instructions: what programs do most is here, in the order of code.h; the rest
// is in machine.cpp and tasks.cpp.
#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "logos/machine/intrinsic.h"
#include "logos/machine/machine.h"
#include "logos/values/arithmetic.h"
#include "logos/values/builtins.h"
#include "logos/values/collections.h"
#include "logos/values/comparison.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

namespace logos {

namespace {

// What programs mostly work with.
bool are_integers(const Value& left, const Value& right) {
    return left.is(Tag::integer) && right.is(Tag::integer);
}

}  // namespace

// Where an outcome is a failure, the program has failed at this instruction.
#define STORE(to, expression)                               \
    {                                                       \
        auto outcome_ = (expression);                       \
        if (!outcome_) [[unlikely]]                         \
            return fail(task, std::move(outcome_).error()); \
        (to) = *std::move(outcome_);                        \
    }                                                       \
    break

#define CHECK(expression)                                   \
    {                                                       \
        auto outcome_ = (expression);                       \
        if (!outcome_) [[unlikely]]                         \
            return fail(task, std::move(outcome_).error()); \
    }                                                       \
    break

Machine::Step Machine::execute(TaskNumber number, std::uint64_t& instructions) {
    Task& task = tasks_[number];
    for (;;) {
        Frame& frame = task.frames.back();
        const Function& function = *frame.function;
        const Instruction* const code = function.code.data();
        Value* const r = task.stack.data() + frame.base;
        std::size_t& next = frame.next;
        bool same_frame = true;
        while (same_frame) {
            if (instructions == 0) return Step::yield;
            --instructions;
            const Instruction& at = code[next++];
            switch (at.operation) {
                case Operation::load: r[at.a] = program_.constants[at.wide()]; break;
                case Operation::load_integer:
                    r[at.a] = Value::integer(static_cast<std::int32_t>(at.wide()));
                    break;
                case Operation::clear: r[at.a] = Value(); break;
                case Operation::move: r[at.a] = r[at.b]; break;
                case Operation::transfer: r[at.a] = std::move(r[at.b]); break;
                case Operation::load_cell: r[at.a] = Value(cell_of(r[at.b])); break;
                case Operation::take_cell: r[at.a] = std::move(cell_of(r[at.b])); break;
                case Operation::store_cell: cell_of(r[at.a]) = r[at.b]; break;
                case Operation::make_cell: r[at.a] = make_cell(std::move(r[at.a])); break;
                case Operation::add:
                    if (std::int64_t sum = 0;
                        are_integers(r[at.b], r[at.c]) &&
                        !__builtin_add_overflow(r[at.b].as_integer(), r[at.c].as_integer(), &sum)) {
                        r[at.a] = Value::integer(sum);
                        break;
                    }
                    if (at.a == at.b) {
                        const Outcome<void> outcome = add_to_place(r[at.a], r[at.c]);
                        if (!outcome) return fail(task, outcome.error());
                        break;
                    }
                    STORE(r[at.a], add(r[at.b], r[at.c]));
                case Operation::subtract: STORE(r[at.a], subtract(r[at.b], r[at.c]));
                case Operation::multiply: STORE(r[at.a], multiply(r[at.b], r[at.c]));
                case Operation::divide: STORE(r[at.a], divide(r[at.b], r[at.c]));
                case Operation::floor_divide: STORE(r[at.a], floor_divide(r[at.b], r[at.c]));
                case Operation::remainder: STORE(r[at.a], remainder(r[at.b], r[at.c]));
                case Operation::add_integer:
                    if (std::int64_t sum = 0;
                        r[at.b].is(Tag::integer) &&
                        !__builtin_add_overflow(r[at.b].as_integer(),
                                                static_cast<std::int16_t>(at.c), &sum)) {
                        r[at.a] = Value::integer(sum);
                        break;
                    }
                    STORE(r[at.a], add(r[at.b], Value::integer(static_cast<std::int16_t>(at.c))));
                case Operation::negate: STORE(r[at.a], negate(r[at.b]));
                case Operation::complement: STORE(r[at.a], complement(r[at.b]));
                case Operation::equal: r[at.a] = Value::truth(equal(r[at.b], r[at.c])); break;
                case Operation::unequal: r[at.a] = Value::truth(!equal(r[at.b], r[at.c])); break;
                case Operation::less: {
                    const Outcome<int> outcome = order(r[at.b], r[at.c]);
                    if (!outcome) return fail(task, outcome.error());
                    r[at.a] = Value::truth(*outcome < 0);
                    break;
                }
                case Operation::less_equal: {
                    const Outcome<int> outcome = order(r[at.b], r[at.c]);
                    if (!outcome) return fail(task, outcome.error());
                    r[at.a] = Value::truth(*outcome <= 0);
                    break;
                }
                case Operation::logical_not: r[at.a] = Value::truth(!truthy(r[at.b])); break;
                case Operation::truthiness: r[at.a] = Value::truth(truthy(r[at.b])); break;
                case Operation::jump: next = at.wide(); break;
                case Operation::jump_if:
                    if (truthy(r[at.a])) next = at.wide();
                    break;
                case Operation::jump_unless:
                    if (!truthy(r[at.a])) next = at.wide();
                    break;
                case Operation::jump_unless_less: {
                    if (are_integers(r[at.b], r[at.c])) {
                        next = r[at.b].as_integer() < r[at.c].as_integer() ? next + 1
                                                                           : code[next].wide();
                        break;
                    }
                    const Outcome<int> outcome = order(r[at.b], r[at.c]);
                    if (!outcome) return fail(task, outcome.error());
                    next = *outcome < 0 ? next + 1 : code[next].wide();
                    break;
                }
                case Operation::jump_unless_less_equal: {
                    if (are_integers(r[at.b], r[at.c])) {
                        next = r[at.b].as_integer() <= r[at.c].as_integer() ? next + 1
                                                                            : code[next].wide();
                        break;
                    }
                    const Outcome<int> outcome = order(r[at.b], r[at.c]);
                    if (!outcome) return fail(task, outcome.error());
                    next = *outcome <= 0 ? next + 1 : code[next].wide();
                    break;
                }
                case Operation::jump_unless_equal:
                    next = equal(r[at.b], r[at.c]) ? next + 1 : code[next].wide();
                    break;
                case Operation::call:
                    if (!enter(task, program_.functions[at.b], frame.base + at.a, at.c))
                        return Step::failed;
                    same_frame = false;
                    break;
                case Operation::call_value: {
                    const Step step = call_value(task, at);
                    if (step != Step::next) return step;
                    same_frame = false;
                    break;
                }
                case Operation::call_builtin: {
                    auto outcome = call_builtin(at.b, std::span(r + at.a, at.c));
                    for (std::size_t i = 0; i < at.c; ++i) r[at.a + i] = Value();
                    STORE(r[at.a], std::move(outcome));
                }
                case Operation::intrinsic: {
                    const auto which = static_cast<Intrinsic>(at.b);
                    auto outcome = call_intrinsic(which, r + at.a);
                    for (std::size_t i = 0; i < argument_count(which); ++i) r[at.a + i] = Value();
                    STORE(r[at.a], std::move(outcome));
                }
                case Operation::give_back: {
                    const Step step = leave(task, number, std::move(r[at.a]));
                    if (step != Step::next) return step;
                    same_frame = false;
                    break;
                }
                case Operation::begin_walk:
                    r[at.a + 1] = Value::integer(0);
                    STORE(r[at.a], iteration(r[at.a]));
                case Operation::walk: {
                    const std::vector<Value>& items = items_of(r[at.a]);
                    const auto position = static_cast<std::size_t>(r[at.a + 1].as_integer());
                    if (position < items.size()) {
                        r[at.a + 2] = items[position];
                        r[at.a + 1] = Value::integer(static_cast<std::int64_t>(position + 1));
                    } else {
                        next = at.wide();
                    }
                    break;
                }
                case Operation::range: {
                    if (r[at.a].is(Tag::integer) && r[at.a + 1].is(Tag::integer)) [[likely]] {
                        const std::int64_t here = r[at.a].as_integer();
                        if (here > r[at.a + 1].as_integer()) {
                            next = at.wide();
                        } else {
                            r[at.a + 2] = Value::integer(here);
                            r[at.a] = *add(r[at.a], Value::integer(1));
                        }
                        break;
                    }
                    const Outcome<int> outcome = order(r[at.a], r[at.a + 1]);
                    if (!outcome) return fail(task, outcome.error());
                    if (*outcome > 0) {
                        next = at.wide();
                        break;
                    }
                    r[at.a + 2] = r[at.a];
                    STORE(r[at.a], add(r[at.a], Value::integer(1)));
                }
                case Operation::get_item: {
                    auto outcome = item(r[at.b], r[at.c]);
                    if (at.flag) r[at.b] = Value();
                    STORE(r[at.a], std::move(outcome));
                }
                case Operation::set_item:
                    CHECK(set_item(r[at.a], r[at.b],
                                   at.flag ? Value(std::move(r[at.c])) : Value(r[at.c])));
                case Operation::take_item: STORE(r[at.a], take_item(r[at.b], r[at.c]));
                case Operation::get_field: {
                    bool found = false;
                    Value value = get_field(r[at.b], at.c, found);
                    if (!found) return no_field(task, r[at.b], at.c);
                    if (at.flag) r[at.b] = Value();
                    r[at.a] = std::move(value);
                    break;
                }
                case Operation::set_field: {
                    if (r[at.a].is(Tag::shared)) {
                        const Step step = write_field(task, r[at.a], at.b, r[at.c]);
                        if (step != Step::next) return step;
                        break;
                    }
                    Value* const place = field_place(r[at.a], at.b);
                    if (place == nullptr) return no_field(task, r[at.a], at.b);
                    *place = at.flag ? Value(std::move(r[at.c])) : Value(r[at.c]);
                    break;
                }
                case Operation::take_field: {
                    Value* const place = field_place(r[at.b], at.c);
                    if (place == nullptr) return no_field(task, r[at.b], at.c);
                    r[at.a] = std::move(*place);
                    break;
                }
                case Operation::push:
                    CHECK(push(r[at.a], at.flag ? Value(std::move(r[at.b])) : Value(r[at.b])));
                case Operation::pop: STORE(r[at.a], pop(r[at.b]));
                case Operation::is_variant:
                    r[at.a] = Value::truth(r[at.b].is(Tag::record) &&
                                           record_of(r[at.b]).shape == &program_.shapes[at.c]);
                    break;
                case Operation::get_part: r[at.a] = Value(record_of(r[at.b]).fields[at.c]); break;
                default: {
                    const Step step = rare(task, number, at, r);
                    if (step == Step::next) break;
                    return step;
                }
            }
        }
    }
}

}  // namespace logos
