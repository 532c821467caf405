// Peers and places by number, for tests of machines that know many.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"

namespace net::numbered {

inline constexpr unsigned peer_count = 1'024;

// In the order of their numbers.
inline const core::codec::PeerId& peer(unsigned number) {
    static const auto all = [] {
        std::vector<core::codec::PeerId> peers;
        for (unsigned i = 0; i < peer_count; ++i) {
            std::array<std::byte, 38> bytes{std::byte{0x00}, std::byte{0x24}, std::byte{0x08},
                                            std::byte{0x01}, std::byte{0x12}, std::byte{0x20}};
            bytes[6] = static_cast<std::byte>(i >> 8);
            bytes[7] = static_cast<std::byte>(i);
            peers.push_back(core::codec::PeerId::from_bytes(bytes).value());
        }
        return peers;
    }();
    ASSERT(number < peer_count);
    return all[number];
}

inline core::codec::Multiaddr address(std::string_view text) {
    const auto parsed = core::codec::Multiaddr::from_text(text);
    ASSERT(parsed);
    return *parsed;
}

// A tcp address in the internet.
inline core::codec::Multiaddr place(unsigned number) {
    return address(core::formatted("/ip4/8.8.{}.{}/tcp/4001", number / 256 % 256, number % 256));
}

}  // namespace net::numbered
