// Which attempt is started when, and how dials end.
#include "net/dialing/dialer.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/base/assert.h"

namespace net::dialing {

using core::Instant;
using core::codec::PeerId;

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::all_failed: return "no address led to the peer";
        case EndReason::timeout: return "the peer was not reached in time";
        case EndReason::cancelled: return "the dial was cancelled";
    }
    std::unreachable();
}

std::string_view advice(EndReason reason) {
    switch (reason) {
        case EndReason::all_failed:
            return "See what is said of each address: one that works is enough.";
        case EndReason::timeout:
            return "Dial again, with the addresses first that are most likely right.";
        case EndReason::cancelled: return "Dial again if the connection is still wanted.";
    }
    std::unreachable();
}

// No call starts or abandons an attempt twice, nor ends a dial twice.
Dialer::Dialer(const PeerId& self, const Options& options, core::Seed seed)
    : self_(self),
      options_(options),
      back_off_(options.back_off, seed),
      events_(2 * options.attempts_max + options.dials_max) {
    ASSERT(options.attempts_max > 0 && options.attempts_per_peer_max > 0);
    ASSERT(options.dials_max > 0 && options.addresses_max > 0);
}

bool Dialer::cancel(DialId id, Instant now) {
    Dial* dial = dials_.find(id);
    if (!dial) return false;
    ASSERT(dial->waiter_count > 0);
    if (--dial->waiter_count > 0) return false;
    give_up(id, EndReason::cancelled, DialFailure::cancelled, now);
    start_what_may(now);
    return true;
}

void Dialer::upgrading(AttemptId id) {
    if (Attempt* attempt = attempts_.find(id)) attempt->is_upgrading = true;
}

bool Dialer::succeeded(AttemptId id, Instant now) {
    Attempt* found = attempts_.find(id);
    if (!found) return false;
    const Attempt attempt = std::move(*found);
    attempts_.erase(id);
    back_off_.succeeded(attempt.place, attempt.peer);
    if (attempt.dial) end(*attempt.dial, Reached{id}, WhileUpgrading::abandoned);
    start_what_may(now);
    return true;
}

void Dialer::failed(AttemptId id, DialFailure failure, Instant now) {
    if (!attempts_.contains(id)) return;
    fail_attempt(id, failure, now);
    start_what_may(now);
}

// Only attempts of which the peer cannot know yet are abandoned: see the top of the header.
void Dialer::connected(const PeerId& peer, Instant now) {
    const std::optional<DialId> id = under_way(peer);
    if (!id) return;
    end(*id, AlreadyConnected{}, WhileUpgrading::kept);
    start_what_may(now);
}

void Dialer::expire(Instant now) {
    std::vector<AttemptId> late_attempts;
    for (const auto& [id, attempt] : attempts_)
        if (attempt.deadline <= now) late_attempts.push_back(id);
    for (const AttemptId id : late_attempts) {
        tell(Abandon{id});
        const bool is_upgrading = attempts_.find(id)->is_upgrading;
        fail_attempt(id, is_upgrading ? DialFailure::upgrade_timeout : DialFailure::connect_timeout,
                     now);
    }
    std::vector<DialId> late_dials;
    for (const auto& [id, dial] : dials_)
        if (dial.deadline <= now) late_dials.push_back(id);
    for (const DialId id : late_dials) give_up(id, EndReason::timeout, DialFailure::not_tried, now);
    start_what_may(now);
}

std::optional<Instant> Dialer::deadline() const {
    Instant earliest = Instant::max();
    for (const auto& [id, attempt] : attempts_) earliest = std::min(earliest, attempt.deadline);
    for (const auto& [id, dial] : dials_) {
        earliest = std::min(earliest, dial.deadline);
        if (may_start(dial)) earliest = std::min(earliest, dial.next_start_at);
    }
    return earliest == Instant::max() ? std::nullopt : std::optional(earliest);
}

std::optional<DialId> Dialer::under_way(const PeerId& peer) const {
    for (const auto& [id, dial] : dials_)
        if (dial.peer == peer) return id;
    return std::nullopt;
}

void Dialer::start_what_may(Instant now) {
    while (const auto id = next_to_start(now)) start_one(*id, now);
}

bool Dialer::may_start(const Dial& dial) const {
    return !dial.pending.empty() && dial.in_flight_count < options_.attempts_per_peer_max &&
           attempts_.size() < options_.attempts_max;
}

// Who has least under way, then who waits longest, then who came first.
std::optional<DialId> Dialer::next_to_start(Instant now) const {
    const std::pair<DialId, Dial>* next = nullptr;
    const auto turn = [](const Dial& dial) {
        return std::pair(dial.in_flight_count, dial.next_start_at);
    };
    for (const auto& entry : dials_) {
        if (!may_start(entry.second) || now < entry.second.next_start_at) continue;
        if (!next || turn(entry.second) < turn(next->second)) next = &entry;
    }
    return next ? std::optional(next->first) : std::nullopt;
}

void Dialer::start_one(DialId id, Instant now) {
    Dial& dial = *dials_.find(id);
    const Candidate candidate = std::move(dial.pending.front());
    dial.pending.erase(dial.pending.begin());
    ++dial.in_flight_count;
    dial.next_start_at = now + options_.stagger;
    const AttemptId attempt{++attempts_begun_};
    attempts_.insert(attempt, {.dial = id,
                               .place = candidate.place,
                               .peer = dial.peer,
                               .deadline = now + options_.attempt_duration_max});
    tell(Start{attempt, candidate.place, dial.peer});
}

void Dialer::fail_attempt(AttemptId id, DialFailure failure, Instant now) {
    const Attempt attempt = std::move(*attempts_.find(id));
    attempts_.erase(id);
    const auto retry_at = back_off_.failed(attempt.place, attempt.peer, failure, now);
    if (!attempt.dial) return;
    Dial& dial = *dials_.find(*attempt.dial);
    dial.failures.push_back({attempt.place, failure, retry_at});
    dial.next_start_at = std::min(dial.next_start_at, now);
    --dial.in_flight_count;
    if (dial.pending.empty() && dial.in_flight_count == 0)
        give_up(*attempt.dial, EndReason::all_failed, DialFailure::not_tried, now);
}

// What is under way ends as well: at the time limit of the dial it had not been quick enough.
void Dialer::give_up(DialId id, EndReason reason, DialFailure of_pending, Instant now) {
    Dial& dial = *dials_.find(id);
    for (const auto& [attempt_id, attempt] : attempts_) {
        if (attempt.dial != id) continue;
        DialFailure failure = DialFailure::cancelled;
        if (reason == EndReason::timeout)
            failure =
                attempt.is_upgrading ? DialFailure::upgrade_timeout : DialFailure::connect_timeout;
        // Its own limit was not reached, so the address is not to blame.
        dial.failures.push_back({attempt.place, failure, std::nullopt});
    }
    for (Candidate& candidate : dial.pending) {
        // Others may have found out meanwhile what this one did not try.
        const auto until = back_off_.until(candidate.place, dial.peer, now);
        dial.failures.push_back({std::move(candidate.place), of_pending, until});
    }
    dial.pending.clear();
    end(id, NotReached{reason, std::move(dial.failures), dial.left_out_count},
        WhileUpgrading::abandoned);
}

void Dialer::end(DialId id, Outcome outcome, WhileUpgrading while_upgrading) {
    std::vector<AttemptId> abandoned;
    for (const auto& entry : attempts_) {
        if (entry.second.dial != id) continue;
        Attempt& attempt = *attempts_.find(entry.first);
        if (attempt.is_upgrading && while_upgrading == WhileUpgrading::kept)
            attempt.dial.reset();
        else
            abandoned.push_back(entry.first);
    }
    for (const AttemptId attempt : abandoned) {
        attempts_.erase(attempt);
        tell(Abandon{attempt});
    }
    Dial& dial = *dials_.find(id);
    tell(Ended{id, dial.peer, std::move(outcome), dial.waiter_count});
    dials_.erase(id);
}

void Dialer::tell(Event event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);  // Else the driver did not take events after every call.
}

}  // namespace net::dialing
