// What members say to who leads, and what the ordered log hands back.
#include "fabric/tasks/dispatcher.h"

#include <algorithm>

#include "core/base/assert.h"
#include "fabric/tasks/fields.h"

namespace fabric::tasks {

using core::Instant;

void Dispatcher::begin(Instant now) {
    if (std::exchange(leads_, true)) return;
    for (const auto& [number, id] : table_.by_number()) {
        const Task& task = *table_.find(id);
        if (has_ended(task.state)) continue;
        note_added(task, now);
        note_lease(task, now);
    }
    arm(now);
}

void Dispatcher::end() {
    leads_ = false;
    workers_.clear();
    live_.clear();
    pending_.clear();
    leases_of_.clear();
    open_of_.clear();
    waiting_.clear();
    held_.clear();
    forgetting_.clear();
    while (commands_.pop()) {
    }
    outgoing_.clear();
    while (wanted_.pop()) {
    }
    look_at_.reset();
}

void Dispatcher::hear(const Member& from, const Message& message, Instant now) {
    if (!leads_) return;
    core::match(message, [&]<class M>(const M& one) {
        if constexpr (requires { take(from, one, now); }) take(from, one, now);
    });
}

void Dispatcher::gone(const Member& member, Instant now) {
    if (!leads_) return;
    for (auto& [id, members] : waiting_) members.erase(member);
    std::erase_if(held_, [&](const Held& held) { return held.from == member; });
    const auto worker = workers_.find(member);
    if (worker == workers_.end()) return;
    may_grant_ = true;
    worker->second.capacity = {};
    worker->second.silent_at = now;
    const std::set<TaskId> leases = worker->second.leases;
    for (const TaskId& id : leases) take_back(id, Ending::went, "its connection ended", now);
    if (worker->second.reserved == 0 && leases.empty()) workers_.erase(worker);
}

void Dispatcher::arrived(const ContentHash& hash, Instant now) {
    std::vector<Held> ready;
    for (Held& held : held_)
        if (held.hash == hash) ready.push_back(std::move(held));
    std::erase_if(held_, [&](const Held& held) { return held.hash == hash; });
    for (const Held& held : ready) hear(held.from, held.message, now);
}

// Until the bytes are here it is kept; what has no room is said again by whoever said it.
bool Dispatcher::hold(const Member& from, const Message& message, const Content& content) {
    const auto* const elsewhere = core::get_if<Elsewhere>(&content);
    if (!elsewhere || owner_.holds(elsewhere->hash)) return false;
    const bool is_held = std::ranges::any_of(held_, [&](const Held& held) {
        return held.from == from && held.hash == elsewhere->hash && held.message == message;
    });
    const auto of_member = static_cast<std::size_t>(std::ranges::count(held_, from, &Held::from));
    const bool has_room =
        held_.size() < options_.held_messages_max && of_member < options_.held_per_member_max;
    if (!is_held && !has_room) return true;
    if (!is_held) held_.push_back({from, message, elsewhere->hash});
    // Also again: such a wish ends, and whoever has them may have come since.
    static_cast<void>(wanted_.push(*elsewhere));
    return true;
}

void Dispatcher::take(const Member& from, const Submit& submit, Instant now) {
    const auto refuse = [&](SubmitRefusal refusal) { say(from, NotSubmitted{submit.id, refusal}); };
    if (!owner_.is_member(from)) return refuse(SubmitRefusal::may_not);
    if (const Task* const task = table_.find(submit.id)) {
        if (task->asker != from) return refuse(SubmitRefusal::is_other);
        say(from, Submitted{submit.id});
        return take(from, Await{submit.id}, now);
    }
    if (live(submit.id)) return;  // On its way into the table.
    const auto open = open_of_.find(from);
    const bool has_many = open != open_of_.end() && open->second >= open_per_member_max;
    if (has_many || !table_.has_room_for(submit.work) || commands_.full())
        return refuse(SubmitRefusal::no_room);
    if (hold(from, submit, submit.work.code) || hold(from, submit, submit.work.input)) return;
    live_[submit.id] = {};
    waiting_[submit.id].insert(from);
    static_cast<void>(propose(AddTask{submit.id, from, owner_.unix_seconds(now), submit.work}));
}

void Dispatcher::take(const Member& from, const Await& await, Instant now) {
    const Task* const task = table_.find(await.id);
    if (task) say(from, standing_of(*task));
    if (task && has_ended(task->state)) return;
    if (!task && !live(await.id)) {
        // Else it is asked again.
        if (owner_.knows_all(now)) say(from, Standing{.id = await.id});
        return;
    }
    auto& members = waiting_[await.id];
    if (members.size() < options_.waiting_per_task_max) members.insert(from);
}

void Dispatcher::take(const Member& from, const Leave& leave, Instant) {
    const auto at = waiting_.find(leave.id);
    if (at != waiting_.end()) at->second.erase(from);
}

void Dispatcher::take(const Member& from, const Cancel& cancel, Instant now) {
    const Task* const task = table_.find(cancel.id);
    if (!task || has_ended(task->state)) return;
    if (task->asker != from && !owner_.is_authority(from)) return;
    if (!propose(GiveUpTask{cancel.id, owner_.unix_seconds(now), State::cancelled}))
        live_.at(cancel.id).is_to_be_cancelled = true;
}

void Dispatcher::take(const Member& from, const Pulse& pulse, Instant now) {
    if (!owner_.is_member(from)) return;
    if (!workers_.contains(from) && workers_.size() >= workers_max) return;
    Worker& worker = workers_[from];
    may_grant_ |= std::exchange(worker.capacity, pulse.capacity) != pulse.capacity;
    worker.silent_at = now + options_.silence_max;
    std::set<TaskId> unheard = worker.leases;
    for (const Running& running : pulse.running) {
        if (!has_lease(table_.find(running.id), from, running.generation)) {
            say(from, Stop{running.id, running.generation});
            continue;
        }
        unheard.erase(running.id);
        Live& live = live_.at(running.id);
        live.has_news |= std::exchange(live.permille, running.permille) != running.permille;
    }
    say_again(from, worker, unheard, now);
    arm(now);
}

// Leases that its pulse does not name: a few each time, in turn, however often it pulses.
void Dispatcher::say_again(const Member& to, Worker& worker, const std::set<TaskId>& unheard,
                           Instant now) {
    if (unheard.empty() || now < worker.regrant_at) return;
    worker.regrant_at = now + options_.say_again_after;
    auto next = unheard.upper_bound(worker.regranted_last);
    for (std::size_t i = 0; i < std::min(regrants_max, unheard.size()); ++i) {
        if (next == unheard.end()) next = unheard.begin();
        const Task& task = *table_.find(*next);
        say(to, Grant{task.id, task.generation, task.work});
        worker.regranted_last = *next++;
    }
}

void Dispatcher::take(const Member& from, const Done& done, Instant now) {
    const Task* const task = table_.find(done.id);
    const bool is_wanted = task && !has_ended(task->state) &&
                           was_given(*task, done.generation, from) &&
                           (!task->work.is_once || has_lease(task, from, done.generation));
    if (!is_wanted) return say(from, Stop{done.id, done.generation});
    if (hold(from, done, done.output)) return;
    static_cast<void>(propose(
        CompleteTask{done.id, done.generation, from, owner_.unix_seconds(now), done.output}));
}

void Dispatcher::take(const Member& from, const NotDone& not_done, Instant now) {
    const Task* const task = table_.find(not_done.id);
    if (!has_lease(task, from, not_done.generation))
        return say(from, Stop{not_done.id, not_done.generation});
    // That it went is not for itself to say.
    const Ending ending = std::min(not_done.ending, Ending::given_back);
    take_back(not_done.id, ending, not_done.words, now);
}

void Dispatcher::take(const Member& from, const Logged& logged, Instant) {
    if (!has_lease(table_.find(logged.id), from, logged.generation)) return;
    const auto at = waiting_.find(logged.id);
    if (at == waiting_.end()) return;
    for (const Member& member : at->second)
        say(member, Line{logged.id, logged.generation, logged.line});
}

// One at a time about each task: what another one would come to is not known before. Whoever wants
// one that is not taken says so again.
bool Dispatcher::propose(Command command) {
    Live* const about = core::match(command, [&](const auto& one) { return live(one.id); });
    if (about && about->is_under_way) return false;
    if (!commands_.push(std::move(command))) return false;
    if (about) about->is_under_way = true;
    return true;
}

std::optional<core::Buffer> Dispatcher::next_batch() {
    if (commands_.empty()) return std::nullopt;
    std::vector<Command> commands;
    std::size_t size = 0;
    while (!commands_.empty()) {
        size += size_of(commands_.front());
        if (!commands.empty() && size > batch_size_max) break;
        commands.push_back(*commands_.pop());
    }
    return write_batch(commands);
}

Dispatcher::Live* Dispatcher::live(const TaskId& id) {
    const auto at = live_.find(id);
    return at == live_.end() ? nullptr : &at->second;
}

bool Dispatcher::has_lease(const Task* task, const Member& worker, Generation generation) const {
    return task && task->state == State::leased && task->worker == worker &&
           task->generation == generation;
}

std::optional<Outgoing> Dispatcher::next_message() { return outgoing_.pop(); }

std::optional<Elsewhere> Dispatcher::next_wanted() { return wanted_.pop(); }

std::uint16_t Dispatcher::progress(const TaskId& id) const {
    const auto at = live_.find(id);
    return at == live_.end() ? std::uint16_t{0} : at->second.permille;
}

}  // namespace fabric::tasks
