// What two ends that want to meet by WebRTC tell one another: descriptions and candidates, in the
// messages of libp2p's /webrtc-signaling/0.0.1. Rules SG1, SG2, spec/signalling.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace net::signalling {

enum class SignalKind : std::uint8_t { offer = 0, answer = 1, candidate = 2 };

struct Signal {
    SignalKind kind;
    std::string text;  // A description, or a candidate as JSON. Nothing of it is believed here.
    friend bool operator==(const Signal&, const Signal&) = default;
};

// A browser's description for data alone takes about a kilobyte.
inline constexpr std::size_t description_size_max = std::size_t{16} * 1024;
inline constexpr std::size_t candidate_size_max = 1024;

[[nodiscard]] std::size_t text_size_max(SignalKind kind);

// The text must not be longer than may be.
[[nodiscard]] core::Buffer encode(const Signal& signal);
// Without a size in front.
[[nodiscard]] core::Result<Signal> decode(core::Bytes message);

}  // namespace net::signalling
