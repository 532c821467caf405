// The end that is measured.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "net/perf/perf.h"

namespace net::perf {

static_assert(core::StreamMachine<Server>);

Server::Server(const Options& options, core::Instant now) : options_(options), events_(1) {
    timers_.set(Timer::silence, now + options_.silence_max);
}

// What is uploaded is only for its own sake.
void Server::receive(core::Bytes bytes, core::Instant) {
    if (state_ != State::reading || bytes.empty()) return;
    moved_ = true;
    const std::size_t taken = std::min(bytes.size(), request_size - request_filled_);
    core::copy(core::MutableBytes(request_).subspan(request_filled_), bytes.first(taken));
    request_filled_ += taken;
}

void Server::end(core::Instant) {
    if (state_ != State::reading) return;
    if (request_filled_ < request_size) return finish(EndReason::ended_early);
    download_left_ = *core::Reader(request_).u64_be();
    if (download_left_ == 0) return finish(EndReason::completed);
    state_ = State::sending;
    moved_ = true;
}

void Server::expire(core::Instant now) {
    if (!timers_.take_due(Timer::silence, now)) return;
    if (!std::exchange(moved_, false)) return finish(EndReason::silence);
    timers_.set(Timer::silence, now + options_.silence_max);
}

core::Bytes Server::outgoing() const { return zeros(download_left_); }

void Server::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    if (size == 0) return;
    moved_ = true;
    download_left_ -= size;
    if (download_left_ == 0) finish(EndReason::completed);
}

void Server::finish(EndReason reason) {
    ASSERT(state_ != State::ended);
    state_ = State::ended;
    download_left_ = 0;
    timers_.stop_all();
    const bool told = events_.push(Ended{reason});
    ASSERT(told);  // A machine ends once.
}

}  // namespace net::perf
