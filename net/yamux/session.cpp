// What the user of a session does with it; its ends.
#include "net/yamux/session.h"

#include <algorithm>

#include "core/base/assert.h"

namespace net::yamux {

Session::Session(const Options& options, Role role, core::Instant now)
    : options_(options),
      own_parity_(role == Role::dialer ? 1 : 0),
      next_number_(role == Role::dialer ? 1 : 2),
      // One more frame says goodbye.
      sending_(options.sent_size_max + options.control_size_max + header_size),
      turns_(options.stream_count_max),
      pulse_(options.pulse, now),
      now_(now) {
    ASSERT(options.sent_size_max > 4 * header_size && options.payload_size_max > 0);
    ASSERT(options.window_size_max >= initial_window_size);
    send_due_ping();
}

std::optional<MuxerEvent> Session::next_event(core::Instant now) {
    now_ = now;
    turn_ = 0;
    if (auto event = read()) return event;
    if (!ended()) {
        if (auto event = next_turn()) return event;
        send_owed_acknowledgements();
        send_due_ping();
        rest(now);
    }
    if (is_overflowing_ && !ended()) {
        sending_.append({.type = FrameType::go_away,
                         .length = static_cast<std::uint32_t>(GoAwayCode::internal_error)});
        end_with(MuxerEndReason::limit_exceeded);
    }
    return take_end();
}

std::optional<StreamId> Session::open(core::Instant now) {
    now_ = now;
    const bool may_open = !ended() && !peer_goes_ && next_number_ <= UINT32_MAX &&
                          outbound_count_ < options_.outbound_count_max &&
                          streams_.size() < options_.stream_count_max &&
                          outbound_backlog_ < options_.backlog_count_max;
    if (!may_open) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(next_number_);
    next_number_ += 2;
    streams_.ensure(number).window_updated_at = now;
    streams_seen_ = std::max(streams_seen_, streams_.size());
    ++outbound_count_;
    ++outbound_backlog_;
    return StreamId{number};
}

std::size_t Session::write(StreamId id, core::Bytes bytes) {
    if (ended()) return 0;
    Stream& to = stream(id);
    ASSERT(!to.is_finished_here);
    const std::size_t size_max = std::min(bytes.size(), turn_size(id.value));
    std::size_t taken = 0;
    while (taken < size_max) {
        const std::size_t size =
            std::min({size_max - taken, payload_room(), std::size_t{to.send_window}});
        if (size == 0) break;
        sending_.append({.type = FrameType::data,
                         .flags = flags_of(id.value, to),
                         .stream = id.value,
                         .length = static_cast<std::uint32_t>(size)},
                        bytes.subspan(taken, size));
        to.send_window -= static_cast<std::uint32_t>(size);
        taken += size;
    }
    if (turn_ == id.value) turn_left_ -= std::min(turn_left_, taken);
    if (taken < bytes.size()) ask(id.value, to);
    return taken;
}

void Session::credit(StreamId id, std::size_t size) {
    if (ended()) return;
    Stream& of = stream(id);
    ASSERT(size <= of.held_size());
    of.credited_size += static_cast<std::uint32_t>(size);
    if (!is_own(id.value) && !of.is_accepted) {
        of.is_accepted = true;
        owed_.push_back(id.value);
    }
    if (!of.is_finished_there && of.credited_size >= of.window_size / 2) give_back(id.value, of);
}

void Session::finish(StreamId id) {
    if (ended()) return;
    Stream& of = stream(id);
    ASSERT(!of.is_finished_here);
    of.is_finished_here = true;
    if (std::exchange(of.asks_to_write, false)) leave_queue(id.value);
    // Alone: there are implementations that look at the flag before the payload.
    send_control(
        {.type = FrameType::window_update,
         .flags = static_cast<std::uint16_t>(flags_of(id.value, of) | std::to_underlying(fin)),
         .stream = id.value});
    if (of.is_finished_there) forget(id.value);
}

void Session::reset(StreamId id) {
    if (ended()) return;
    const Stream& of = stream(id);
    // What was never announced has never been.
    if (!is_own(id.value) || of.is_announced) {
        send_control({.type = FrameType::window_update, .flags = rst, .stream = id.value});
        if (!of.is_finished_there) stray_size_ += of.receive_window;
    }
    forget(id.value);
}

void Session::close(core::Instant now) {
    if (ended()) return;
    now_ = now;
    sending_.append(
        {.type = FrameType::go_away, .length = static_cast<std::uint32_t>(GoAwayCode::normal)});
    end_with(MuxerEndReason::closed_here);
}

void Session::expire(core::Instant now) {
    if (ended()) return;
    now_ = now;
    if (pulse_.take_silence(now)) {
        sending_.release();  // Nobody would read it.
        return end_with(MuxerEndReason::silence);
    }
    send_due_ping();
    rest(now);
}

std::optional<core::Instant> Session::deadline() const {
    if (ended()) return std::nullopt;
    return core::earlier(pulse_.deadline(), rests_at_);
}

void Session::end(core::Instant now) {
    now_ = now;
    sending_.release();
    if (ended()) return;
    end_with(peer_goes_ ? MuxerEndReason::closed_by_peer : MuxerEndReason::connection_lost);
}

Stream& Session::stream(StreamId id) {
    Stream* const found = streams_.find(id.value);
    ASSERT(found);
    return *found;
}

void Session::forget(std::uint32_t number) {
    const Stream& gone = stream(StreamId{number});
    if (gone.asks_to_write) leave_queue(number);
    growth_size_ -= gone.window_size - initial_window_size;
    if (is_own(number)) {
        --outbound_count_;
        if (!gone.is_acknowledged) --outbound_backlog_;
    } else if (!gone.is_acknowledged) {
        --inbound_backlog_;
    }
    streams_.erase(number);
    if (peer_goes_ && streams_.empty()) end_with(MuxerEndReason::closed_by_peer);
}

void Session::leave_queue(std::uint32_t number) {
    for (std::size_t left = turns_.size(); left > 0; --left) {
        const std::uint32_t waiting = *turns_.pop();
        if (waiting != number) ASSERT(turns_.push(waiting));
    }
}

void Session::break_off(Violation violation) {
    violation_ = violation;
    sending_.append({.type = FrameType::go_away,
                     .length = static_cast<std::uint32_t>(GoAwayCode::protocol_error)});
    end_with(MuxerEndReason::protocol_violated);
}

void Session::end_with(MuxerEndReason reason) {
    end_reason_ = reason;
    streams_ = {};
    numbers_taken_ = {};
    turns_.clear();
    owed_ = {};
    input_ = {};
    frame_ = {};
    rests_at_.reset();
    pulse_.stop();
}

std::optional<MuxerEvent> Session::take_end() {
    if (!ended() || std::exchange(end_told_, true)) return std::nullopt;
    return MuxerEnded{*end_reason_};
}

}  // namespace net::yamux
