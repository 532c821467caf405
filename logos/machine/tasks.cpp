// The tasks of a machine: what they wait for, and who wakes them. Whoever is woken does its
// instruction again, and waits again if another one was faster. See machine.h.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "logos/machine/machine.h"
#include "logos/values/comparison.h"
#include "logos/values/make.h"

namespace logos {

TaskNumber Machine::add_task(std::uint32_t function, std::span<Value> arguments,
                             std::span<const Value> captured) {
    const auto number = static_cast<TaskNumber>(tasks_.size());
    Task& task = tasks_.emplace_back();
    const Function& called = program_.functions[function];
    task.stack.resize(std::max<std::size_t>(called.register_count, 1));
    std::ranges::move(arguments, task.stack.begin());
    std::ranges::copy(captured, task.stack.begin() + static_cast<std::ptrdiff_t>(arguments.size()));
    task.frames.push_back({.function = &called});
    ++running_count_;
    ready_.push_front(number);
    return number;
}

// The new task runs at once; who launched it goes on behind it.
Machine::Step Machine::start(Task& task, TaskNumber number, const Instruction& at) {
    if (running_count_ >= task_count_max) return fail(task, "too many tasks");
    Value* const r = task.stack.data() + task.frames.back().base;
    const bool is_value = at.operation == Operation::launch_value;
    if (is_value && !r[at.a].is(Tag::closure)) return fail(task, "only a function can be launched");
    const Value closure = is_value ? r[at.a] : Value();
    const std::uint32_t called = is_value ? closure_of(closure).function : at.b;
    const Function& function = program_.functions[called];
    if (function.parameter_count != at.c)
        return fail(task, core::formatted("Function {} expects {} arguments, got {}", function.name,
                                          function.parameter_count, std::size_t{at.c}));
    ready_.push_front(number);
    const std::span<const Value> captured =
        is_value ? std::span<const Value>(closure_of(closure).captured) : std::span<const Value>();
    const TaskNumber started =
        add_task(called, std::span(r + at.a + (is_value ? 1 : 0), at.c), captured);
    r[at.a] = Value::numbered(Tag::handle, started);
    return Step::blocked;
}

std::optional<TaskNumber> Machine::task_of(const Value& handle) const {
    if (!handle.is(Tag::handle)) return std::nullopt;
    return static_cast<TaskNumber>(handle.as_integer());
}

std::string_view Machine::state_of(const Value& handle) const {
    switch (tasks_[*task_of(handle)].state) {
        case State::ended: return "finished";
        case State::stopped: return "stopped";
        default: return "running";
    }
}

Machine::Step Machine::stop(Task& task, TaskNumber number, const Value& handle) {
    const auto stopped = task_of(handle);
    if (!stopped) return fail(task, "only a task can be stopped");
    Task& other = tasks_[*stopped];
    if (other.state == State::ended || other.state == State::stopped) return Step::next;
    end_task(*stopped, State::stopped);
    return *stopped == number ? Step::ended : Step::next;
}

void Machine::end_task(TaskNumber number, State state) {
    Task& task = tasks_[number];
    task.state = state;
    task.wake_at.reset();
    task.frames.clear();
    task.stack = {};
    --running_count_;
    for (const TaskNumber joiner : std::exchange(task.joiners, {})) make_ready(joiner);
}

void Machine::make_ready(TaskNumber number) {
    Task& task = tasks_[number];
    if (task.state == State::ended || task.state == State::stopped || task.state == State::ready)
        return;
    task.state = State::ready;
    task.wake_at.reset();
    ready_.push_back(number);
}

void Machine::wake_waiting(Pipe& pipe) {
    for (const TaskNumber each : std::exchange(pipe.waiting, {})) make_ready(each);
}

void Machine::wake_sleepers() {
    std::vector<std::pair<core::Instant, TaskNumber>> due;
    for (TaskNumber i = 0; i < tasks_.size(); ++i)
        if (tasks_[i].wake_at && *tasks_[i].wake_at <= now_)
            due.emplace_back(*tasks_[i].wake_at, i);
    std::ranges::sort(due);
    for (const auto& [at, number] : due) make_ready(number);
}

std::optional<core::Instant> Machine::deadline() const {
    std::optional<core::Instant> first;
    for (const Task& task : tasks_) first = core::earlier(first, task.wake_at);
    return first;
}

Machine::Step Machine::join(Task& task, TaskNumber number, const Instruction& at) {
    Value& handle = task.stack[task.frames.back().base + at.a];
    const auto joined = task_of(handle);
    if (!joined) return fail(task, "this is no task's handle");
    Task& other = tasks_[*joined];
    if (other.state == State::ended || other.state == State::stopped) {
        handle = other.result;
        return Step::next;
    }
    other.joiners.push_back(number);
    task.state = State::joining;
    --task.frames.back().next;
    return Step::blocked;
}

Machine::Pipe* Machine::pipe_of(const Value& value) {
    return value.is(Tag::pipe) ? &pipes_[static_cast<std::size_t>(value.as_integer())] : nullptr;
}

Machine::Step Machine::send(Task& task, TaskNumber number, const Instruction& at) {
    Value* const r = task.stack.data() + task.frames.back().base;
    Pipe* const pipe = pipe_of(r[at.a]);
    if (pipe == nullptr) return fail(task, core::formatted("{} is not a pipe", type_name(r[at.a])));
    if (pipe->items.size() >= pipe_item_count_max) {
        if (at.flag) return Step::next;
        pipe->waiting.push_back(number);
        task.state = State::on_pipe;
        --task.frames.back().next;
        return Step::blocked;
    }
    pipe->items.push_back(r[at.b]);
    wake_waiting(*pipe);
    return Step::next;
}

Machine::Step Machine::receive(Task& task, TaskNumber number, const Instruction& at) {
    Value* const r = task.stack.data() + task.frames.back().base;
    Pipe* const pipe = pipe_of(r[at.b]);
    if (pipe == nullptr) return fail(task, core::formatted("{} is not a pipe", type_name(r[at.b])));
    if (pipe->items.empty()) {
        if (at.flag) {
            r[at.a] = Value();
            return Step::next;
        }
        pipe->waiting.push_back(number);
        task.state = State::on_pipe;
        --task.frames.back().next;
        return Step::blocked;
    }
    r[at.a] = std::move(pipe->items.front());
    pipe->items.pop_front();
    wake_waiting(*pipe);
    return Step::next;
}

Machine::Step Machine::add_arm(Task& task, const Instruction& at, const Value& watched) {
    if (at.operation == Operation::select_pipe) {
        if (!watched.is(Tag::pipe))
            return fail(task, core::formatted("{} is not a pipe", type_name(watched)));
        task.arms.push_back({.pipe = static_cast<std::size_t>(watched.as_integer()), .at = {}});
        return Step::next;
    }
    const Outcome<core::Duration> time = duration_of(watched);
    if (!time) return fail(task, time.error());
    task.arms.push_back({.pipe = std::nullopt, .at = now_ + *time});
    return Step::next;
}

Machine::Step Machine::select(Task& task, TaskNumber number, const Instruction& at) {
    for (std::size_t i = 0; i < task.arms.size(); ++i) {
        if (!task.arms[i].pipe) continue;
        Pipe& pipe = pipes_[*task.arms[i].pipe];
        if (pipe.items.empty()) continue;
        Value received = std::move(pipe.items.front());
        pipe.items.pop_front();
        finish_select(task, at, i, std::move(received));
        wake_waiting(pipe);
        return Step::next;
    }
    for (std::size_t i = 0; i < task.arms.size(); ++i) {
        if (task.arms[i].pipe || task.arms[i].at > now_) continue;
        finish_select(task, at, i, {});
        return Step::next;
    }
    for (const Arm& arm : task.arms) {
        if (arm.pipe)
            pipes_[*arm.pipe].waiting.push_back(number);
        else
            task.wake_at = core::earlier(task.wake_at, arm.at);
    }
    task.state = State::on_pipe;
    --task.frames.back().next;
    return Step::blocked;
}

void Machine::finish_select(Task& task, const Instruction& at, std::size_t arm, Value received) {
    Value* const r = task.stack.data() + task.frames.back().base;
    r[at.a] = Value::integer(static_cast<std::int64_t>(arm));
    r[at.a + 1] = std::move(received);
    task.arms.clear();
}

// A number alone is milliseconds.
Outcome<core::Duration> Machine::duration_of(const Value& value) const {
    constexpr std::int64_t longest = std::int64_t{1} << 52;  // Microseconds, 140 years.
    double microseconds = 0;
    if (value.is(Tag::duration))
        microseconds = static_cast<double>(value.as_integer()) / 1000;
    else if (value.is(Tag::integer))
        microseconds = static_cast<double>(value.as_integer()) * 1000;
    else if (value.is(Tag::real))
        microseconds = value.as_real() * 1000;
    else
        return logos::failure(core::formatted("{} is not a time", type_name(value)));
    if (!(microseconds >= 0)) microseconds = 0;
    return core::Duration(
        static_cast<std::int64_t>(std::min(microseconds, static_cast<double>(longest))));
}

Machine::Step Machine::sleep(Task& task, const Value& time) {
    const Outcome<core::Duration> duration = duration_of(time);
    if (!duration) return fail(task, duration.error());
    task.wake_at = now_ + *duration;
    task.state = State::asleep;
    return Step::blocked;
}

Machine::Step Machine::ask(Task& task, TaskNumber number, const Instruction& at) {
    Value* const r = task.stack.data() + task.frames.back().base;
    HostRequest request{.task = number, .call = static_cast<HostCall>(at.b), .values = {}};
    for (std::size_t i = 0; i < at.c; ++i) request.values.push_back(std::move(r[at.a + i]));
    requests_.push_back(std::move(request));
    task.answer_to = at.a;
    task.state = State::asking;
    return Step::blocked;
}

std::optional<HostRequest> Machine::next_request() {
    if (requests_.empty()) return std::nullopt;
    HostRequest request = std::move(requests_.front());
    requests_.pop_front();
    return request;
}

// Whoever was stopped meanwhile needs no answer.
void Machine::answer(TaskNumber number, Outcome<Value> value) {
    Task& task = tasks_[number];
    if (task.state != State::asking) return;
    if (!value) {
        fail(task, std::move(value).error());
        return;
    }
    task.stack[task.frames.back().base + task.answer_to] = *std::move(value);
    make_ready(number);
}

}  // namespace logos
