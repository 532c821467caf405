// The end that measures.
#include <utility>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "net/perf/perf.h"

namespace net::perf {

static_assert(core::HalfClosingMachine<Client>);

namespace {
// The driver takes events after every call, and no call makes more than a progress, what was
// measured and an end.
constexpr std::size_t events_max = 4;
}  // namespace

Client::Client(const Options& options, core::Instant now)
    : options_(options),
      upload_left_(options.upload_size),
      started_at_(now),
      told_at_(now),
      events_(events_max) {
    core::SpanWriter(request_).u64_be(options.download_size);
    timers_.set(Timer::progress, now + options_.progress_interval);
    timers_.set(Timer::silence, now + options_.silence_max);
}

void Client::receive(core::Bytes bytes, core::Instant now) {
    if (state_ == State::ended || bytes.empty()) return;
    if (state_ == State::sending) return finish(EndReason::answered_early);
    if (bytes.size() > options_.download_size - downloaded_) return finish(EndReason::too_much);
    if (!answered_at_) answered_at_ = now;
    downloaded_ += bytes.size();
    moved_ = true;
}

void Client::end(core::Instant now) {
    if (state_ == State::ended) return;
    if (state_ == State::sending || downloaded_ < options_.download_size)
        return finish(EndReason::ended_early);
    const core::Instant answered_at = answered_at_.value_or(now);
    tell(Measured{uploaded(), answered_at - started_at_, downloaded_, now - answered_at});
    finish(EndReason::completed);
}

// consume() is told no time, so silence is seen by looking whether anything has moved since.
void Client::expire(core::Instant now) {
    if (timers_.take_due(Timer::silence, now)) {
        if (!std::exchange(moved_, false)) return finish(EndReason::silence);
        timers_.set(Timer::silence, now + options_.silence_max);
    }
    if (timers_.take_due(Timer::progress, now)) {
        tell_progress(now);
        timers_.set(Timer::progress, now + options_.progress_interval);
    }
}

void Client::tell_progress(core::Instant now) {
    tell(Progress{uploaded() - std::exchange(told_uploaded_, uploaded()),
                  downloaded_ - std::exchange(told_downloaded_, downloaded_),
                  now - std::exchange(told_at_, now)});
}

core::Bytes Client::outgoing() const {
    if (state_ != State::sending) return {};
    if (request_sent_size_ < request_size) return core::Bytes(request_).subspan(request_sent_size_);
    return zeros(upload_left_);
}

void Client::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    if (size == 0) return;
    moved_ = true;
    if (request_sent_size_ < request_size)
        request_sent_size_ += size;
    else
        upload_left_ -= size;
    if (request_sent_size_ == request_size && upload_left_ == 0) state_ = State::hearing;
}

void Client::finish(EndReason reason) {
    ASSERT(state_ != State::ended);
    state_ = State::ended;
    timers_.stop_all();
    tell(Ended{reason});
}

void Client::tell(Event event) {
    const bool told = events_.push(event);
    ASSERT(told);  // Else the driver did not take events after every call.
}

}  // namespace net::perf
