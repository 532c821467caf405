// What the table has taken, and what is due: leases that end, tasks that are too late.
#include <algorithm>

#include "core/base/deadlines.h"
#include "fabric/tasks/dispatcher.h"
#include "fabric/tasks/fields.h"

namespace fabric::tasks {

using core::Duration;
using core::Instant;
using std::chrono::seconds;

void Dispatcher::applied(const Command& command, Instant now) {
    if (!leads_) return;
    const TaskId id = core::match(command, [](const auto& one) { return one.id; });
    if (core::holds_alternative<ForgetTask>(command)) forgetting_.erase(id);
    if (Live* const about = live(id)) {
        about->is_under_way = false;
        const auto reserved = std::exchange(about->reserved_for, std::nullopt);
        if (reserved) end_reservation(*reserved, *table_.find(id));
    }
    const Task* const task = table_.find(id);
    if (!task || has_ended(task->state)) {
        note_over(id, task);
    } else {
        note_added(*task, now);
        note_lease(*task, now);
        if (live_.at(id).is_to_be_cancelled)
            static_cast<void>(propose(GiveUpTask{id, owner_.unix_seconds(now)}));
    }
    arm(now);
}

// In whatever batch they were: what is true shows when they are decided again.
void Dispatcher::not_ordered(Instant now) {
    if (!leads_) return;
    std::vector<TaskId> never_added;
    for (auto& [id, about] : live_) {
        about.is_under_way = false;
        if (const auto reserved = std::exchange(about.reserved_for, std::nullopt))
            end_reservation(*reserved, *table_.find(id));
        if (!table_.find(id)) never_added.push_back(id);
    }
    for (const TaskId& id : never_added) note_over(id, nullptr);
    while (commands_.pop()) {
    }
    forgetting_.clear();
    for (const auto& [number, id] : table_.by_number())
        if (table_.find(id)->state == State::pending) enqueue(*table_.find(id));
    arm(now);
}

void Dispatcher::note_added(const Task& task, Instant now) {
    Live& about = live_[task.id];
    if (about.end_until != Instant{}) return;
    // Counted from when it was asked for, as the clock of who took it said.
    const std::uint64_t unix_now = owner_.unix_seconds(now).value;
    const Duration age = seconds(unix_now - std::min(unix_now, task.asked_at.value));
    about.end_until = now + std::max(Duration{}, task.work.end_within - age);
    if (task.work.begin_within > Duration{})
        about.begin_until = now + std::max(Duration{}, task.work.begin_within - age);
    ++open_of_[task.asker];
    waiting_[task.id].insert(task.asker);
    say(task.asker, Submitted{task.id});
}

// As the table has it now: with a worker, or waiting for one.
void Dispatcher::note_lease(const Task& task, Instant now) {
    Live& about = live_.at(task.id);
    const bool is_leased = task.state == State::leased;
    const bool is_same = about.leased_to && is_leased && about.generation == task.generation;
    if (!is_same && about.leased_to) let_go(task, about);
    if (!is_leased) return enqueue(task);
    if (is_same) return;
    dequeue(task);
    about.leased_to = task.worker;
    about.generation = task.generation;
    about.permille = 0;
    about.has_news = true;
    about.run_until = now + task.work.run_within;
    ++leases_of_[task.asker];
    Worker& worker = workers_[task.worker];
    worker.leases.insert(task.id);
    if (worker.silent_at == Instant{}) worker.silent_at = now + options_.lease;
    if (worker.codes.size() >= codes_per_worker_max) worker.codes.clear();
    worker.codes.insert(task.work.code.hash);
    say(task.worker, Grant{task.id, task.generation, task.work});
}

// It was granted, or it was not.
void Dispatcher::end_reservation(const Member& worker, const Task& task) {
    --workers_.at(worker).reserved;
    may_grant_ = true;
    count_lease_less(task.asker);
}

void Dispatcher::count_lease_less(const Member& asker) {
    if (--leases_of_.at(asker) == 0) leases_of_.erase(asker);
}

void Dispatcher::let_go(const Task& task, Live& about) {
    const Member member = *std::exchange(about.leased_to, std::nullopt);
    const auto worker = workers_.find(member);
    if (worker != workers_.end()) worker->second.leases.erase(task.id);
    count_lease_less(task.asker);
    may_grant_ = true;
    about.has_news = true;
    say(member, Stop{task.id, about.generation});
}

// It has ended, or is not there any more.
void Dispatcher::note_over(const TaskId& id, const Task* task) {
    Live* const about = live(id);
    if (!about) return;
    if (task) {
        if (about->leased_to) let_go(*task, *about);
        dequeue(*task);
        tell_waiting(*task);
        if (--open_of_[task->asker] == 0) open_of_.erase(task->asker);
    }
    waiting_.erase(id);
    live_.erase(id);
}

void Dispatcher::take_back(const TaskId& id, Ending ending, std::string_view words, Instant now) {
    const Task& task = *table_.find(id);
    static_cast<void>(propose(EndAttempt{
        id, owner_.unix_seconds(now), {task.generation, task.worker, ending, cut_words(words)}}));
}

void Dispatcher::expire(Instant now) {
    if (!look_at_ || now < *look_at_) return;
    look_at_.reset();
    look(now);
    arm(now);
}

void Dispatcher::look(Instant now) {
    may_grant_ = true;
    for (auto& [member, worker] : workers_)
        if (worker.silent_at <= now) worker.capacity = {};
    std::vector<TaskId> open;
    for (const auto& [id, about] : live_) open.push_back(id);
    for (const TaskId& id : open)
        if (const Task* const task = table_.find(id)) look_at(*task, now);
    std::erase_if(workers_, [&](const auto& entry) {
        const Worker& worker = entry.second;
        return worker.silent_at <= now && worker.leases.empty() && worker.reserved == 0;
    });
    forget_old(now);
    tell_progress(now);
}

void Dispatcher::look_at(const Task& task, Instant now) {
    const Live& about = live_.at(task.id);
    const UnixSeconds unix_now = owner_.unix_seconds(now);
    const bool cannot_begin =
        task.generation.value == 0 && about.begin_until && *about.begin_until <= now;
    if (about.end_until <= now || cannot_begin) {
        static_cast<void>(propose(GiveUpTask{task.id, unix_now, State::too_late}));
    } else if (about.leased_to && workers_.at(*about.leased_to).silent_at <= now) {
        take_back(task.id, Ending::fell_silent, "nothing was heard of it in time", now);
    } else if (about.leased_to && about.run_until <= now) {
        take_back(task.id, Ending::too_long, "the run took longer than it may", now);
    }
}

void Dispatcher::forget_old(Instant now) {
    const std::uint64_t unix_now = owner_.unix_seconds(now).value;
    std::size_t count = table_.size() - std::min(table_.size(), forgetting_.size());
    std::size_t ended_size = 0;
    for (const auto& [number, id] : table_.by_number())
        if (has_ended(table_.find(id)->state)) ended_size += held_by(*table_.find(id));
    for (const auto& [number, id] : table_.by_number()) {
        const Task& task = *table_.find(id);
        if (!has_ended(task.state) || forgetting_.contains(id)) continue;
        const bool is_old = task.ended_at.value + options_.keep_seconds <= unix_now;
        const bool is_crowded = ended_size > ended_size_max || count > tasks_max - tasks_max / 4;
        if (!is_old && !is_crowded) continue;
        if (!commands_.push(ForgetTask{id})) return;
        forgetting_.insert(id);
        ended_size -= held_by(task);
        --count;
    }
}

void Dispatcher::arm(Instant now) {
    const bool is_idle = live_.empty() && table_.size() == 0;
    if (is_idle) return;
    look_at_ = core::earlier(
        look_at_, now + (live_.empty() ? options_.look_idly_every : options_.look_every));
}

}  // namespace fabric::tasks
