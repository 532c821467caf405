// Checks as browsers send them, and what comes of them, for the tests of both ends of ICE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/webrtc/ice_lite.h"

namespace net::webrtc::testing {

inline constexpr core::Instant start{};
inline const core::Buffer dtls(20, std::byte{22});

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

// What a server told and sent because of one datagram.
struct Reaction {
    std::vector<SendDatagram> sent{};
    std::vector<SessionBegan> began{};
    std::vector<SessionDatagram> dtls{};
    std::vector<SessionEnded> ended{};

    [[nodiscard]] bool is_empty() const {
        return sent.empty() && began.empty() && dtls.empty() && ended.empty();
    }
};

template <class Machine>
Reaction reaction_of(Machine& machine) {
    Reaction reaction;
    while (auto event = machine.next_event()) {
        if (auto* sent = core::get_if<SendDatagram>(&*event))
            reaction.sent.push_back(std::move(*sent));
        else if (auto* began = core::get_if<SessionBegan>(&*event))
            reaction.began.push_back(std::move(*began));
        else if (auto* datagram = core::get_if<SessionDatagram>(&*event))
            reaction.dtls.push_back(*datagram);
        else
            reaction.ended.push_back(core::get<SessionEnded>(*event));
    }
    return reaction;
}

inline Reaction receive(IceLite& server, const core::Buffer& datagram, const UdpAddress& from,
                        core::Instant now = start) {
    server.receive(datagram, from, now);
    return reaction_of(server);
}

inline Reaction receive(IceLite& server, const Check& check, const UdpAddress& from,
                        core::Instant now = start) {
    return receive(server, encode(check), from, now);
}

}  // namespace net::webrtc::testing
