// Channels makes data channels out of SCTP's streams, where no browser does it: DCEP, ids, and
// closing by stream resets (RFC 8831, 8832). Rules DA3–DA14, spec/webrtc-channels.md.
//
// The association below hands over what it got: receive(), peer_reset(), reset_done(). After each
// call take next_event() until there is none (ChannelReceived is a view of what was received), then
// next_order(), and obey. Data goes out beside it: a channel that is open is written with the
// stream's number and ppid_for(). What orders say must go before, or the peer would meet data of a
// channel that it does not know.
//
// A stream is open, or closing: then each direction is reset once, and the number is free when both
// are. How many numbers there are both ends say when the association comes up: limit_streams().
// Channel 0 is agreed on beforehand and always there. After ended() nothing is told or ordered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/variant.h"
#include "net/webrtc/dcep.h"

namespace net::webrtc {

// A stream's number in SCTP. It is used again once a channel is gone: who needs names makes its
// own.
using SctpStream = core::Id<struct SctpStreamTag, std::uint16_t>;
inline constexpr SctpStream handshake_stream{0};

// Streams' numbers end one earlier (RFC 8832, section 6).
inline constexpr std::uint16_t sctp_stream_max = 65534;

// Who is which decides whose numbers are odd. By DTLS, not by ICE.
enum class DtlsRole : std::uint8_t { client, server };

enum class ChannelsEndReason : std::uint8_t {
    malformed,  // No DCEP message.
    // The peer opened a channel whose number is not its to take, is taken, or is none that both
    // ends can send on.
    wrong_id,
    unknown_id,  // Data for a channel that was never opened.
    too_many,    // The peer opens faster than channels can be closed.
};
std::string_view describe(ChannelsEndReason reason);

struct ChannelOpened {  // By the peer.
    SctpStream stream;
};
struct ChannelReceived {
    SctpStream stream;
    core::Bytes bytes;  // Never empty.
};
struct ChannelClosed {  // By the peer, or refused by it.
    SctpStream stream;
};
struct ChannelsEnded {
    ChannelsEndReason reason;
};
using ChannelEvent = core::Variant<ChannelOpened, ChannelReceived, ChannelClosed, ChannelsEnded>;

struct SendControl {  // With Ppid::dcep.
    SctpStream stream;
    core::Buffer message;
};
struct ResetStream {  // The outgoing direction.
    SctpStream stream;
};
using ChannelOrder = core::Variant<SendControl, ResetStream>;

class Channels {
public:
    struct Options {
        // Each way. Beyond it an opened channel is refused, by a reset.
        std::size_t opened_here_max = 1024;
        std::size_t opened_by_peer_max = 1024;
        // Each way, numbers that are not free yet, though their channels are gone. We open no more
        // beyond it; of a peer, which knows sooner when they are free, twice as many are borne.
        std::size_t closing_max = 4096;
    };

    Channels(const Options& options, DtlsRole role);

    // Both ends can send on so many streams, from 0 on: the least of what either has announced for
    // either direction. Called once, before anything is opened.
    void limit_streams(std::uint16_t count);

    void receive(SctpStream stream, std::uint32_t ppid, core::Bytes message);
    // The peer has reset its direction of the stream, after all it sent.
    void peer_reset(SctpStream stream);
    // The reset that was ordered is done.
    void reset_done(SctpStream stream);

    // Nothing when there are as many as may be, or no number is free: the others live on.
    [[nodiscard]] std::optional<SctpStream> open();
    // What was written still goes; what comes is no longer told. Closed ones may be closed again.
    void close(SctpStream stream);
    [[nodiscard]] bool is_open(SctpStream stream) const;

    [[nodiscard]] std::optional<ChannelEvent> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<ChannelOrder> next_order() { return orders_.pop(); }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::size_t open_count() const { return here_count_ + peer_count_; }
    [[nodiscard]] std::size_t closing_count() const { return streams_.size() - open_count(); }

private:
    struct Stream {
        bool is_open = true;
        bool reset_here = false;     // Ordered.
        bool reset_is_done = false;  // And answered.
        bool reset_by_peer = false;
    };

    void receive_control(SctpStream stream, core::Bytes message);
    void receive_data(SctpStream stream, core::Bytes message);
    void receive_open(SctpStream stream, const DcepOpen& open);
    void begin_closing(SctpStream id, Stream& stream);
    void forget_if_reset(SctpStream id);
    [[nodiscard]] bool is_ours(SctpStream stream) const;
    std::size_t& count_of(SctpStream stream) { return is_ours(stream) ? here_count_ : peer_count_; }
    void forget(SctpStream id);
    void finish(ChannelsEndReason reason);
    void tell(ChannelEvent event);
    void order(ChannelOrder order);

    Options options_;
    DtlsRole role_;
    core::OrderedMap<SctpStream, Stream> streams_;  // Without channel 0.
    std::size_t here_count_ = 0;                    // Open ones.
    std::size_t peer_count_ = 0;
    std::size_t streams_of_peer_ = 0;  // With those that are closing; the others are ours.
    std::uint32_t stream_count_ = sctp_stream_max + 1;
    std::uint32_t lowest_free_;  // Of our numbers none below it is free.
    bool ended_ = false;
    core::Queue<ChannelEvent> events_;
    core::Queue<ChannelOrder> orders_;
};

// SCTP cannot send what is empty, so that has a kind of its own and one byte that means nothing.
[[nodiscard]] constexpr Ppid ppid_for(std::size_t size) {
    return size == 0 ? Ppid::binary_empty : Ppid::binary;
}

}  // namespace net::webrtc
