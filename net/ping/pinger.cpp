// The end that asks.
#include "core/base/assert.h"
#include "net/ping/ping.h"

namespace net::ping {

static_assert(core::StreamMachine<Pinger>);

namespace {
// The driver takes events after every call, and no call makes more than a round trip and an end.
constexpr std::size_t events_max = 4;
}  // namespace

Pinger::Pinger(const Options& options, core::Seed seed, core::Instant now)
    : options_(options), prng_(seed), sent_at_(now), events_(events_max) {
    send_ping(now);
}

// [receive]
void Pinger::receive(core::Bytes bytes, core::Instant now) {
    ASSERT(now >= sent_at_);
    if (state_ == State::ended || bytes.empty()) return;
    // An echo of what was not sent yet is no echo.
    const bool expected = state_ == State::waiting && bytes.size() <= sent_size_ - echoed_size_;
    if (!expected || !core::equal(core::Bytes(payload_).subspan(echoed_size_, bytes.size()), bytes))
        return finish(EndReason::wrong_echo);
    echoed_size_ += bytes.size();
    if (echoed_size_ == payload_size) complete_ping(now);
}
// [/receive]

void Pinger::complete_ping(core::Instant now) {
    tell(RoundTrip{number_, now - sent_at_});
    if (number_ == options_.count) return finish(EndReason::completed);
    state_ = State::resting;
    timers_.stop(Timer::patience);
    timers_.set(Timer::interval, now + options_.interval);
}

// [expire]
void Pinger::expire(core::Instant now) {
    if (timers_.take_due(Timer::patience, now)) return finish(EndReason::silence);
    if (timers_.take_due(Timer::interval, now)) send_ping(now);
}
// [/expire]

void Pinger::end(core::Instant) {
    if (state_ != State::ended) finish(EndReason::stream_ended);
}

core::Bytes Pinger::outgoing() const { return core::Bytes(payload_).subspan(sent_size_); }

void Pinger::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    sent_size_ += size;
}

void Pinger::send_ping(core::Instant now) {
    prng_.fill(payload_);
    sent_size_ = echoed_size_ = 0;
    ++number_;
    sent_at_ = now;
    state_ = State::waiting;
    timers_.set(Timer::patience, now + options_.patience);
}

void Pinger::finish(EndReason reason) {
    ASSERT(state_ != State::ended);
    state_ = State::ended;
    sent_size_ = payload_size;
    timers_.stop_all();
    tell(Ended{reason});
}

void Pinger::tell(Event event) {
    const bool told = events_.push(event);
    ASSERT(told);  // Else the driver did not take events after every call.
}

}  // namespace net::ping
