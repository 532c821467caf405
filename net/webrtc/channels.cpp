// Each stream of SCTP from its opening to its resets.
#include "net/webrtc/channels.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"

namespace net::webrtc {

std::string_view describe(ChannelsEndReason reason) {
    switch (reason) {
        case ChannelsEndReason::malformed: return "the peer sent what is no channel's message";
        case ChannelsEndReason::wrong_id: return "the peer opened a channel it may not open";
        case ChannelsEndReason::unknown_id: return "the peer wrote to a channel that is not open";
        case ChannelsEndReason::too_many: return "the peer opened too many channels";
    }
    std::unreachable();
}

Channels::Channels(const Options& options, DtlsRole role)
    : options_(options),
      role_(role),
      lowest_free_(role == DtlsRole::server ? 1 : 2),
      events_(4),
      // Of each stream an opening or an acknowledgement, and a reset, twice over if it is used
      // anew.
      orders_(4 * (options.opened_here_max + options.opened_by_peer_max + 3 * options.closing_max +
                   1)) {}

void Channels::limit_streams(std::uint16_t count) {
    ASSERT(count > 0 && streams_.empty());
    stream_count_ = std::min(stream_count_, std::uint32_t{count});
}

bool Channels::is_ours(SctpStream stream) const {
    return (stream.value % 2 != 0) == (role_ == DtlsRole::server);
}

bool Channels::is_open(SctpStream id) const {
    if (id == handshake_stream) return !ended_;
    const Stream* const stream = streams_.find(id);
    return stream && stream->is_open;
}

void Channels::receive(SctpStream id, std::uint32_t ppid, core::Bytes message) {
    if (ended_) return;
    switch (static_cast<Ppid>(ppid)) {
        case Ppid::dcep: return receive_control(id, message);
        case Ppid::text_empty:
        case Ppid::binary_empty: return receive_data(id, {});
        case Ppid::text:
        case Ppid::binary_partial:
        case Ppid::binary:
        case Ppid::text_partial: return receive_data(id, message);
    }
    finish(ChannelsEndReason::malformed);
}

void Channels::receive_data(SctpStream id, core::Bytes message) {
    if (id != handshake_stream) {
        const Stream* const stream = streams_.find(id);
        if (!stream) return finish(ChannelsEndReason::unknown_id);
        if (!stream->is_open) return;  // It was on its way when the channel was closed.
    }
    if (!message.empty()) tell(ChannelReceived{id, message});
}

void Channels::receive_control(SctpStream id, core::Bytes message) {
    const auto kind = dcep_kind(message);
    if (!kind) return finish(ChannelsEndReason::malformed);
    if (*kind == DcepKind::ack) return;  // We do not wait for it.
    const auto open = parse_dcep_open(message);
    if (!open) return finish(ChannelsEndReason::malformed);
    receive_open(id, *open);
}

void Channels::receive_open(SctpStream id, const DcepOpen& open) {
    if (id == handshake_stream || id.value >= stream_count_ || is_ours(id))
        return finish(ChannelsEndReason::wrong_id);
    if (const Stream* const known = streams_.find(id)) {
        // The peer may know before us that both directions are reset.
        if (known->is_open || !known->reset_here || !known->reset_by_peer)
            return finish(ChannelsEndReason::wrong_id);
        forget(id);
    }
    if (streams_of_peer_ >= options_.opened_by_peer_max + 2 * options_.closing_max)
        return finish(ChannelsEndReason::too_many);
    streams_.insert(id, {});
    ++streams_of_peer_;
    const bool is_refused =
        !open.is_reliable_and_ordered() || peer_count_ >= options_.opened_by_peer_max;
    ++peer_count_;
    if (is_refused) return begin_closing(id, *streams_.find(id));
    order(SendControl{id, encode_dcep_ack()});
    tell(ChannelOpened{id});
}

void Channels::peer_reset(SctpStream id) {
    Stream* const stream = streams_.find(id);
    if (ended_ || !stream) return;
    stream->reset_by_peer = true;
    if (stream->is_open) {
        begin_closing(id, *stream);
        tell(ChannelClosed{id});
    }
    forget_if_reset(id);
}

void Channels::reset_done(SctpStream id) {
    Stream* const stream = streams_.find(id);
    if (!stream || !stream->reset_here) return;
    stream->reset_is_done = true;
    forget_if_reset(id);
}

void Channels::close(SctpStream id) {
    Stream* const stream = streams_.find(id);
    if (stream && stream->is_open) begin_closing(id, *stream);
}

void Channels::begin_closing(SctpStream id, Stream& stream) {
    stream.is_open = false;
    stream.reset_here = true;
    --count_of(id);
    order(ResetStream{id});
}

void Channels::forget_if_reset(SctpStream id) {
    const Stream& stream = *streams_.find(id);
    if (stream.reset_is_done && stream.reset_by_peer) forget(id);
}

void Channels::forget(SctpStream id) {
    streams_.erase(id);
    if (is_ours(id))
        lowest_free_ = std::min(lowest_free_, std::uint32_t{id.value});
    else
        --streams_of_peer_;
}

std::optional<SctpStream> Channels::open() {
    const std::size_t streams_here = streams_.size() - streams_of_peer_;
    if (ended_ || here_count_ >= options_.opened_here_max ||
        streams_here >= options_.opened_here_max + options_.closing_max)
        return std::nullopt;
    while (lowest_free_ < stream_count_ &&
           streams_.contains(SctpStream{static_cast<std::uint16_t>(lowest_free_)}))
        lowest_free_ += 2;
    if (lowest_free_ >= stream_count_) return std::nullopt;
    const SctpStream id{static_cast<std::uint16_t>(lowest_free_)};
    lowest_free_ += 2;
    streams_.insert(id, {});
    ++here_count_;
    order(SendControl{id, encode_dcep_open()});
    return id;
}

void Channels::finish(ChannelsEndReason reason) {
    tell(ChannelsEnded{reason});
    ended_ = true;
    orders_.clear();
}

void Channels::tell(ChannelEvent event) {
    if (ended_) return;
    const bool told = events_.push(std::move(event));
    ASSERT(told);  // One call tells one thing, and the driver takes it before the next.
}

// A driver that lets orders lie for so long is as good as a peer that reads nothing.
void Channels::order(ChannelOrder order) {
    if (!ended_ && !orders_.push(std::move(order))) finish(ChannelsEndReason::too_many);
}

}  // namespace net::webrtc
