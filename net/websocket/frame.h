// Frames of RFC 6455 (rules WS10–WS14, spec/websocket.md): the header in front of a payload, and a
// reader that takes frames off a stream which may be cut anywhere.
//
// The reader keeps a header or a control frame until it is whole; payloads of data it gives out as
// they come. After a violation it is not used any more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/variant.h"
#include "net/websocket/mask.h"

namespace net::websocket {

enum class Role : std::uint8_t { client, server };

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

// Of close frames; others may come from a peer.
enum class CloseCode : std::uint16_t { none = 0, normal = 1000, violation = 1002, text = 1003 };

inline constexpr std::size_t frame_header_size_max = 14;
inline constexpr std::size_t control_size_max = 125;

// A frame of its own (not fragmented). With a mask if it is a client's.
class FrameHeader {
public:
    FrameHeader(Opcode opcode, std::uint64_t payload_size, std::optional<MaskKey> mask);
    [[nodiscard]] core::Bytes bytes() const { return core::Bytes(bytes_).first(size_); }

private:
    std::array<std::byte, frame_header_size_max> bytes_{};
    std::size_t size_ = 0;
};

struct DataPart {
    core::Bytes bytes;  // Never empty; unmasked.
};
struct ControlFrame {
    Opcode opcode;
    core::Bytes payload;  // A view of the reader's memory.
};
struct Violation {
    CloseCode code;
};
using FrameItem = core::Variant<DataPart, ControlFrame, Violation>;

class FrameReader {
public:
    // As the receiver: a server's reader expects masks.
    explicit FrameReader(Role role) : role_(role) {}

    // Takes from the front of `input`; nothing when it is used up. Masked payloads are unmasked
    // into `scratch`, at most as much as it holds: a server's must not be empty.
    [[nodiscard]] std::optional<FrameItem> next(core::Bytes& input, core::MutableBytes scratch);

private:
    using Verdict = std::optional<Violation>;

    // Fills the header up to `size` bytes; whether it is there.
    bool gather_header(core::Bytes& input, std::size_t size);
    [[nodiscard]] std::size_t header_size() const;
    [[nodiscard]] Verdict check_start() const;
    [[nodiscard]] Verdict begin_payload();
    [[nodiscard]] DataPart take_data(core::Bytes& input, core::MutableBytes scratch);
    [[nodiscard]] std::optional<ControlFrame> gather_control(core::Bytes& input);
    void finish_frame();

    [[nodiscard]] Opcode opcode() const { return static_cast<Opcode>(header_[0] & std::byte{15}); }
    [[nodiscard]] bool is_control() const { return (header_[0] & std::byte{8}) != std::byte{0}; }
    [[nodiscard]] bool is_last() const { return (header_[0] & std::byte{128}) != std::byte{0}; }
    [[nodiscard]] bool is_masked() const { return (header_[1] & std::byte{128}) != std::byte{0}; }

    Role role_;
    bool within_message_ = false;  // A fragment came that was not the last.
    bool within_payload_ = false;
    std::array<std::byte, frame_header_size_max> header_{};
    std::size_t header_filled_ = 0;
    MaskKey mask_{};  // Of the next byte.
    std::uint64_t payload_left_ = 0;
    std::array<std::byte, control_size_max> control_{};
    std::size_t control_filled_ = 0;
};

}  // namespace net::websocket
