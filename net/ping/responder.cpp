// The end that answers.
#include <utility>

#include "core/base/assert.h"
#include "net/ping/ping.h"

namespace net::ping {

static_assert(core::StreamMachine<Responder>);

Responder::Responder(const Options& options, core::Instant now) : options_(options), events_(1) {
    timers_.set(Timer::silence, now + options_.silence_max);
}

// [limit]
void Responder::receive(core::Bytes bytes, core::Instant now) {
    if (ended_ || bytes.empty()) return;
    if (echo_.size() + bytes.size() > options_.unsent_size_max)
        return finish(EndReason::peer_not_reading);
    core::append(echo_, bytes);
    partial_size_ = (partial_size_ + bytes.size()) % payload_size;
    timers_.set(Timer::silence, now + options_.silence_max);
}
// [/limit]

void Responder::expire(core::Instant now) {
    if (timers_.take_due(Timer::silence, now)) finish(EndReason::silence);
}

void Responder::end(core::Instant) {
    if (!ended_) finish(EndReason::stream_ended);
}

core::Bytes Responder::outgoing() const {
    return core::Bytes(echo_).first(echo_.size() - partial_size_);
}

void Responder::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    echo_.erase(echo_.begin(), echo_.begin() + static_cast<std::ptrdiff_t>(size));
}

void Responder::finish(EndReason reason) {
    ended_ = true;
    timers_.stop_all();
    // Pings that came whole are still answered: their sender may have closed only its own half.
    echo_.resize(echo_.size() - std::exchange(partial_size_, 0));
    const bool told = events_.push(Ended{reason});
    ASSERT(told);  // A machine ends once.
}

}  // namespace net::ping
