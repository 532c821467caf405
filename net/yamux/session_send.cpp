// What a session sends by itself, the windows it opens for the peer, and whose turn it is to write.
#include <algorithm>

#include "core/base/assert.h"
#include "net/yamux/session.h"

namespace net::yamux {

void Session::send_control(const Header& header) {
    // The end waits until next_event(): whoever sends may be holding a stream.
    if (sending_.size() + header_size > options_.sent_size_max + options_.control_size_max)
        is_overflowing_ = true;
    else
        sending_.append(header);
}

void Session::send_due_ping() {
    if (const auto number = pulse_.take_ping(now_))
        send_control({.type = FrameType::ping, .flags = syn, .length = *number});
}

// Those to which nothing else was sent in the meantime that could have carried it.
void Session::send_owed_acknowledgements() {
    for (const std::uint32_t number : owed_) {
        Stream* const stream = streams_.find(number);
        if (stream && !stream->is_acknowledged) give_back(number, *stream);
    }
    owed_.clear();
}

// The flags that the next frame of a stream must have. It must then be sent.
std::uint16_t Session::flags_of(std::uint32_t number, Stream& stream) {
    if (is_own(number)) return std::exchange(stream.is_announced, true) ? 0 : syn;
    stream.is_accepted = true;
    if (std::exchange(stream.is_acknowledged, true)) return 0;
    --inbound_backlog_;
    return ack;
}

void Session::give_back(std::uint32_t number, Stream& stream) {
    if (!stream.is_finished_there) {
        pulse_.want_measure(now_);
        grow_window(stream);
    }
    send_control({.type = FrameType::window_update,
                  .flags = flags_of(number, stream),
                  .stream = number,
                  .length = stream.credited_size});
    stream.receive_window += std::exchange(stream.credited_size, 0);
    stream.window_updated_at = now_;
}

// A window that is used up by half within two round trips may be what holds the peer back.
void Session::grow_window(Stream& stream) {
    const auto round_trip = pulse_.round_trip();
    if (!round_trip || stream.credited_size < stream.window_size / 2) return;
    if (now_ - stream.window_updated_at >= 2 * *round_trip) return;
    const std::size_t growth =
        std::min({std::size_t{stream.window_size}, options_.growth_size_max - growth_size_,
                  std::size_t{options_.window_size_max - stream.window_size}});
    stream.window_size += static_cast<std::uint32_t>(growth);
    stream.credited_size += static_cast<std::uint32_t>(growth);
    growth_size_ += growth;
}

std::size_t Session::payload_room() const {
    const std::size_t used = sending_.size() + header_size;
    const std::size_t room = options_.sent_size_max - std::min(options_.sent_size_max, used);
    return std::min<std::size_t>(room, options_.payload_size_max);
}

std::size_t Session::turn_size(std::uint32_t number) const {
    if (turns_.empty()) return SIZE_MAX;
    return turn_ == number ? turn_left_ : 0;
}

void Session::ask(std::uint32_t number, Stream& stream) {
    if (turn_ == number) turn_ = 0;  // It was.
    if (std::exchange(stream.asks_to_write, true)) return;
    // Without a window it asks again when it has one.
    if (stream.send_window > 0) ASSERT(turns_.push(number));
}

std::optional<MuxerEvent> Session::next_turn() {
    // Half the buffer, so that nobody is asked for a few bytes.
    if (turns_.empty() || payload_room() < std::min<std::size_t>(options_.payload_size_max,
                                                                 options_.sent_size_max / 2))
        return std::nullopt;
    turn_ = *turns_.pop();
    turn_left_ = options_.payload_size_max;
    stream(StreamId{turn_}).asks_to_write = false;
    return StreamWritable{StreamId{turn_}};
}

// Memory is given back when nothing was to be sent for a while.
void Session::rest(core::Instant now) {
    const bool has_room = streams_seen_ > 2 * streams_.size() + 8;
    if (!rests_at_ && (has_room || sending_.memory_size() > 0)) rests_at_ = now + options_.rest_min;
    if (!rests_at_ || now < *rests_at_) return;
    rests_at_.reset();
    if (sending_.size() == 0) sending_.release();
    if (turns_.empty()) turns_.clear();
    if (!has_room) return;
    streams_ = core::FlatMap(streams_);  // A copy has no more memory than it needs.
    streams_seen_ = streams_.size();
}

}  // namespace net::yamux
