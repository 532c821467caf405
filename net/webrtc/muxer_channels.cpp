// The side of the body: what happens on channels, and what is ordered of them.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/webrtc/muxer.h"

namespace net::webrtc {

std::optional<ChannelId> WebrtcMuxer::channel_opened(core::Instant now) {
    now_ = now;
    const std::size_t count_max =
        secured_ ? options_.streams_by_peer_max : options_.early_channels_max;
    if (ended_ || next_id_ == UINT32_MAX) return std::nullopt;
    if (peer_count_ >= count_max) {
        refusals_.count(secured_ ? MuxerRefusal::too_many_streams : MuxerRefusal::too_many_early);
        return std::nullopt;
    }
    const StreamId id{next_id_++};
    streams_.insert(id, {.by_peer = true, .is_ready = true});
    ++peer_count_;
    if (secured_) {
        const bool kept = facts_.push({Fact::Kind::opened, id});
        ASSERT(kept);
    }
    return ChannelId{id.value};
}

void WebrtcMuxer::channel_ready(ChannelId channel) {
    const StreamId id{channel.value};
    Stream* const stream = streams_.find(id);
    if (!stream || std::exchange(stream->is_ready, true)) return;
    if (stream->wants_room) wait_for_room(id);
    if (!ended_ && stream->write == WriteState::finishing) send_finish(id, *stream);
}

void WebrtcMuxer::channel_received(ChannelId channel, core::Bytes bytes, core::Instant now) {
    now_ = now;
    if (ended_ || bytes.empty()) return;
    if (channel == handshake_channel) {
        if (!secured_) handshake_reader_.receive(bytes);
        return;
    }
    const StreamId id{channel.value};
    Stream* const stream = streams_.find(id);
    if (!stream) return;  // It was closed here.
    if (!secured_) return keep_early(id, *stream, bytes);
    ASSERT(!reading_ && facts_.empty());
    stream->reader.receive(bytes);
    reading_ = id;
}

void WebrtcMuxer::keep_early(StreamId id, Stream& stream, core::Bytes bytes) {
    if (stream.early.size() + bytes.size() <= options_.early_size_max)
        return core::append(stream.early, bytes);
    refusals_.count(MuxerRefusal::early_size);
    reset(id);
}

void WebrtcMuxer::channel_refused(ChannelId channel, core::Instant now) {
    note_end(Fact::Kind::refused, channel, now);
}

void WebrtcMuxer::channel_closed(ChannelId channel, core::Instant now) {
    note_end(Fact::Kind::closed, channel, now);
}

void WebrtcMuxer::note_end(Fact::Kind kind, ChannelId channel, core::Instant now) {
    now_ = now;
    const StreamId id{channel.value};
    if (!streams_.contains(id)) return;
    if (!secured_) return forget(id);
    const bool kept = facts_.push({kind, id});
    ASSERT(kept);
}

void WebrtcMuxer::secured(core::Instant now) {
    now_ = now;
    if (ended_ || std::exchange(secured_, true)) return;
    for (const auto& [id, stream] : streams_) {
        const bool kept = facts_.push({Fact::Kind::opened, id}) &&
                          (stream.early.empty() || facts_.push({Fact::Kind::early, id}));
        ASSERT(kept);
    }
}

// Noise is the only one to speak before it is done, and does not finish.
std::optional<core::Bytes> WebrtcMuxer::next_handshake_bytes() {
    if (ended_ || secured_) return std::nullopt;
    const auto part = handshake_reader_.next();
    if (handshake_reader_.has_failed()) end(MuxerEndReason::protocol_violated);
    if (!part) return std::nullopt;
    if (const auto* payload = core::get_if<MessagePayload>(&*part)) return payload->bytes;
    end(MuxerEndReason::closed_by_peer);
    return std::nullopt;
}

std::optional<MuxerEvent> WebrtcMuxer::use_fact(const Fact& fact) {
    Stream* const stream = streams_.find(fact.stream);
    if (!stream) return std::nullopt;
    switch (fact.kind) {
        case Fact::Kind::opened: return StreamOpened{fact.stream};
        case Fact::Kind::early:
            early_ = std::move(stream->early);
            stream->reader.receive(early_);
            reading_ = fact.stream;
            return std::nullopt;
        case Fact::Kind::refused: return use_refused(fact.stream);
        case Fact::Kind::closed: return use_closed(fact.stream);
    }
    std::unreachable();
}

MuxerEvent WebrtcMuxer::use_refused(StreamId id) {
    forget(id);
    return StreamReset{.stream = id, .had_no_room = true};
}

// Both ends may close the channel when both directions are finished. Some do not acknowledge, so
// that a finish that is under way is as good; anything else was cut off.
std::optional<MuxerEvent> WebrtcMuxer::use_closed(StreamId id) {
    const Stream& stream = *streams_.find(id);
    const bool is_clean = stream.peer_finished && stream.write != WriteState::open;
    forget(id);
    if (is_clean) return std::nullopt;
    return StreamReset{id};
}

std::optional<MuxerEvent> WebrtcMuxer::read_on() {
    const StreamId id = *reading_;
    Stream& stream = *streams_.find(id);
    const auto part = stream.reader.next();
    if (stream.reader.has_failed()) return reset_here(id, MuxerRefusal::malformed);
    if (!part) {
        reading_.reset();
        return std::nullopt;
    }
    if (const auto* payload = core::get_if<MessagePayload>(&*part))
        return use_payload(id, stream, payload->bytes);
    return use_flag(id, stream, core::get<MessageFlag>(*part).flag);
}

std::optional<MuxerEvent> WebrtcMuxer::use_payload(StreamId id, Stream& stream, core::Bytes bytes) {
    if (stream.peer_finished) return reset_here(id, MuxerRefusal::malformed);
    count_unread(stream, bytes.size());
    if (stream.unread_size > options_.unread_size_max || unread_total_ > options_.unread_total_max)
        return reset_here(id, MuxerRefusal::unread_size);
    return StreamReceived{id, bytes};
}

std::optional<MuxerEvent> WebrtcMuxer::use_flag(StreamId id, Stream& stream, Flag flag) {
    switch (flag) {
        case Flag::fin:
            if (std::exchange(stream.peer_finished, true)) return std::nullopt;
            send(id, Flag::fin_ack, {});
            if (!ended_ && stream.write == WriteState::finished) finish_writing(id, stream);
            if (ended_) return std::nullopt;
            return StreamFinished{id};
        case Flag::stop_sending: stream.peer_stopped = true; [[fallthrough]];
        case Flag::fin_ack:
            if (stream.finish_by) finish_writing(id, stream);
            return std::nullopt;
        case Flag::reset:
            order({.kind = Order::Kind::close, .channel = {id.value}});
            forget(id);
            if (ended_) return std::nullopt;
            return StreamReset{id};
    }
    std::unreachable();
}

MuxerEvent WebrtcMuxer::reset_here(StreamId id, MuxerRefusal refusal) {
    refusals_.count(refusal);
    reset(id);
    return StreamReset{id};
}

void WebrtcMuxer::send(StreamId id, std::optional<Flag> flag, core::Bytes payload) {
    if (ended_) return;
    core::Buffer message = encode_message(flag, payload);
    unsent_size_ += message.size();
    order({.kind = Order::Kind::send, .channel = {id.value}, .message = std::move(message)});
}

// Small orders are not refused, since they answer the peer; but a peer that causes them and reads
// none of their effects is not kept.
void WebrtcMuxer::order(Order order) {
    if (!ended_ && !orders_.push(std::move(order))) end(MuxerEndReason::limit_exceeded);
}

std::optional<MuxerOrder> WebrtcMuxer::next_order() const {
    if (orders_.empty()) return std::nullopt;
    const Order& order = orders_.front();
    switch (order.kind) {
        case Order::Kind::open: return OpenChannel{order.channel};
        case Order::Kind::send: return SendMessage{order.channel, order.message};
        case Order::Kind::close: return CloseChannel{order.channel};
    }
    std::unreachable();
}

void WebrtcMuxer::consume_order() {
    const auto order = orders_.pop();
    if (order) unsent_size_ -= order->message.size();  // The end may have come meanwhile.
}

}  // namespace net::webrtc
