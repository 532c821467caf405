// One SCTP association of usrsctp's as a machine of packets (RFC 8261, 8831): packets come in and
// go to a sink, messages and resets are told. Rules SC1–SC5 and SC7, spec/webrtc-body.md.
//
// It connects when it is made, as its peer does. After receive(), and after each advance() of the
// stack, take next_event() until there is none. The sink is called from within, and must not call
// back. While paused nothing is read, so that the peer's window closes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/base/variant.h"
#include "native/webrtc/dtls_session.h"
#include "native/webrtc/sctp_stack.h"
#include "net/webrtc/channels.h"

struct socket;

namespace native::webrtc {

using net::webrtc::SctpStream;

inline constexpr std::uint16_t sctp_port = 5000;
// What we announce for each direction, as libdatachannel does. RFC 8831 wants 65,535, but usrsctp
// has tables of all of them for each association: seven megabytes.
inline constexpr std::uint16_t sctp_streams_max = 1024;
inline constexpr std::size_t sctp_message_size_max = std::size_t{256} * 1024 + 1024;

struct SctpUp {
    std::uint16_t stream_count;  // Both can send on those below it.
};
struct SctpMessage {
    SctpStream stream;
    std::uint32_t ppid;
    core::Bytes bytes;  // Valid until the next call.
};
struct SctpPeerReset {
    SctpStream stream;
};
struct SctpResetDone {
    SctpStream stream;
};
struct SctpRoom {};  // Sending was refused, and may be tried again.
struct SctpLost {};
using SctpEvent =
    core::Variant<SctpUp, SctpMessage, SctpPeerReset, SctpResetDone, SctpRoom, SctpLost>;

class SctpAssociation {
public:
    using Sink = std::function<void(core::Bytes)>;

    // It announces so many streams, each way.
    SctpAssociation(SctpStack& stack, Sink sink, std::uint16_t streams_max = sctp_streams_max);
    ~SctpAssociation();
    SctpAssociation(const SctpAssociation&) = delete;
    SctpAssociation& operator=(const SctpAssociation&) = delete;

    void receive(core::Bytes packet);
    // False if there is no room, now or ever. The stream is one of those that SctpUp told.
    [[nodiscard]] bool send(SctpStream stream, std::uint32_t ppid, core::Bytes message);
    // After all that was sent on it.
    void reset(SctpStream stream);
    void set_paused(bool paused) { paused_ = paused; }
    // The peer is told at once.
    void close();

    [[nodiscard]] std::optional<SctpEvent> next_event();
    [[nodiscard]] bool is_up() const { return state_ == State::up; }

    void output(core::Bytes packet) { sink_(packet); }

private:
    enum class State : std::uint8_t { connecting, up, lost };

    void configure(std::uint16_t streams_max);
    void connect();
    void order_resets();
    [[nodiscard]] bool has_room_again();
    [[nodiscard]] std::optional<SctpEvent> read();
    [[nodiscard]] std::optional<SctpEvent> use_piece(core::Bytes piece, int flags,
                                                     SctpStream stream, std::uint32_t ppid);
    void use_notification(core::Bytes bytes);
    void use_change(core::Bytes bytes);
    void use_stream_reset(core::Bytes bytes);
    void lose();
    void tell(SctpEvent event);

    SctpStack& stack_;
    Sink sink_;
    SctpPlace& place_;
    struct socket* socket_;
    State state_ = State::connecting;
    std::uint16_t stream_count_ = 0;
    bool paused_ = false;
    bool was_refused_ = false;
    bool may_have_room_ = false;
    std::vector<std::uint16_t> wanted_resets_;  // usrsctp takes one request at a time.
    std::vector<std::uint16_t> ordered_resets_;
    core::Buffer message_;  // Pieces of what did not come whole, and the whole of it when told.
    bool message_was_told_ = false;
    core::Buffer notification_;
    core::Queue<SctpEvent> events_;
};

}  // namespace native::webrtc
