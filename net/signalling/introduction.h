// The messages of introductions, by which a peer that two others are connected to brings their
// signals from one to the other. Rules SG16, SG17, SG22, spec/signalling.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/peer_id.h"

namespace net::signalling {

// Spoken by who brings others together, and by who can be asked.
inline constexpr std::string_view introduce_protocol = "/introduce/1.0.0";
inline constexpr std::string_view asked_protocol = "/introduce/asked/1.0.0";

enum class IntroductionKind : std::uint8_t {
    want,     // To the peer in the middle: whom.
    asked,    // From it to the other end: who asks.
    accept,   // Back, from end to end.
    refused,  // By either of both; why.
};
enum class Refusal : std::uint8_t { unwilling, not_connected, busy };
[[nodiscard]] std::string_view describe(Refusal refusal);

struct Introduction {
    IntroductionKind kind;
    std::optional<core::codec::PeerId> peer{};  // Of the first two alone.
    Refusal refusal = Refusal::unwilling;       // Of the last alone.
    friend bool operator==(const Introduction&, const Introduction&) = default;
};

inline constexpr std::size_t introduction_size_max = 64;

[[nodiscard]] core::Buffer encode(const Introduction& introduction);
[[nodiscard]] core::Result<Introduction> decode_introduction(core::Bytes message);

}  // namespace net::signalling
