// STUN messages (RFC 8489), as far as ICE's connectivity checks need them (RFC 8445, section 16):
// the binding method, a user name, integrity by HMAC-SHA-1, the fingerprint. Rules SU1–SU9,
// spec/webrtc.md.
//
//     const StunMessage check = TRY(parse_stun(datagram));
//     if (!check.is_signed_with(key)) …
//
// What was read is a view of the datagram. Of an attribute that comes twice the first counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/small_vector.h"
#include "net/webrtc/udp_address.h"

namespace net::webrtc {

enum class StunClass : std::uint8_t { request = 0, indication = 1, success = 2, error = 3 };
inline constexpr std::uint16_t stun_binding = 1;

enum class StunAttribute : std::uint16_t {
    username = 0x0006,
    message_integrity = 0x0008,
    error_code = 0x0009,
    unknown_attributes = 0x000a,
    xor_mapped_address = 0x0020,
    priority = 0x0024,
    use_candidate = 0x0025,
    fingerprint = 0x8028,
    ice_controlled = 0x8029,
    ice_controlling = 0x802a,
};

inline constexpr std::uint16_t stun_error_unknown_attribute = 420;
inline constexpr std::uint16_t stun_error_role_conflict = 487;

using StunTransaction = core::FixedBytes<struct StunTransactionTag, 12>;

inline constexpr std::size_t stun_header_size = 20;
// Browsers send seven or eight. More are no check of ours, and would buy a long loop.
inline constexpr std::size_t stun_attributes_max = 32;
// How many unknown ones a refusal names, so that it is never longer than what it answers.
inline constexpr std::size_t stun_unknown_attributes_max = 4;

// Whether a datagram's first byte is STUN's (RFC 7983).
[[nodiscard]] inline bool looks_like_stun(core::Bytes datagram) {
    return !datagram.empty() && datagram[0] < std::byte{4};
}

struct StunMessage {
    StunClass kind = StunClass::request;
    std::uint16_t method = 0;
    StunTransaction transaction;
    std::optional<core::Bytes> username{};
    std::optional<UdpAddress> mapped_address{};
    std::optional<std::uint16_t> error_code{};
    std::uint32_t priority = 0;
    bool use_candidate = false;
    bool ice_controlled = false;
    bool has_fingerprint = false;  // And it is right, or the message would have been refused.
    // Types below 0x8000 that we do not know: who sent them wants them understood.
    core::SmallVector<std::uint16_t, stun_unknown_attributes_max> unknown_attributes{};

    [[nodiscard]] bool is_signed_with(core::Bytes key) const;

    core::Bytes whole{};
    std::size_t integrity_at = 0;  // 0 if there is none.
};

core::Result<StunMessage> parse_stun(core::Bytes datagram);

// Puts a binding message together. Attributes keep the order of the calls; finish() adds integrity
// and fingerprint.
class StunWriter {
public:
    StunWriter(StunClass kind, const StunTransaction& transaction);

    void add(StunAttribute type, core::Bytes value);
    void add_u32(StunAttribute type, std::uint32_t value);
    void add_u64(StunAttribute type, std::uint64_t value);
    void add_mapped_address(const UdpAddress& address);
    void add_error_code(std::uint16_t code);
    void add_unknown_attributes(std::span<const std::uint16_t> types);

    [[nodiscard]] core::Buffer finish(core::Bytes key);

private:
    void set_size(std::size_t size);

    core::Buffer message_;
    StunTransaction transaction_;
};

}  // namespace net::webrtc
