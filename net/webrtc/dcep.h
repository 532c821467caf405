// The data channel establishment protocol (RFC 8832): what is said on a stream of SCTP before it is
// a channel. Rules DA1 and DA2, spec/webrtc-channels.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace net::webrtc {

// Payload protocol ids of SCTP (RFC 8831, section 8). The partial kinds are deprecated, and mean
// the same to who reads a channel as a stream of bytes.
enum class Ppid : std::uint32_t {
    dcep = 50,
    text = 51,
    binary_partial = 52,
    binary = 53,
    text_partial = 54,
    text_empty = 56,
    binary_empty = 57,
};

struct DcepOpen {
    // Anything but 0 may lose or reorder messages.
    std::uint8_t channel_type = 0;
    std::uint16_t priority = 0;
    std::uint32_t reliability = 0;
    std::string_view label{};
    std::string_view protocol{};

    [[nodiscard]] bool is_reliable_and_ordered() const { return channel_type == 0; }
};

inline constexpr std::size_t dcep_open_size = 12;  // Before the label.
// Of a whole message. Any label is accepted, but not any size: nobody reads it.
inline constexpr std::size_t dcep_size_max = 1024;

enum class DcepKind : std::uint8_t { open, ack };
// Of a message that may be neither.
core::Result<DcepKind> dcep_kind(core::Bytes message);
core::Result<DcepOpen> parse_dcep_open(core::Bytes message);

// What we say: a reliable, ordered channel without a label.
core::Buffer encode_dcep_open();
core::Buffer encode_dcep_ack();

}  // namespace net::webrtc
