// Checks as browsers send them, for the tests of both ends of ICE.
#pragma once

#include <string>
#include <string_view>

#include "net/webrtc/ice_lite.h"

namespace net::webrtc::testing {

struct Check {
    std::string username;
    std::string key;
    bool use_candidate = false;
    bool controlled = false;
    std::uint16_t unknown_attribute = 0;
};

inline Check check_of(const Credentials& credentials) {
    return {.username = credentials.server_ufrag + ":" + credentials.client_ufrag,
            .key = credentials.server_ufrag};
}

inline Credentials credentials_of(Version version, std::uint8_t number) {
    CredentialRandomness randomness;
    randomness.bytes.fill(std::byte{number});
    return make_credentials(version, randomness);
}

inline core::Buffer encode(const Check& check) {
    StunTransaction transaction;
    transaction.bytes.fill(std::byte{9});
    StunWriter writer(StunClass::request, transaction);
    writer.add(StunAttribute::username, core::as_bytes(check.username));
    writer.add(static_cast<StunAttribute>(0xc057), std::array<std::byte, 4>{});
    if (check.unknown_attribute != 0)
        writer.add(static_cast<StunAttribute>(check.unknown_attribute), {});
    writer.add_u64(
        check.controlled ? StunAttribute::ice_controlled : StunAttribute::ice_controlling, 1);
    if (check.use_candidate) writer.add(StunAttribute::use_candidate, {});
    writer.add_u32(StunAttribute::priority, 1);
    return writer.finish(core::as_bytes(check.key));
}

inline UdpAddress address_of(std::uint8_t host, std::uint16_t port) {
    const std::array<std::byte, 4> ip{std::byte{10}, {}, {}, std::byte{host}};
    return udp_address(ip, port);
}

}  // namespace net::webrtc::testing
