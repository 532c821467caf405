// The three timers of a session's pulse.
#include "net/yamux/pulse.h"

namespace net::yamux {

Pulse::Pulse(const Options& options, core::Instant now)
    : options_(options), heard_at_(now), pinged_at_(now) {
    if (options_.measure_interval > core::Duration{0}) timers_.set(Timer::measure, now);
    if (options_.keepalive_interval > core::Duration{0})
        timers_.set(Timer::keepalive, now + options_.keepalive_interval);
}

void Pulse::want_measure(core::Instant now) {
    if (is_pinging_ || timers_.is_set(Timer::measure)) return;
    if (options_.measure_interval == core::Duration{0}) return;
    if (now >= pinged_at_ + options_.measure_interval) timers_.set(Timer::measure, now);
}

bool Pulse::answer(std::uint32_t number, core::Instant now) {
    if (!is_pinging_ || number != number_) return false;
    is_pinging_ = false;
    timers_.stop(Timer::silence);
    const core::Duration took = now - pinged_at_;
    // One measurement may have waited behind others' data: half of each new one.
    round_trip_ = round_trip_ ? (*round_trip_ + took) / 2 : took;
    if (options_.keepalive_interval > core::Duration{0})
        timers_.set(Timer::keepalive, now + options_.keepalive_interval);
    return true;
}

std::optional<std::uint32_t> Pulse::take_ping(core::Instant now) {
    const bool wants_measure = timers_.take_due(Timer::measure, now);
    bool wants_keepalive = timers_.take_due(Timer::keepalive, now);
    if (wants_keepalive && now < heard_at_ + options_.keepalive_interval) {
        timers_.set(Timer::keepalive, heard_at_ + options_.keepalive_interval);
        wants_keepalive = false;
    }
    if (!wants_measure && !wants_keepalive) return std::nullopt;
    timers_.stop(Timer::keepalive);
    is_pinging_ = true;
    pinged_at_ = now;
    timers_.set(Timer::silence, now + options_.silence_max);
    return ++number_;
}

bool Pulse::take_silence(core::Instant now) {
    if (!timers_.take_due(Timer::silence, now)) return false;
    const core::Instant since = std::max(heard_at_, pinged_at_);
    if (now >= since + options_.silence_max) return true;
    timers_.set(Timer::silence, since + options_.silence_max);
    return false;
}

}  // namespace net::yamux
