// Our pulses, and those of others.
#include "fabric/liveness/liveness.h"
#include "fabric/liveness/rules.h"

namespace fabric::liveness {

using core::Duration;
using core::Instant;

Duration Liveness::own_interval() const {
    return own_.activity == Activity::hidden ? options_.hidden_interval : options_.interval;
}

void Liveness::pulse_all(Instant now) {
    ++sequence_.value;
    pulsed_at_ = now;
    members_.owe_pulses();
    // Earlier than announced, never later.
    pulse_after(own_interval() - own_interval() / 8, own_interval(), now);
}

void Liveness::pulse_after(Duration least, Duration most, Instant now) {
    const auto drawn = prng_.between(static_cast<std::uint64_t>(least.count()),
                                     static_cast<std::uint64_t>(most.count()));
    pulse_at_ = now + Duration{static_cast<Duration::rep>(drawn)};
}

core::Buffer Liveness::write_pulse() {
    ++counters_.pulses_sent;
    return write_message(Pulse{life_, sequence_, own_interval(), own_});
}

OrRefused<void> Liveness::take(const MemberId& from, Member& member, const Pulse& pulse,
                               Instant now) {
    if (!member.pulses_from.take(options_.pulses_received, now))
        return refuse(Refused::too_many_pulses);
    if (pulse.life == member.life && !rules::is_newer(pulse.sequence, member.sequence))
        return refuse(Refused::old_pulse);
    ++counters_.pulses_received;
    const bool was_heard = member.state != State::expected;
    if (was_heard && now - member.heard_at > member.interval + options_.delay_max)
        ++counters_.pulses_late;
    member.life = pulse.life;
    member.sequence = pulse.sequence;
    if (rules::says_goodbye(pulse.presence.activity)) {
        if (!was_heard) return {};
        tell(Left{from});
        forget(from, member);
        return {};
    }
    member.interval = pulse.interval;
    member.heard_at = now;
    member.presence = pulse.presence;
    const bool is_freezing = pulse.presence.activity == Activity::freezing;
    if (!was_heard || !is_freezing) become_present(from, member, now);
    if (is_freezing) become_stale(from, member, StaleReason::freezing, now);
    return {};
}

void Liveness::become_present(const MemberId& id, Member& member, Instant now) {
    if (member.state == State::expected) {
        tell(Appeared{id});
    } else if (member.state != State::present) {
        ++counters_.came_back;
        tell(CameBack{id});
        asks_.erase_about(id);
    }
    member.state = State::present;
    member.suspicion = {};
    members_.set_due(id, member, now + rules::patience(member.interval, options_));
}

}  // namespace fabric::liveness
