// What carries many streams over one connection: yamux on a byte stream, the channels of WebRTC.
// The swarm knows a muxer only by this, so that a protocol works the same over each.
//
// Streams are pulled, not pushed: write() takes what the peer's window and the muxer's own small
// buffer have room for, and says how much. Who was not served in full is told by StreamWritable.
// Nothing else is kept for a stream that wants to send.
//
// A muxer reads what it was handed only as its events are taken: what no event has told has not
// happened. The view in StreamReceived is one of what was handed in, and valid until the next event
// is asked for. Bytes that were received count against the stream's window until credit() gives
// them back.
//
// A stream is forgotten when both ends have finished, or when one has reset it; its number is then
// not used in any call. After MuxerEnded there are no streams.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/time.h"
#include "core/base/variant.h"

namespace net {

// Unique among a connection's streams for as long as the connection lives.
using StreamId = core::Id<struct StreamIdTag, std::uint32_t>;

enum class MuxerEndReason : std::uint8_t {
    closed_here,
    closed_by_peer,
    connection_lost,
    silence,            // The peer answers no more.
    protocol_violated,  // The peer sent what must not be.
    limit_exceeded,     // The peer wanted more than it may have.
};
inline constexpr std::size_t muxer_end_reason_count =
    static_cast<std::size_t>(MuxerEndReason::limit_exceeded) + 1;
std::string_view describe(MuxerEndReason reason);
// What the user can do about it: a sentence.
std::string_view advice(MuxerEndReason reason);

// What a peer wanted of a muxer and did not get. Counted, for a flood is worth knowing of and not
// worth an event each.
enum class MuxerRefusal : std::uint8_t {
    too_many_streams,
    unacknowledged,  // Streams beyond those that this end has yet to acknowledge.
    number_used,
    after_goodbye,
    too_many_early,  // Streams before it was known who the peer is,
    early_size,      // and bytes on them.
    unread_size,
    malformed,
};
inline constexpr std::size_t muxer_refusal_count =
    static_cast<std::size_t>(MuxerRefusal::malformed) + 1;
std::string_view describe(MuxerRefusal refusal);

class MuxerRefusals {
public:
    void count(MuxerRefusal refusal) { ++counts_[static_cast<std::size_t>(refusal)]; }
    [[nodiscard]] std::uint64_t operator[](MuxerRefusal refusal) const {
        return counts_[static_cast<std::size_t>(refusal)];
    }
    void add(const MuxerRefusals& others) {
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += others.counts_[i];
    }

private:
    std::array<std::uint64_t, muxer_refusal_count> counts_{};
};

struct StreamOpened {  // By the peer.
    StreamId stream;
};
struct StreamReceived {
    StreamId stream;
    core::Bytes bytes;  // Never empty.
};
struct StreamFinished {  // The peer sends no more on it, but may still read.
    StreamId stream;
};
struct StreamReset {  // By the peer. What was under way, in either direction, may be lost.
    StreamId stream;
    // By nobody: the connection had no room for it, and the peer has not heard of it.
    bool had_no_room = false;
};
struct StreamWritable {  // Told once after a write() that did not take all.
    StreamId stream;
};
struct MuxerEnded {
    MuxerEndReason reason;
};
using MuxerEvent = core::Variant<StreamOpened, StreamReceived, StreamFinished, StreamReset,
                                 StreamWritable, MuxerEnded>;

// [muxer]
template <class M>
concept Muxer = requires(M muxer, const M constant, StreamId stream, core::Bytes bytes,
                         std::size_t size, core::Instant now) {
    { muxer.next_event(now) } -> std::same_as<std::optional<MuxerEvent>>;
    // Nothing when there are as many streams as may be.
    { muxer.open(now) } -> std::same_as<std::optional<StreamId>>;
    // How many of the bytes were taken. Not after finish().
    { muxer.write(stream, bytes) } -> std::same_as<std::size_t>;
    // So many of the bytes received on it were used: the peer may send as many more.
    { muxer.credit(stream, size) } -> std::same_as<void>;
    // No more will be written; what was written still goes.
    { muxer.finish(stream) } -> std::same_as<void>;
    { muxer.reset(stream) } -> std::same_as<void>;
    // Ends all streams and says goodbye.
    { muxer.close(now) } -> std::same_as<void>;
    { muxer.expire(now) } -> std::same_as<void>;
    { constant.deadline() } -> std::same_as<std::optional<core::Instant>>;
    { constant.ended() } -> std::same_as<bool>;
};
// [/muxer]

// One that shares a byte stream: the other half of its face, with the verbs of core/base/machine.h.
// receive() is called when next_event() has nothing left to tell, and the bytes must live until it
// has nothing left again: they are read in place.
template <class M>
concept ByteMuxer = Muxer<M> && requires(M muxer, const M constant, core::Bytes bytes,
                                         std::size_t size, core::Instant now) {
    { muxer.receive(bytes, now) } -> std::same_as<void>;
    { muxer.end(now) } -> std::same_as<void>;
    { constant.outgoing() } -> std::same_as<core::Bytes>;
    { muxer.consume(size) } -> std::same_as<void>;
};

}  // namespace net
