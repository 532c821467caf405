// Runs a compiled program: its rounds, calls, and what instructions do that programs need less
// often. See machine.h.
#include "logos/machine/machine.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "logos/values/arithmetic.h"
#include "logos/values/comparison.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"
#include "logos/values/shared.h"

namespace logos {
namespace {

std::vector<std::vector<std::uint16_t>> positions_of(const Program& program) {
    std::vector<std::vector<std::uint16_t>> all;
    for (const Shape& shape : program.shapes) {
        std::vector<std::uint16_t> positions(program.field_names.size(), no_field_position);
        for (std::size_t i = 0; i < program.field_names.size(); ++i) {
            const auto found = std::ranges::find(shape.fields, program.field_names[i]);
            if (found != shape.fields.end())
                positions[i] = static_cast<std::uint16_t>(found - shape.fields.begin());
        }
        all.push_back(std::move(positions));
    }
    return all;
}

}  // namespace

Machine::Machine(const Program& program)
    : program_(program),
      field_positions_(positions_of(program)),
      globals_(program.global_names.size()) {
    add_task(0, {}, {});
}

Progress Machine::run(std::uint64_t instructions_max, core::Instant now) {
    now_ = now;
    wake_sleepers();
    while (!failure_) {
        if (tasks_[0].state == State::ended && running_count_ == 0) return Progress::finished;
        if (ready_.empty()) return when_none_is_ready();
        if (instructions_max == 0 || output_.size() >= output_size_max) return Progress::paused;
        const TaskNumber number = ready_.front();
        ready_.pop_front();
        if (tasks_[number].state != State::ready) continue;
        if (execute(number, instructions_max) == Step::yield) ready_.push_front(number);
    }
    return Progress::failed;
}

// Whoever waits for what nobody will send ends with the program, unless it is the program that
// waits.
Progress Machine::when_none_is_ready() {
    const bool is_expected = std::ranges::any_of(tasks_, [](const Task& task) {
        return task.state == State::asking || task.wake_at.has_value();
    });
    if (is_expected) return Progress::waiting;
    if (tasks_[0].state == State::ended) return Progress::finished;
    failure_ = RunFailure{.text = "deadlock: every task is blocked waiting", .span = {}};
    return Progress::failed;
}

Machine::Step Machine::fail(Task& task, std::string text) {
    Span span;
    if (!task.frames.empty()) {
        const Frame& frame = task.frames.back();
        if (frame.next > 0) span = frame.function->spans[frame.next - 1];
    }
    failure_ = RunFailure{.text = std::move(text), .span = span};
    return Step::failed;
}

Machine::Step Machine::no_field(Task& task, const Value& record, std::uint16_t name) {
    const std::string& field = program_.field_names[name];
    if (record.is(Tag::shared))
        return fail(task,
                    core::formatted("{} has no field '{}'", shared_of(record).shape->name, field));
    if (!record.is(Tag::record))
        return fail(task,
                    core::formatted("Cannot access field '{}' on {}", field, type_name(record)));
    return fail(task,
                core::formatted("{} has no field '{}'", record_of(record).shape->name, field));
}

// The arguments lie where the called function's first registers are.
bool Machine::enter(Task& task, const Function& called, std::size_t base, std::size_t count) {
    if (count != called.parameter_count) {
        fail(task, core::formatted("Function {} expects {} arguments, got {}", called.name,
                                   called.parameter_count, count));
        return false;
    }
    const std::size_t size = base + called.register_count;
    if (task.frames.size() >= frame_count_max || size > stack_size_max) {
        fail(task, "stack overflow: too many calls inside one another");
        return false;
    }
    if (task.stack.size() < size) task.stack.resize(std::max(size, task.stack.size() * 2));
    task.frames.push_back({.function = &called, .next = 0, .base = base});
    return true;
}

Machine::Step Machine::call_value(Task& task, const Instruction& at) {
    const std::size_t base = task.frames.back().base + at.a;
    const Value called = task.stack[base];
    if (!called.is(Tag::closure))
        return fail(task, core::formatted("{} is not a function", type_name(called)));
    const ClosureObject& closure = closure_of(called);
    const Function& function = program_.functions[closure.function];
    for (std::size_t i = 0; i < at.c; ++i)
        task.stack[base + i] = std::move(task.stack[base + i + 1]);
    task.stack[base + at.c] = Value();
    if (!enter(task, function, base, at.c)) return Step::failed;
    std::ranges::copy(closure.captured,
                      task.stack.begin() + static_cast<std::ptrdiff_t>(base + at.c));
    return Step::next;
}

Machine::Step Machine::leave(Task& task, TaskNumber number, Value result) {
    const Frame frame = task.frames.back();
    for (std::size_t i = 0; i < frame.function->register_count; ++i)
        task.stack[frame.base + i] = Value();
    task.frames.pop_back();
    if (!task.frames.empty()) {
        task.stack[frame.base] = std::move(result);
        return Step::next;
    }
    task.result = std::move(result);
    end_task(number, State::ended);
    return Step::ended;
}

Value& Machine::global_cell(std::uint32_t number) {
    if (globals_.size() <= number) globals_.resize(program_.global_names.size());
    return globals_[number];
}

Machine::Step Machine::rare(Task& task, TaskNumber number, const Instruction& at, Value* r) {
    switch (at.operation) {
        case Operation::load_global:
            if (!global_cell(at.wide()).is(Tag::cell))
                return fail(task, core::formatted("Undefined variable: {}",
                                                  program_.global_names[at.wide()]));
            r[at.a] = Value(cell_of(global_cell(at.wide())));
            return Step::next;
        case Operation::store_global:
            if (!global_cell(at.wide()).is(Tag::cell)) {
                if (at.flag)
                    return fail(task, core::formatted("Undefined variable: {}",
                                                      program_.global_names[at.wide()]));
                globals_[at.wide()] = make_cell({});
            }
            cell_of(globals_[at.wide()]) = r[at.a];
            return Step::next;
        case Operation::global_cell:
            if (!global_cell(at.wide()).is(Tag::cell))
                return fail(task, core::formatted("Undefined variable: {}",
                                                  program_.global_names[at.wide()]));
            r[at.a] = globals_[at.wide()];
            return Step::next;
        case Operation::fail: return fail(task, text_of(program_.constants[at.wide()]));
        case Operation::begin_range:
            r[at.a + 2] = Value();
            if (!order(r[at.a], Value::integer(0)) || !order(r[at.a + 1], Value::integer(0)))
                return fail(task, "a range goes from one number to another");
            return Step::next;
        case Operation::show:
            output_ += print(r[at.a]);
            output_ += '\n';
            return output_.size() >= output_size_max ? Step::yield : Step::next;
        case Operation::make_pipe:
            if (pipes_.size() >= pipe_count_max) return fail(task, "too many pipes");
            r[at.a] = Value::numbered(Tag::pipe, static_cast<std::int64_t>(pipes_.size()));
            pipes_.emplace_back();
            return Step::next;
        case Operation::task_state:
            if (!task_of(r[at.b])) return fail(task, "this is no task's handle");
            r[at.a] = make_text(std::string(state_of(r[at.b])));
            return Step::next;
        case Operation::launch:
        case Operation::launch_value: return start(task, number, at);
        case Operation::stop: return stop(task, number, r[at.a]);
        case Operation::join: return join(task, number, at);
        case Operation::send: return send(task, number, at);
        case Operation::receive: return receive(task, number, at);
        case Operation::sleep: return sleep(task, r[at.a]);
        case Operation::select_pipe:
        case Operation::select_after: return add_arm(task, at, r[at.a]);
        case Operation::select: return select(task, number, at);
        case Operation::new_shared:
            r[at.a] =
                new_shared_record(&program_.shapes[at.b], program_.shared_kinds[at.b], replicas_);
            return Step::next;
        case Operation::change_field: return change_field(task, at, r);
        case Operation::item_of_field: return set_item_of_field(task, at, r);
        case Operation::merge:
            if (const Outcome<void> merged = merge_into(r[at.a], r[at.b]); !merged)
                return fail(task, merged.error());
            return Step::next;
        case Operation::call_host: return ask(task, number, at);
        default: return make_from_registers(task, at, r);
    }
}

Machine::Step Machine::make_from_registers(Task& task, const Instruction& at, Value* r) {
    std::vector<Value> values;
    const std::size_t count =
        at.operation == Operation::make_record    ? program_.shapes[at.b].fields.size()
        : at.operation == Operation::make_closure ? program_.functions[at.b].captured_count
                                                  : at.c;
    const std::size_t first =
        at.operation == Operation::make_record || at.operation == Operation::make_closure ? at.c
                                                                                          : at.b;
    values.reserve(count);
    for (std::size_t i = 0; i < count; ++i) values.push_back(std::move(r[first + i]));
    switch (at.operation) {
        case Operation::make_list: r[at.a] = make_list(std::move(values)); return Step::next;
        case Operation::make_tuple: r[at.a] = make_tuple(std::move(values)); return Step::next;
        case Operation::make_record:
            r[at.a] = make_record(&program_.shapes[at.b], std::move(values));
            return Step::next;
        case Operation::make_closure:
            r[at.a] = make_closure(at.b, std::move(values));
            return Step::next;
        case Operation::make_set:
            r[at.a] = make_set();
            for (Value& each : values) own_table(r[at.a]).insert(std::move(each));
            return Step::next;
        case Operation::make_map:
            r[at.a] = make_map();
            for (std::size_t i = 0; i + 1 < values.size(); i += 2)
                own_table(r[at.a]).insert_or_assign(std::move(values[i]), std::move(values[i + 1]));
            return Step::next;
        default: {
            ASSERT(at.operation == Operation::concatenate);
            std::string text;
            for (const Value& each : values) text += print(each);
            Outcome<Value> made = checked_text(std::move(text));
            if (!made) return fail(task, std::move(made).error());
            r[at.a] = *std::move(made);
            return Step::next;
        }
    }
}

}  // namespace logos
