// The messages that carry a stream of libp2p over a channel, whose own ends are too rough for it:
// data, and flags that finish, acknowledge, stop and reset (libp2p/specs, webrtc/README.md). Rules
// WM1–WM6, spec/webrtc-channels.md.
//
// Each is a varint with the size, and a protobuf. Where SCTP's messages begin and end means
// nothing: a channel is read as a stream of bytes, and the payload is told as it comes, so that a
// reader holds nothing but a few numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/variant.h"

namespace net::webrtc {

enum class Flag : std::uint8_t { fin = 0, stop_sending = 1, reset = 2, fin_ack = 3 };

// Of what we send, the size in front included: what every browser can take.
inline constexpr std::size_t sent_message_size_max = 16'384;
// Of what we read, without it. It costs us nothing; go accepts as much.
inline constexpr std::size_t received_message_size_max = std::size_t{257} * 1024;

// Two bytes of size before all, and a tag and a size before the payload; a flag would take two
// more.
inline constexpr std::size_t message_overhead_max = 2 + 1 + 2 + 2;
inline constexpr std::size_t message_payload_max = sent_message_size_max - message_overhead_max;

// The payload is at most message_payload_max, and may be empty; then it is left out.
core::Buffer encode_message(std::optional<Flag> flag, core::Bytes payload);

struct MessagePayload {  // Some of it, never empty.
    core::Bytes bytes;
};
struct MessageFlag {  // Told after the whole payload of its message.
    Flag flag;
};
using MessagePart = core::Variant<MessagePayload, MessageFlag>;

class MessageReader {
public:
    // To be read in place: what next() tells are views of it. Whatever was there before is to be
    // read first.
    void receive(core::Bytes bytes);
    // Nothing when all was read, and for ever after what cannot be read.
    [[nodiscard]] std::optional<MessagePart> next();

    [[nodiscard]] bool has_failed() const { return state_ == State::failed; }
    // Nothing of a message that is not whole has come.
    [[nodiscard]] bool is_between_messages() const { return state_ == State::size && shift_ == 0; }

private:
    enum class State : std::uint8_t {
        size,
        tag,
        flag,
        payload_size,
        payload,
        number,
        skip_size,
        skip,
        failed
    };

    void step(std::byte byte);
    void use_number(std::uint64_t number);
    void use_tag(std::uint64_t tag);
    void begin_message(std::uint64_t size);
    void skip(std::uint64_t size);
    [[nodiscard]] std::optional<MessagePart> take_payload();
    void take_skipped();
    void expect(State state);
    void fail() { state_ = State::failed; }

    core::Bytes bytes_;
    State state_ = State::size;
    std::uint64_t number_ = 0;  // The varint that is being read, and how far.
    unsigned shift_ = 0;
    std::uint64_t left_ = 0;     // Of the message.
    std::uint64_t content_ = 0;  // Of the field in it, which is being read or skipped.
    std::optional<Flag> flag_;
    bool has_payload_ = false;
};

}  // namespace net::webrtc
