// The side of the user: what is read and written on streams.
#include "net/webrtc/muxer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/assert.h"

namespace net::webrtc {

static_assert(Muxer<WebrtcMuxer>);

WebrtcMuxer::WebrtcMuxer(const Options& options, core::Instant now)
    : options_(options),
      now_(now),
      secure_by_(now + options.secure_max),
      // Of each early channel two facts, and the one that the body tells at a time.
      facts_(2 * options.early_channels_max + 2),
      waiting_(options.orders_max),
      orders_(options.orders_max) {}

std::optional<MuxerEvent> WebrtcMuxer::next_event(core::Instant now) {
    now_ = now;
    while (!ended_) {
        if (reading_) {
            if (auto event = read_on()) return event;
        } else if (!facts_.empty()) {
            if (auto event = use_fact(*facts_.pop())) return event;
        } else {
            return tell_room();
        }
    }
    const auto reason = std::exchange(untold_end_, std::nullopt);
    if (!reason) return std::nullopt;
    return MuxerEnded{*reason};
}

// Asked for after all else, so that each that waited can use the room before the next is told.
std::optional<MuxerEvent> WebrtcMuxer::tell_room() {
    while (unsent_size_ < options_.unsent_size_max) {
        const auto id = waiting_.pop();
        if (!id) break;
        Stream* const stream = streams_.find(*id);
        if (stream && std::exchange(stream->wants_room, false)) return StreamWritable{*id};
    }
    return std::nullopt;
}

std::optional<StreamId> WebrtcMuxer::open(core::Instant now) {
    now_ = now;
    if (ended_ || !secured_ || here_count_ >= options_.streams_here_max || next_id_ == UINT32_MAX)
        return std::nullopt;
    const StreamId id{next_id_++};
    streams_.insert(id, {});
    ++here_count_;
    order({.kind = Order::Kind::open, .channel = {id.value}});
    return id;
}

// A stream that is gone takes nothing: its user is about to be told. One whose peer reads no more
// takes all there is, without end: who writes much asks drops().
std::size_t WebrtcMuxer::write(StreamId id, core::Bytes bytes) {
    Stream* const stream = streams_.find(id);
    if (!stream) return 0;
    if (stream->peer_stopped) return bytes.size();
    ASSERT(stream->write == WriteState::open);
    std::size_t taken = 0;
    while (taken < bytes.size() && stream->is_ready && unsent_size_ < options_.unsent_size_max) {
        const std::size_t size = std::min(
            {message_payload_max, bytes.size() - taken, options_.unsent_size_max - unsent_size_});
        send(id, std::nullopt, bytes.subspan(taken, size));
        if (ended_) return taken;
        taken += size;
    }
    if (taken < bytes.size() && !std::exchange(stream->wants_room, true) && stream->is_ready)
        wait_for_room(id);
    return taken;
}

// Streams that are gone still stand in the line. It is longer than there are streams, but not for
// ever, and only a peer that reads nothing keeps it from being served.
void WebrtcMuxer::wait_for_room(StreamId id) {
    if (!waiting_.push(id)) end(MuxerEndReason::limit_exceeded);
}

bool WebrtcMuxer::drops(StreamId id) const {
    const Stream* const stream = streams_.find(id);
    return stream && stream->peer_stopped;
}

void WebrtcMuxer::credit(StreamId id, std::size_t size) {
    if (Stream* const stream = streams_.find(id)) uncount_unread(*stream, size);
}

void WebrtcMuxer::finish(StreamId id) {
    Stream* const stream = streams_.find(id);
    if (!stream || stream->write != WriteState::open) return;
    stream->write = WriteState::finishing;
    if (stream->is_ready) send_finish(id, *stream);
}

void WebrtcMuxer::send_finish(StreamId id, Stream& stream) {
    stream.finish_by = now_ + options_.finish_max;
    wake_by(*stream.finish_by);
    send(id, Flag::fin, {});
    // Who reads no more has nothing to acknowledge.
    if (!ended_ && stream.peer_stopped) finish_writing(id, stream);
}

// When both directions are done the channel has done its work.
void WebrtcMuxer::finish_writing(StreamId id, Stream& stream) {
    stream.write = WriteState::finished;
    stream.finish_by.reset();
    if (!stream.peer_finished) return;
    order({.kind = Order::Kind::close, .channel = {id.value}});
    forget(id);
}

void WebrtcMuxer::reset(StreamId id) {
    const Stream* const stream = streams_.find(id);
    if (!stream) return;
    if (stream->is_ready) send(id, Flag::reset, {});
    order({.kind = Order::Kind::close, .channel = {id.value}});
    forget(id);
}

void WebrtcMuxer::forget(StreamId id) {
    Stream* const stream = streams_.find(id);
    if (!stream) return;  // All ended meanwhile.
    uncount_unread(*stream, stream->unread_size);
    --(stream->by_peer ? peer_count_ : here_count_);
    if (reading_ == id) reading_.reset();
    streams_.erase(id);
}

void WebrtcMuxer::count_unread(Stream& stream, std::size_t size) {
    const bool was_stalled = stream.unread_size >= options_.unread_pause_size;
    stream.unread_size += size;
    unread_total_ += size;
    if (!was_stalled && stream.unread_size >= options_.unread_pause_size) ++stalled_count_;
}

void WebrtcMuxer::uncount_unread(Stream& stream, std::size_t size) {
    ASSERT(size <= stream.unread_size);
    const bool was_stalled = stream.unread_size >= options_.unread_pause_size;
    stream.unread_size -= size;
    unread_total_ -= size;
    if (was_stalled && stream.unread_size < options_.unread_pause_size) --stalled_count_;
}

bool WebrtcMuxer::paused() const {
    return stalled_count_ > 0 || unread_total_ >= options_.unread_pause_total;
}

void WebrtcMuxer::write_handshake(core::Bytes bytes) {
    while (!bytes.empty() && !ended_) {
        const std::size_t size = std::min(message_payload_max, bytes.size());
        send({handshake_channel.value}, std::nullopt, bytes.first(size));
        bytes = bytes.subspan(size);
    }
}

void WebrtcMuxer::close(core::Instant now) {
    now_ = now;
    end(MuxerEndReason::closed_here);
}

void WebrtcMuxer::lost(MuxerEndReason reason) { end(reason); }

void WebrtcMuxer::end(MuxerEndReason reason) {
    if (std::exchange(ended_, true)) return;
    untold_end_ = reason;
    streams_.clear();
    here_count_ = peer_count_ = unread_total_ = stalled_count_ = unsent_size_ = 0;
    reading_.reset();
    facts_.clear();
    waiting_.clear();
    orders_.clear();
    wake_at_.reset();
}

void WebrtcMuxer::expire(core::Instant now) {
    now_ = now;
    if (ended_) return;
    if (!secured_ && now >= secure_by_) return end(MuxerEndReason::silence);
    if (!wake_at_ || now < *wake_at_) return;
    wake_at_.reset();
    std::vector<StreamId> due;
    for (const auto& [id, stream] : streams_) {
        if (!stream.finish_by) continue;
        if (*stream.finish_by <= now)
            due.push_back(id);
        else
            wake_by(*stream.finish_by);
    }
    for (const StreamId id : due)
        if (Stream* const stream = streams_.find(id)) finish_writing(id, *stream);
}

void WebrtcMuxer::wake_by(core::Instant when) { wake_at_ = core::earlier(wake_at_, when); }

std::optional<core::Instant> WebrtcMuxer::deadline() const {
    if (ended_) return std::nullopt;
    if (secured_) return wake_at_;
    return secure_by_;
}

}  // namespace net::webrtc
