// What each command does to the table: what does not follow from it does nothing.
#include "fabric/tasks/table.h"

#include <algorithm>

namespace fabric::tasks {

namespace {

// What a task takes besides what its asker and its workers say.
constexpr std::size_t task_size = 256;
// The same on every machine: the tables of all Authorities follow from it.
constexpr std::size_t name_size = 32;
constexpr std::size_t attempt_size = 72;

std::size_t held_inline(const Content& content) {
    const auto* const bytes = core::get_if<core::Buffer>(&content);
    return bytes ? bytes->size() : 0;
}

std::size_t held_by(const Work& work) {
    std::size_t size = task_size + work.entry.size() + work.label.size() + held_inline(work.input);
    for (const std::string& name : work.reads) size += name.size() + name_size;
    return size;
}

std::size_t held_by(const Attempt& attempt) { return attempt_size + attempt.words.size(); }

// Behind an end nobody needs its input any more.
void let_go_of_input(Work& work) {
    if (core::holds_alternative<core::Buffer>(work.input)) work.input = core::Buffer{};
}

}  // namespace

std::size_t held_by(const Task& task) {
    std::size_t size = held_by(task.work) + held_inline(task.output);
    for (const Attempt& attempt : task.attempts) size += held_by(attempt);
    return size;
}

bool was_given(const Task& task, Generation generation, const Member& worker) {
    if (task.state == State::leased && task.generation == generation && task.worker == worker)
        return true;
    return std::ranges::any_of(task.attempts, [&](const Attempt& attempt) {
        return attempt.generation == generation && attempt.worker == worker;
    });
}

bool Table::apply(const Command& command) {
    return core::match(command, [&](const auto& one) {
        const Task* const before = find(one.id);
        if (before) uncount(*before);
        const bool has_effect = take(one);
        const Task* const after = find(one.id);
        if (after) count(*after);
        forget_for_room(one.id);
        return has_effect;
    });
}

const Task* Table::find(const TaskId& id) const {
    const auto at = tasks_.find(id);
    return at == tasks_.end() ? nullptr : &at->second;
}

bool Table::has_room_for(const Work& work) const {
    return open_count_ < tasks_max && open_size_ + held_by(work) <= table_size_max &&
           needs_.has_room_for(work);
}

Task* Table::find_open(const TaskId& id) {
    const auto at = tasks_.find(id);
    return at == tasks_.end() || has_ended(at->second.state) ? nullptr : &at->second;
}

void Table::finish(Task& task, State state, UnixSeconds at) {
    task.state = state;
    task.ended_at = at;
    let_go_of_input(task.work);
}

bool Table::take(const AddTask& add) {
    if (tasks_.contains(add.id) || !has_room_for(add.work)) return false;
    Task task{.id = add.id, .asker = add.asker, .work = add.work, .number = ++last_number_};
    task.asked_at = add.at;
    by_number_.emplace(task.number, add.id);
    tasks_.emplace(add.id, std::move(task));
    return true;
}

bool Table::take(const GrantLease& grant) {
    Task* const task = find_open(grant.id);
    if (!task || task->state != State::pending) return false;
    if (grant.generation.value != std::uint64_t{task->generation.value} + 1) return false;
    task->state = State::leased;
    task->generation = grant.generation;
    task->worker = grant.worker;
    return true;
}

bool Table::take(const CompleteTask& complete) {
    Task* const task = find_open(complete.id);
    if (!task || !was_given(*task, complete.generation, complete.worker)) return false;
    const bool is_present = task->state == State::leased && complete.generation == task->generation;
    if (task->work.is_once && !is_present) return false;
    task->generation = complete.generation;
    task->worker = complete.worker;
    task->output = complete.output;
    finish(*task, State::completed, complete.at);
    return true;
}

bool Table::take(const EndAttempt& end) {
    Task* const task = find_open(end.id);
    if (!task || task->state != State::leased || end.attempt.generation != task->generation)
        return false;
    keep(*task, end.attempt);
    task->state = State::pending;
    ++(is_failure(end.attempt.ending) ? task->failures : task->losses);
    if (task->failures >= task->work.failures_max || task->losses >= losses_max)
        finish(*task, State::failed, end.at);
    return true;
}

bool Table::take(const GiveUpTask& up) {
    Task* const task = find_open(up.id);
    if (!task) return false;
    finish(*task, up.state, up.at);
    return true;
}

bool Table::take(const ForgetTask& forget) {
    const Task* const task = find(forget.id);
    if (!task || !has_ended(task->state)) return false;
    erase(forget.id);
    return true;
}

void Table::erase(const TaskId& id) {
    const auto at = tasks_.find(id);
    by_number_.erase(at->second.number);
    tasks_.erase(at);
}

// Where there is hardly room for tasks, the words of old attempts are the first to go.
void Table::keep(Task& task, const Attempt& attempt) {
    const bool is_crowded = open_size_ >= table_size_max;
    task.attempts.push_back(attempt);
    if (is_crowded) task.attempts.back().words.clear();
    const std::size_t most = is_crowded ? 1 : attempts_kept_max;
    while (task.attempts.size() > most) task.attempts.erase(task.attempts.begin());
}

// Results come whether there is room or not: those that ended first make room for them.
void Table::forget_for_room(const TaskId& but) {
    const auto is_crowded = [&] { return held_size_ > held_size_max || tasks_.size() > tasks_max; };
    for (auto next = by_number_.begin(); is_crowded() && next != by_number_.end();) {
        const TaskId id = next->second;
        ++next;
        const Task& task = tasks_.at(id);
        if (id == but || !has_ended(task.state)) continue;
        uncount(task);
        erase(id);
    }
}

void Table::count(const Task& task) {
    const std::size_t size = held_by(task);
    held_size_ += size;
    needs_.add(task);
    if (has_ended(task.state)) return;
    open_size_ += size;
    ++open_count_;
}

void Table::uncount(const Task& task) {
    const std::size_t size = held_by(task);
    held_size_ -= size;
    needs_.remove(task);
    if (has_ended(task.state)) return;
    open_size_ -= size;
    --open_count_;
}

}  // namespace fabric::tasks
