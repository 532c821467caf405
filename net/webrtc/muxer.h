// WebrtcMuxer carries libp2p's streams over data channels, one for each, and noise's handshake over
// channel 0. Upwards it is a net::Muxer; downwards are the channels of a body: a browser's, or
// those of channels.h. Rules WM9–WM26, spec/webrtc-channels.md.
//
// The body tells what happened: channel_opened(), channel_ready(), channel_refused(),
// channel_received(), channel_closed(), lost(). After each it lets the user above take
// next_handshake_bytes() and next_event() until there is nothing, for bytes are read in place; then
// it obeys next_order() as long as it has room, and arms a timer for deadline(). Channels have our
// names, since a browser chooses its own numbers. An order for a channel that is gone means
// nothing.
//
// Until secured() no stream is told, and what the peer sends ahead of it is kept within narrow
// limits. SCTP keeps no window for each stream: a body that can should stop reading while paused();
// who is told of more than may lie unread loses the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/variant.h"
#include "net/base/muxer.h"
#include "net/webrtc/message.h"

namespace net::webrtc {

// A stream's channel has the stream's number.
using ChannelId = core::Id<struct ChannelIdTag, std::uint32_t>;
inline constexpr ChannelId handshake_channel{0};

struct OpenChannel {
    ChannelId channel;
};
struct SendMessage {
    ChannelId channel;
    core::Bytes message;  // Valid until consume_order().
};
struct CloseChannel {  // After what was sent on it.
    ChannelId channel;
};
using MuxerOrder = core::Variant<OpenChannel, SendMessage, CloseChannel>;

class WebrtcMuxer {
public:
    struct Options {
        std::size_t streams_here_max = 1024;
        std::size_t streams_by_peer_max = 256;
        std::size_t unsent_size_max = std::size_t{64} * 1024;
        std::size_t orders_max = 16'384;
        // What was told and not yet credited: of one stream and of all. Beyond it the stream is
        // reset.
        std::size_t unread_size_max = std::size_t{2} * 1024 * 1024;
        std::size_t unread_total_max = std::size_t{16} * 1024 * 1024;
        // Where a body should stop reading.
        std::size_t unread_pause_size = std::size_t{512} * 1024;
        std::size_t unread_pause_total = std::size_t{8} * 1024 * 1024;
        // Before noise is done.
        std::size_t early_channels_max = 10;
        std::size_t early_size_max = std::size_t{16} * 1024;  // Of each.
        core::Duration secure_max = std::chrono::seconds{10};
        // How long a finished stream waits for the peer to have got all.
        core::Duration finish_max = std::chrono::seconds{10};
    };

    WebrtcMuxer(const Options& options, core::Instant now);

    // The body's side.
    // The name of a channel that the peer opened; nothing if it is to be closed again.
    [[nodiscard]] std::optional<ChannelId> channel_opened(core::Instant now);
    // One that was ordered can now be written.
    void channel_ready(ChannelId channel);
    void channel_received(ChannelId channel, core::Bytes bytes, core::Instant now);
    // One that was ordered cannot be opened: there are as many as the connection carries.
    void channel_refused(ChannelId channel, core::Instant now);
    // By the peer.
    void channel_closed(ChannelId channel, core::Instant now);
    void lost(MuxerEndReason reason);
    [[nodiscard]] std::optional<MuxerOrder> next_order() const;
    void consume_order();
    [[nodiscard]] bool paused() const;

    // Channel 0, for noise.
    [[nodiscard]] std::optional<core::Bytes> next_handshake_bytes();
    void write_handshake(core::Bytes bytes);
    // Noise is done: streams may begin.
    void secured(core::Instant now);

    // net::Muxer
    [[nodiscard]] std::optional<MuxerEvent> next_event(core::Instant now);
    [[nodiscard]] std::optional<StreamId> open(core::Instant now);
    [[nodiscard]] std::size_t write(StreamId stream, core::Bytes bytes);
    void credit(StreamId stream, std::size_t size);
    void finish(StreamId stream);
    void reset(StreamId stream);
    void close(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] bool ended() const { return ended_; }

    // The peer reads no more of it: what is written is taken, and goes nowhere.
    [[nodiscard]] bool drops(StreamId stream) const;

    [[nodiscard]] std::size_t stream_count() const { return streams_.size(); }
    [[nodiscard]] std::size_t unsent_size() const { return unsent_size_; }
    [[nodiscard]] std::size_t unread_size() const { return unread_total_; }
    // Channels that were not let in, and streams that were reset here.
    [[nodiscard]] const MuxerRefusals& refusals() const { return refusals_; }

private:
    enum class WriteState : std::uint8_t {
        open,
        finishing,  // The peer has not said that it has all.
        finished,
    };
    struct Stream {
        bool by_peer = false;
        bool is_ready = false;
        bool wants_room = false;
        bool peer_finished = false;
        bool peer_stopped = false;  // It reads no more: what is written is dropped.
        WriteState write = WriteState::open;
        std::size_t unread_size = 0;
        std::optional<core::Instant> finish_by{};
        MessageReader reader{};
        core::Buffer early{};
    };
    // What the body told and next_event() has not yet.
    struct Fact {
        enum class Kind : std::uint8_t { opened, early, refused, closed } kind;
        StreamId stream;
    };
    struct Order {
        enum class Kind : std::uint8_t { open, send, close } kind;
        ChannelId channel;
        core::Buffer message{};
    };

    void note_end(Fact::Kind kind, ChannelId channel, core::Instant now);
    void keep_early(StreamId id, Stream& stream, core::Bytes bytes);
    [[nodiscard]] std::optional<MuxerEvent> use_fact(const Fact& fact);
    [[nodiscard]] MuxerEvent use_refused(StreamId id);
    [[nodiscard]] std::optional<MuxerEvent> use_closed(StreamId id);
    [[nodiscard]] std::optional<MuxerEvent> read_on();
    [[nodiscard]] std::optional<MuxerEvent> use_payload(StreamId id, Stream& stream,
                                                        core::Bytes bytes);
    [[nodiscard]] std::optional<MuxerEvent> use_flag(StreamId id, Stream& stream, Flag flag);
    [[nodiscard]] std::optional<MuxerEvent> tell_room();
    void wait_for_room(StreamId id);
    MuxerEvent reset_here(StreamId id, MuxerRefusal refusal);
    void send_finish(StreamId id, Stream& stream);
    void finish_writing(StreamId id, Stream& stream);
    void forget(StreamId id);
    void send(StreamId id, std::optional<Flag> flag, core::Bytes payload);
    void order(Order order);
    void end(MuxerEndReason reason);
    void count_unread(Stream& stream, std::size_t size);
    void uncount_unread(Stream& stream, std::size_t size);
    void wake_by(core::Instant when);

    Options options_;
    core::Instant now_;
    core::Instant secure_by_;
    std::optional<core::Instant> wake_at_;
    bool secured_ = false;
    bool ended_ = false;
    std::optional<MuxerEndReason> untold_end_;
    std::uint32_t next_id_ = 1;
    core::OrderedMap<StreamId, Stream> streams_;
    std::size_t here_count_ = 0;
    std::size_t peer_count_ = 0;
    std::size_t unread_total_ = 0;
    std::size_t stalled_count_ =
        0;  // Streams of which so much lies unread that reading should pause.
    MuxerRefusals refusals_;

    MessageReader handshake_reader_;
    std::optional<StreamId> reading_;  // The stream whose reader has bytes.
    core::Buffer early_;               // Which these bytes may be.
    core::Queue<Fact> facts_;
    core::Queue<StreamId> waiting_;  // For room.
    core::Queue<Order> orders_;
    std::size_t unsent_size_ = 0;
};

}  // namespace net::webrtc
