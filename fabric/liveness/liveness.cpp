// What comes in and goes out, and what is asked of the machine.
#include "fabric/liveness/liveness.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "fabric/liveness/rules.h"

namespace fabric::liveness {

using core::Bytes;
using core::Duration;
using core::Instant;

namespace {
// In one call every member may become stale and suspected. Besides, we slept, somebody's place is
// taken, and what a message says is told of one member.
constexpr std::size_t events_per_member_max = 2;
constexpr std::size_t events_besides_max = 4;
}  // namespace

Liveness::Liveness(const MemberId& self, const Presence& own, const Options& options,
                   core::Seed seed)
    : self_(self),
      own_(own),
      options_(options),
      prng_(seed),
      life_{prng_.next()},
      asks_out_(options.asks_outstanding_max),
      answers_out_(options.answers_waiting_max),
      events_(events_per_member_max * options.members_max + events_besides_max) {
    own_.activity = Activity::active;
    ASSERT(options.interval >= interval_min && options.interval <= interval_max);
    ASSERT(options.hidden_interval >= interval_min && options.hidden_interval <= interval_max);
    ASSERT(options.missed_max > 0 && options.members_max > 0);
    ASSERT(std::min({options.answer_max, options.ask_interval, options.reconnect_max,
                     options.frozen_max, options.lateness_max}) > Duration::zero());
}

OrRefused<void> Liveness::connected(const MemberId& id, Instant now) {
    forgive(now);
    run(now);
    if (ended()) return refuse(Refused::ended);
    if (id == self_) return refuse(Refused::ourselves);
    const Member* known = members_.find(id);
    if (known && known->is_connected) return {};
    if (!known && members_.size() >= options_.members_max) {
        const auto displaced = members_.longest_gone();
        if (!displaced) return refuse(Refused::full);
        give_up(*displaced, *members_.find(*displaced), GoneReason::displaced);
    }
    Member& member = members_.connect(id);
    if (member.state == State::present)
        members_.set_due(id, member, now + rules::patience(member.interval, options_));
    // It may have had the last number, on another connection.
    ++sequence_.value;
    members_.owe_pulse(member);
    // Whoever began at the same moment draws another one.
    if (!pulse_at_ && own_.activity != Activity::freezing)
        pulse_after(Duration::zero(), own_interval(), now);
    return {};
}

void Liveness::disconnected(const MemberId& id, Instant now) {
    forgive(now);
    run(now);
    Member* member = members_.find(id);
    if (!member || !member->is_connected) return;
    members_.disconnect(*member);
    if (members_.connected_count() == 0) pulse_at_.reset();
    if (member->state == State::present)
        members_.set_due(id, *member, std::min(*member->due_at, now + options_.reconnect_max));
    if (member->state == State::expected) members_.erase(id);
    while (const auto about = asks_.erase_to(id))
        if (!asks_.has_about(*about)) end_round(*about, *members_.find(*about), now);
}

OrRefused<void> Liveness::receive(const MemberId& from, Bytes bytes, Instant now) {
    forgive(now);
    const auto taken = take(from, bytes, now);
    // Only then: what just came was not missed, though it was due.
    run(now);
    return taken;
}

OrRefused<void> Liveness::take(const MemberId& from, Bytes bytes, Instant now) {
    if (ended()) return refuse(Refused::ended);
    Member* member = members_.find(from);
    if (!member || !member->is_connected) return refuse(Refused::not_connected);
    const auto message = read_message(bytes);
    if (!message) return refuse(Refused::unreadable);
    return match(*message, [&](const auto& body) { return take(from, *member, body, now); });
}

void Liveness::expire(Instant now) {
    forgive(now);
    run(now);
}

void Liveness::set_activity(Activity activity, Instant now) {
    forgive(now);
    run(now);
    if (ended() || activity == own_.activity) return;
    own_.activity = activity;
    if (activity == Activity::freezing || ended()) {
        pulse_all(now);
        pulse_at_.reset();
        if (ended()) {
            asks_ = {};
            members_.end();
        }
    } else if (members_.connected_count() > 0) {
        pulse_at_ = std::max(now, pulsed_at_ + options_.pulse_spacing);
        run(now);
    }
}

std::optional<Outgoing> Liveness::next_message() {
    for (core::Queue<Outgoing>* queue : {&answers_out_, &asks_out_})
        while (auto outgoing = queue->pop()) {
            const Member* member = members_.find(outgoing->to);
            if (member && member->is_connected) return outgoing;
        }
    if (const auto id = members_.take_owed()) return Outgoing{*id, write_pulse()};
    return std::nullopt;
}

// The steps of members are of no interest to who has ended.
std::optional<Instant> Liveness::deadline() const {
    if (ended()) return std::nullopt;
    return core::earlier(pulse_at_, members_.deadline());
}

std::optional<State> Liveness::state(const MemberId& id) const {
    const Member* member = members_.find(id);
    return member ? std::optional(member->state) : std::nullopt;
}

std::vector<Present> Liveness::present() const {
    std::vector<Present> found;
    for (const auto& [id, member] : members_.all())
        if (member.state == State::present)
            found.push_back({id, member.presence, member.heard_at, member.interval});
    return found;
}

std::optional<Presence> Liveness::last_said(const MemberId& id) const {
    const Member* const member = members_.find(id);
    if (!member || member->state == State::expected) return std::nullopt;
    return member->presence;
}

std::unexpected<Refused> Liveness::refuse(Refused reason) {
    ++counters_.refused[std::to_underlying(reason)];
    return std::unexpected(reason);
}

void Liveness::tell(Event event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);  // Else the driver did not take events after each call.
}

void Liveness::forgive(Instant now) {
    const auto due = deadline();
    if (!due || *due >= now) return;
    const Duration lateness = now - *due;
    const Duration forgiven = rules::forgiven(lateness, options_);
    if (forgiven == Duration::zero()) return;
    members_.postpone(forgiven);
    if (!rules::is_sleep(lateness, options_)) return;
    members_.grant_anew(options_, now);
    ++counters_.slept;
    tell(WeSlept{lateness});
}

void Liveness::run(Instant now) {
    if (ended()) return;
    if (pulse_at_ && *pulse_at_ <= now) pulse_all(now);
    while (const auto id = members_.take_due(now)) take_step(*id, now);
}

}  // namespace fabric::liveness
