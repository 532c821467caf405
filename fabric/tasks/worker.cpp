// Leases from their grant to their end.
#include "fabric/tasks/worker.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/deadlines.h"
#include "fabric/tasks/fields.h"

namespace fabric::tasks {

using core::Instant;

void Worker::offer(const Capacity& capacity, Instant now) {
    const bool is_news = std::exchange(capacity_, capacity) != capacity;
    if (capacity_.places == 0) give_back_unbegun(now);
    begin_ready(now);
    if (is_news && has_leader_) pulse(now);
}

void Worker::leader(bool is_there, Instant now) {
    has_leader_ = is_there;
    if (!is_there) {
        if (!alone_since_) alone_since_ = now;
        pulse_at_.reset();
        return;
    }
    alone_since_.reset();
    for (auto& [id, lease] : leases_) lease.say_at = now;
    pulse(now);
    expire(now);
}

void Worker::hear(const Grant& grant, Instant now) {
    if (!may_hear()) return;
    const auto at = leases_.find(grant.id);
    if (at != leases_.end()) {
        if (at->second.generation >= grant.generation) return;
        drop(at);  // Whoever leads thinks that it was lost.
    }
    if (leases_.size() >= leases_max)
        return say(NotDone{grant.id, grant.generation, Ending::given_back, "it has no room"});
    const auto [lease, _] =
        leases_.emplace(grant.id, Lease{.generation = grant.generation, .work = grant.work});
    if ((capacity_.engines & bit_of(grant.work.engine)) == 0 || capacity_.places == 0)
        return give_back(lease, "it does not work at the moment, or has no such engine", now);
    tell(WantContent{grant.work.code});
    if (const auto* const input = core::get_if<Elsewhere>(&grant.work.input))
        tell(WantContent{*input});
    begin_ready(now);
}

void Worker::hear(const Stop& stop, Instant now) {
    if (!may_hear()) return;
    const auto at = leases_.find(stop.id);
    if (at == leases_.end() || at->second.generation > stop.generation) return;
    drop(at);
    begin_ready(now);
}

bool Worker::has_all(const Work& work) const {
    const auto* const input = core::get_if<Elsewhere>(&work.input);
    return owner_.holds(work.code.hash) && (!input || owner_.holds(input->hash));
}

void Worker::begin_ready(Instant now) {
    std::size_t running = running_count();
    for (auto& [id, lease] : leases_) {
        if (lease.phase == Phase::fetching && has_all(lease.work)) lease.phase = Phase::ready;
        if (lease.phase != Phase::ready || running >= capacity_.places) continue;
        begin(id, lease, now);
        ++running;
    }
}

void Worker::begin(const TaskId& id, Lease& lease, Instant now) {
    lease.phase = Phase::running;
    lease.run = {++last_run_.value};
    lease.begun_at = now;
    tell(StartRun{lease.run, id, lease.generation, lease.work});
}

void Worker::progress(RunNumber run, std::uint16_t permille, Instant now) {
    const auto at = find(run);
    if (at == leases_.end()) return;
    at->second.permille = std::min<std::uint16_t>(permille, 1'000);
    // Sooner than the next pulse: somebody may be looking on.
    if (pulse_at_) pulse_at_ = std::min(*pulse_at_, now + options_.progress_every);
}

void Worker::logged(RunNumber run, std::string_view line) {
    const auto at = find(run);
    if (at == leases_.end() || !has_leader_) return;
    say(Logged{at->first, at->second.generation, cut_line(line)});
}

void Worker::done(RunNumber run, Content output, Instant now) {
    const auto at = find(run);
    if (at == leases_.end()) return;
    if (size_of(output) > content_size_max)
        return not_done(run, Ending::too_much, "its output is too large", now);
    end(at, Done{at->first, at->second.generation, std::move(output)}, now);
}

void Worker::not_done(RunNumber run, Ending ending, std::string_view words, Instant now) {
    const auto at = find(run);
    if (at == leases_.end()) return;
    end(at, NotDone{at->first, at->second.generation, ending, cut_words(words)}, now);
}

void Worker::end(Leases::iterator at, Message outcome, Instant now) {
    Lease& lease = at->second;
    lease.phase = Phase::over;
    lease.outcome = std::move(outcome);
    lease.say_at = now + options_.say_again_after;
    if (has_leader_) say(*lease.outcome);
    begin_ready(now);
}

void Worker::give_back(Leases::iterator at, std::string_view words, Instant now) {
    if (at->second.phase == Phase::running) tell(StopRun{at->second.run});
    end(at, NotDone{at->first, at->second.generation, Ending::given_back, std::string(words)}, now);
}

void Worker::give_back_all(std::string_view words, Instant now) {
    for (auto at = leases_.begin(); at != leases_.end(); ++at)
        if (at->second.phase != Phase::over) give_back(at, words, now);
}

void Worker::give_back_unbegun(Instant now) {
    for (auto at = leases_.begin(); at != leases_.end(); ++at)
        if (at->second.phase < Phase::running) give_back(at, "it does no work at the moment", now);
}

void Worker::drop(Leases::iterator at) {
    if (at->second.phase == Phase::running) tell(StopRun{at->second.run});
    leases_.erase(at);
}

void Worker::arrived(const ContentHash&, Instant now) { begin_ready(now); }

void Worker::expire(Instant now) {
    if (alone_since_ && now >= *alone_since_ + options_.lease) stop_those_to_be_done_once(now);
    give_back_slow_ones(now);
    if (has_leader_) {
        for (auto& [id, lease] : leases_) {
            if (!lease.outcome || lease.say_at > now) continue;
            lease.say_at = now + options_.say_again_after;
            say(*lease.outcome);
        }
    }
    if (pulse_at_ && *pulse_at_ <= now) pulse(now);
}

void Worker::stop_those_to_be_done_once(Instant) {
    for (auto at = leases_.begin(); at != leases_.end();) {
        const auto next = std::next(at);
        if (at->second.work.is_once) drop(at);
        at = next;
    }
}

std::optional<Instant> Worker::slow_at(const Lease& lease) const {
    if (lease.phase != Phase::running || lease.work.expected <= core::Duration{})
        return std::nullopt;
    return lease.begun_at + options_.throttled_factor * lease.work.expected;
}

void Worker::give_back_slow_ones(Instant now) {
    for (auto at = leases_.begin(); at != leases_.end(); ++at) {
        const auto slow = slow_at(at->second);
        if (slow && *slow <= now) give_back(at, "it takes ten times as long as expected here", now);
    }
}

// Who has no place and no lease has nothing to say, but for the first time.
void Worker::pulse(Instant now) {
    Pulse pulse{.capacity = capacity_};
    for (const auto& [id, lease] : leases_)
        if (pulse.running.size() < places_max)
            pulse.running.push_back({id, lease.generation, lease.permille});
    const bool has_something = capacity_.places > 0 || !pulse.running.empty();
    pulse_at_.reset();
    if (has_something) pulse_at_ = now + options_.pulse_every;
    if (has_something || std::exchange(has_offered_, false)) say(std::move(pulse));
    has_offered_ |= has_something;
}

Worker::Leases::iterator Worker::find(RunNumber run) {
    return std::ranges::find_if(leases_, [&](const auto& entry) {
        return entry.second.phase == Phase::running && entry.second.run == run;
    });
}

std::size_t Worker::running_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        leases_, [](const auto& entry) { return entry.second.phase == Phase::running; }));
}

void Worker::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Letters leave room for two of each lease.
}

std::optional<Instant> Worker::deadline() const {
    std::optional<Instant> first = pulse_at_;
    bool has_once = false;
    for (const auto& [id, lease] : leases_) {
        if (lease.outcome && has_leader_) first = core::earlier(first, lease.say_at);
        first = core::earlier(first, slow_at(lease));
        has_once |= lease.work.is_once;
    }
    if (alone_since_ && has_once) first = core::earlier(first, *alone_since_ + options_.lease);
    return first;
}

}  // namespace fabric::tasks
