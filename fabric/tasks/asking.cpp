// Until it is heard.
#include "fabric/tasks/asking.h"

#include "core/base/deadlines.h"
#include "fabric/tasks/fields.h"

namespace fabric::tasks {

using core::Error;
using core::Instant;
using core::Result;

Result<void> Asking::submit(const TaskId& id, Work work, Instant now) {
    TRY(check_work(work));
    if (!has_place_for(id)) return core::fail(Error::backlog_full);
    const auto [at, is_new] = own_.try_emplace(id);
    if (!is_new && at->second.work) return {};
    at->second.work = std::move(work);
    say(id, at->second, now);
    return {};
}

Result<void> Asking::await(const TaskId& id, Instant now) {
    if (!has_place_for(id)) return core::fail(Error::backlog_full);
    say(id, own_[id], now);
    return {};
}

void Asking::leave(const TaskId& id) {
    if (own_.erase(id) > 0 && has_leader_) say(Leave{id});
}

Result<void> Asking::cancel(const TaskId& id, Instant now) {
    if (!has_place_for(id)) return core::fail(Error::backlog_full);
    Own& own = own_[id];
    own.is_to_be_cancelled = true;
    say(id, own, now);
    return {};
}

void Asking::leader(bool is_there, Instant now) {
    has_leader_ = is_there;
    for (auto& [id, own] : own_) {
        own.say_at = now;
        own.was_heard = false;
    }
    expire(now);
}

void Asking::say(const TaskId& id, Own& own, Instant now) {
    // An answer to a task that is in the table comes by itself; this is for one that was lost.
    own.say_at =
        now + (own.work || !own.was_heard ? options_.say_again_after : options_.ask_again_after);
    if (!has_leader_) return;
    say(own.work ? Message(Submit{id, *own.work}) : Await{id});
    if (own.is_to_be_cancelled) {
        own.say_at = now + options_.say_again_after;
        say(Cancel{id});
    }
}

void Asking::hear(const Submitted& told) {
    const auto at = own_.find(told.id);
    if (at == own_.end() || !at->second.work) return;
    at->second.work.reset();
    at->second.was_heard = true;
    tell(TaskTaken{told.id});
}

void Asking::hear(const NotSubmitted& told) {
    const auto at = own_.find(told.id);
    if (at == own_.end() || !at->second.work) return;
    own_.erase(at);
    tell(TaskRefused{told.id, told.refusal});
}

void Asking::hear(const Standing& told) {
    const auto at = own_.find(told.id);
    if (at == own_.end()) return;
    if (!told.is_known && at->second.work) return;  // It is on its way.
    if (told.is_known && std::exchange(at->second.work, std::nullopt)) tell(TaskTaken{told.id});
    at->second.was_heard = true;
    if (!told.is_known || has_ended(told.state)) own_.erase(at);
    tell(TaskStands{told});
}

void Asking::hear(const Line& told) {
    if (own_.contains(told.id)) tell(TaskLogged{told.id, told.generation, told.line});
}

void Asking::expire(Instant now) {
    if (!has_leader_) return;
    for (auto& [id, own] : own_)
        if (own.say_at <= now) say(id, own, now);
}

std::optional<Instant> Asking::deadline() const {
    std::optional<Instant> first;
    if (!has_leader_) return first;
    for (const auto& [id, own] : own_) first = core::earlier(first, own.say_at);
    return first;
}

}  // namespace fabric::tasks
