// What a session reads, a step at a time as its events are taken.
#include <algorithm>

#include "core/base/assert.h"
#include "net/yamux/session.h"

namespace net::yamux {
namespace {

// Numbers that the peer has left out. An honest one leaves out few, and not for long; when there
// are more, the lowest count as used.
constexpr std::size_t gap_count_max = 256;

}  // namespace

void Session::receive(core::Bytes bytes, core::Instant now) {
    if (ended() || bytes.empty()) return;
    ASSERT(input_.empty());
    now_ = now;
    input_ = bytes;
    pulse_.hear(now);
}

std::optional<MuxerEvent> Session::read() {
    while (!ended()) {
        std::optional<MuxerEvent> event;
        if (frame_.missing_size > 0) {
            if (input_.empty()) return std::nullopt;
            event = read_payload();
        } else if (frame_.finishes) {
            event = read_finish();
        } else {
            if (!take_header()) return std::nullopt;
            event = obey_header();
        }
        if (event) return event;
    }
    return std::nullopt;
}

std::optional<MuxerEvent> Session::read_payload() {
    const core::Bytes payload =
        input_.first(std::min<std::size_t>(frame_.missing_size, input_.size()));
    input_ = input_.subspan(payload.size());
    frame_.missing_size -= static_cast<std::uint32_t>(payload.size());
    // It may have been reset while we read.
    if (frame_.stream == 0 || !streams_.contains(frame_.stream)) return std::nullopt;
    return StreamReceived{StreamId{frame_.stream}, payload};
}

std::optional<MuxerEvent> Session::read_finish() {
    frame_.finishes = false;
    Stream* const stream = streams_.find(frame_.stream);
    if (!stream || std::exchange(stream->is_finished_there, true)) return std::nullopt;
    const StreamFinished finished{StreamId{frame_.stream}};
    if (stream->is_finished_here) forget(frame_.stream);
    return finished;
}

bool Session::take_header() {
    const std::size_t size = std::min(header_size - header_filled_, input_.size());
    core::copy(core::MutableBytes(header_).subspan(header_filled_), input_.first(size));
    input_ = input_.subspan(size);
    header_filled_ += size;
    if (header_filled_ < header_size) return false;
    header_filled_ = 0;
    return true;
}

std::optional<MuxerEvent> Session::obey_header() {
    const auto header = parse_header(header_);
    if (!header) {
        break_off(header.error());
        return std::nullopt;
    }
    switch (header->type) {
        case FrameType::data: return obey_stream_frame(*header, header->length);
        case FrameType::window_update: return obey_stream_frame(*header, 0);
        case FrameType::ping: obey_ping(*header); return std::nullopt;
        case FrameType::go_away: obey_go_away(*header); return std::nullopt;
    }
    std::unreachable();
}

void Session::obey_ping(const Header& header) {
    if (header.has(syn) == header.has(ack)) return break_off(Violation::ping_unclear);
    if (header.has(syn))
        return send_control({.type = FrameType::ping, .flags = ack, .length = header.length});
    if (!pulse_.answer(header.length, now_)) break_off(Violation::ping_not_asked);
}

void Session::obey_go_away(const Header& header) {
    peer_goes_ = true;
    const bool is_normal = header.length == static_cast<std::uint32_t>(GoAwayCode::normal);
    if (!is_normal || streams_.empty()) end_with(MuxerEndReason::closed_by_peer);
}

std::optional<MuxerEvent> Session::obey_stream_frame(const Header& header,
                                                     std::uint32_t payload_size) {
    const std::uint32_t number = header.stream;
    frame_ = {.missing_size = payload_size};
    const bool is_new = header.has(syn) && obey_syn(header, payload_size);
    if (header.has(syn) && !is_new) return std::nullopt;
    Stream* const stream = streams_.find(number);
    if (!stream) {
        ignore_stray(header, payload_size);
        return std::nullopt;
    }
    const auto break_off_with = [&](Violation violation) {
        break_off(violation);
        return std::nullopt;
    };
    if (is_own(number) && !stream->is_announced) return break_off_with(Violation::never_opened);
    if (payload_size > stream->receive_window) return break_off_with(Violation::data_beyond_window);
    if (payload_size > 0 && stream->is_finished_there)
        return break_off_with(Violation::data_after_finish);
    if (header.has(rst)) return obey_reset(number);
    // Any frame shows that the peer knows the stream.
    if (is_own(number) && !std::exchange(stream->is_acknowledged, true)) --outbound_backlog_;
    stream->receive_window -= payload_size;
    if (header.type == FrameType::window_update && !widen(number, *stream, header.length))
        return break_off_with(Violation::window_overflow);
    frame_.stream = number;
    frame_.finishes = header.has(fin);
    if (!is_new) return std::nullopt;
    return StreamOpened{StreamId{number}};
}

bool Session::obey_syn(const Header& header, std::uint32_t payload_size) {
    const std::uint32_t number = header.stream;
    const auto break_off_with = [&](Violation violation) {
        break_off(violation);
        return false;
    };
    if (is_own(number)) return break_off_with(Violation::wrong_parity);
    if (streams_.contains(number)) return break_off_with(Violation::opened_twice);
    // Before there is a stream.
    if (payload_size > initial_window_size) return break_off_with(Violation::data_beyond_window);
    const bool is_unused = take_number(number);
    if (header.has(rst)) return false;
    if (const auto refusal = obstacle(is_unused)) {
        refusals_.count(*refusal);
        refuse(number, payload_size);
        return false;
    }
    streams_.ensure(number).window_updated_at = now_;
    streams_seen_ = std::max(streams_seen_, streams_.size());
    ++inbound_backlog_;
    return true;
}

std::optional<MuxerRefusal> Session::obstacle(bool is_unused) const {
    if (!is_unused) return MuxerRefusal::number_used;
    if (peer_goes_) return MuxerRefusal::after_goodbye;
    if (streams_.size() - outbound_count_ >= options_.inbound_count_max ||
        streams_.size() >= options_.stream_count_max)
        return MuxerRefusal::too_many_streams;
    if (inbound_backlog_ >= options_.backlog_count_max) return MuxerRefusal::unacknowledged;
    return std::nullopt;
}

void Session::refuse(std::uint32_t number, std::uint32_t payload_size) {
    stray_size_ += initial_window_size - payload_size;
    send_control({.type = FrameType::window_update, .flags = rst, .stream = number});
}

// Streams that were reset, here or there, and some implementations end what they never announced.
void Session::ignore_stray(const Header& header, std::uint32_t payload_size) {
    if (is_own(header.stream) && header.stream >= next_number_)
        return break_off(Violation::never_opened);
    if (payload_size > stray_size_) return break_off(Violation::data_for_unknown);
    stray_size_ -= payload_size;
}

std::optional<MuxerEvent> Session::obey_reset(std::uint32_t number) {
    forget(number);
    return StreamReset{StreamId{number}};
}

bool Session::widen(std::uint32_t number, Stream& stream, std::uint32_t delta) {
    if (delta > UINT32_MAX - stream.send_window) return false;
    const bool was_empty = stream.send_window == 0;
    stream.send_window += delta;
    if (was_empty && delta > 0 && stream.asks_to_write) ASSERT(turns_.push(number));
    return true;
}

// False if the peer has used it before. Its streams may come in another order than their numbers.
bool Session::take_number(std::uint32_t number) {
    if (numbers_taken_.contains(number / 2)) return false;
    numbers_taken_.add(number / 2);
    if (numbers_taken_.size() > gap_count_max) {
        const core::Range lowest = *numbers_taken_.begin();
        const core::Range next = *std::next(numbers_taken_.begin());
        numbers_taken_.add({lowest.begin, next.end});
    }
    return true;
}

}  // namespace net::yamux
