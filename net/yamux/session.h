// Session is one end of yamux, /yamux/1.0.0: many streams over one stream of bytes. It is a
// net::ByteMuxer; how it is driven, and what holds for events and views, stands in
// net/base/muxer.h. Rules: spec/yamux.md.
//
// Nothing is kept of what was received but a part of a header: payloads are shown where they lie,
// also of a frame that has not come whole. What is to be sent is copied once, into one buffer with
// a limit. A stream that did not find room, or whose window was empty, waits for its turn, and
// while others wait nobody takes more than one frame's payload at a time.
//
// Windows belong to streams, so what a peer can make its reader hold is the sum of them: 256 KiB
// for each stream that may be open, and what windows have grown to fill the way, which has a limit
// for the whole session.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "core/base/range_set.h"
#include "core/base/small_vector.h"
#include "net/base/muxer.h"
#include "net/yamux/frame.h"
#include "net/yamux/pulse.h"
#include "net/yamux/send_buffer.h"
#include "net/yamux/stream.h"

namespace net::yamux {

inline constexpr std::string_view protocol = "/yamux/1.0.0";

// Who has dialled opens streams with odd numbers, who was dialled with even ones.
enum class Role : std::uint8_t { dialer, listener };

// A noise message carries so much, which must not leave a rest: four fill the buffer to be sent,
// and one carries exactly a data frame.
inline constexpr std::size_t carrier_size = 65'519;

struct Options {
    std::size_t sent_size_max = 4 * carrier_size;
    // Beyond that, for frames without payload: what answers the peer, and small things of ours. A
    // peer that reads never lets so many gather.
    std::size_t control_size_max = std::size_t{128} * 1024;
    std::uint32_t payload_size_max = carrier_size - header_size;

    std::size_t inbound_count_max = 1'000;
    std::size_t outbound_count_max = 1'000;
    std::size_t stream_count_max = 2'000;
    // Streams that one side has opened and the other has not acknowledged.
    std::size_t backlog_count_max = 256;

    std::uint32_t window_size_max = 16 * 1024 * 1024;
    // How far all windows together may have grown.
    std::size_t growth_size_max = std::size_t{64} * 1024 * 1024;

    Pulse::Options pulse{};
    // Memory that was used for sending is given back after so long without use.
    core::Duration rest_min = std::chrono::seconds{1};
};

class Session {
public:
    Session(const Options& options, Role role, core::Instant now);

    // The face of net/base/muxer.h.
    [[nodiscard]] std::optional<MuxerEvent> next_event(core::Instant now);
    [[nodiscard]] std::optional<StreamId> open(core::Instant now);
    [[nodiscard]] std::size_t write(StreamId stream, core::Bytes bytes);
    void credit(StreamId stream, std::size_t size);
    void finish(StreamId stream);
    void reset(StreamId stream);
    void close(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] bool ended() const { return end_reason_.has_value(); }

    void receive(core::Bytes bytes, core::Instant now);
    void end(core::Instant now);
    [[nodiscard]] core::Bytes outgoing() const { return sending_.view(); }
    void consume(std::size_t size) { sending_.consume(size); }

    [[nodiscard]] std::size_t stream_count() const { return streams_.size(); }
    [[nodiscard]] std::optional<core::Duration> round_trip() const { return pulse_.round_trip(); }
    // Of the send buffer; what the streams need besides is small.
    [[nodiscard]] std::size_t memory_size() const { return sending_.memory_size(); }
    [[nodiscard]] const MuxerRefusals& refusals() const { return refusals_; }
    // What exactly the peer did, when that has ended the session.
    [[nodiscard]] std::optional<Violation> violation() const { return violation_; }

private:
    // A frame whose header was read. Its stream is 0 when nobody wants its payload.
    struct Frame {
        std::uint32_t stream = 0;
        std::uint32_t missing_size = 0;
        bool finishes = false;
    };

    // session_receive.cpp
    std::optional<MuxerEvent> read();
    std::optional<MuxerEvent> read_payload();
    std::optional<MuxerEvent> read_finish();
    [[nodiscard]] bool take_header();
    std::optional<MuxerEvent> obey_header();
    void obey_ping(const Header& header);
    void obey_go_away(const Header& header);
    std::optional<MuxerEvent> obey_stream_frame(const Header& header, std::uint32_t payload_size);
    // Whether there is a new stream now.
    [[nodiscard]] bool obey_syn(const Header& header, std::uint32_t payload_size);
    [[nodiscard]] std::optional<MuxerRefusal> obstacle(bool is_unused) const;
    void refuse(std::uint32_t number, std::uint32_t payload_size);
    void ignore_stray(const Header& header, std::uint32_t payload_size);
    std::optional<MuxerEvent> obey_reset(std::uint32_t number);
    [[nodiscard]] bool widen(std::uint32_t number, Stream& stream, std::uint32_t delta);
    [[nodiscard]] bool take_number(std::uint32_t number);

    // session_send.cpp
    void send_control(const Header& header);
    void send_due_ping();
    void send_owed_acknowledgements();
    [[nodiscard]] std::uint16_t flags_of(std::uint32_t number, Stream& stream);
    void give_back(std::uint32_t number, Stream& stream);
    void grow_window(Stream& stream);
    [[nodiscard]] std::size_t payload_room() const;
    [[nodiscard]] std::size_t turn_size(std::uint32_t number) const;
    void ask(std::uint32_t number, Stream& stream);
    std::optional<MuxerEvent> next_turn();
    void rest(core::Instant now);

    // session.cpp
    [[nodiscard]] bool is_own(std::uint32_t number) const { return number % 2 == own_parity_; }
    [[nodiscard]] Stream& stream(StreamId id);
    void forget(std::uint32_t number);
    void leave_queue(std::uint32_t number);
    void break_off(Violation violation);
    void end_with(MuxerEndReason reason);
    std::optional<MuxerEvent> take_end();

    Options options_;
    std::uint32_t own_parity_;
    std::uint64_t next_number_;  // Of a stream of ours: one more than 32 bits, for "none left".
    core::FlatMap<std::uint32_t, Stream> streams_;
    std::size_t streams_seen_ = 0;  // The most since the last rest.
    std::size_t outbound_count_ = 0;
    std::size_t outbound_backlog_ = 0;
    std::size_t inbound_backlog_ = 0;
    std::size_t growth_size_ = 0;
    core::RangeSet numbers_taken_;  // Of the peer's streams, halved.
    // What a peer may still send that does not know yet that we have reset its streams.
    std::uint64_t stray_size_ = 0;

    core::Bytes input_;
    HeaderBytes header_{};
    std::size_t header_filled_ = 0;
    Frame frame_;

    SendBuffer sending_;
    core::Queue<std::uint32_t> turns_;
    std::uint32_t turn_ = 0;
    std::size_t turn_left_ = 0;
    core::SmallVector<std::uint32_t, 4> owed_;  // Accepted, and not acknowledged yet.
    bool is_overflowing_ = false;
    std::optional<core::Instant> rests_at_;

    Pulse pulse_;
    core::Instant now_;
    bool peer_goes_ = false;
    bool end_told_ = false;
    std::optional<MuxerEndReason> end_reason_;
    std::optional<Violation> violation_;
    MuxerRefusals refusals_;
};

static_assert(ByteMuxer<Session>);

}  // namespace net::yamux
