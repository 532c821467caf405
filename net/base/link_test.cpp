// The rules LK1 and LK2 of spec/dialing.md.
#include "net/base/link.h"

#include <gtest/gtest.h>

#include <string>

namespace net {
namespace {

using core::codec::Multiaddr;
using core::codec::PeerId;

constexpr std::string_view first_text = "12D3KooWSP3MFvGaUeYuQ2yrkiSWhDrY5XoNZzCtomfHjpjEdF4C";
constexpr std::string_view second_text = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
constexpr std::string_view hash = "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g";

Multiaddr address(std::string_view text) { return Multiaddr::from_text(text).value(); }

TEST(Link, LK1_the_transport_of_an_address) {
    struct Row {
        std::string text;
        std::optional<Transport> transport;
    };
    const std::string certhash = "/certhash/" + std::string(hash);
    const std::string relay = "/ip4/192.0.2.1/tcp/1/ws/p2p/" + std::string(first_text);
    for (const Row& row : {
             Row{"/ip4/192.0.2.1/tcp/4001", Transport::tcp},
             Row{"/dns/example.org/tcp/4001", Transport::tcp},
             Row{"/ip6zone/eth0/ip6/fe80::1/tcp/4001", Transport::tcp},
             Row{"/ip6/::1/tcp/80/ws", Transport::websocket},
             Row{"/dns4/example.org/tcp/443/wss", Transport::websocket},
             Row{"/dns6/example.org/tcp/443/tls/ws", Transport::websocket},
             Row{"/ip4/192.0.2.1/tcp/443/tls/sni/example.org/ws", Transport::websocket},
             Row{"/ip4/192.0.2.1/udp/9/webrtc-direct" + certhash, Transport::webrtc_direct},
             Row{"/ip4/192.0.2.1/udp/9/webrtc-direct" + certhash + certhash,
                 Transport::webrtc_direct},
             Row{relay + "/p2p-circuit/webrtc", Transport::webrtc},
             Row{"/p2p/" + std::string(first_text) + "/p2p-circuit/webrtc", Transport::webrtc},
             Row{relay + "/p2p-circuit", std::nullopt},
             Row{"/ip4/192.0.2.1/udp/9/webrtc-direct", std::nullopt},  // No certhash.
             Row{"/ip4/192.0.2.1/udp/9/quic-v1", std::nullopt},
             Row{"/ip4/192.0.2.1/tcp/1/tls", std::nullopt},
             Row{"/ip4/192.0.2.1/tcp/1/http", std::nullopt},
             Row{"/ip4/192.0.2.1/udp/9", std::nullopt},
             Row{"/ip4/192.0.2.1", std::nullopt},
             Row{"/dnsaddr/example.org", std::nullopt},
             Row{"/ip6zone/eth0/ip4/192.0.2.1/tcp/1", std::nullopt},
             Row{"/tcp/1", std::nullopt},
         }) {
        EXPECT_EQ(transport_of(address(row.text)), row.transport) << row.text;
        const std::string with_peer = row.text + "/p2p/" + std::string(second_text);
        EXPECT_EQ(transport_of(address(with_peer)), row.transport) << with_peer;
        if (row.transport) EXPECT_FALSE(describe(*row.transport).empty());
    }
    EXPECT_EQ(transport_of(Multiaddr{}), std::nullopt);
}

TEST(Link, LK2_the_peer_of_an_address_is_the_one_at_its_end) {
    const PeerId first = PeerId::from_text(first_text).value();
    const PeerId second = PeerId::from_text(second_text).value();
    const std::string place = "/ip4/192.0.2.1/tcp/4001";
    const std::string relayed = place + "/p2p/" + std::string(first_text) + "/p2p-circuit";
    EXPECT_EQ(peer_of(address(place)), std::nullopt);
    EXPECT_EQ(peer_of(address(place + "/p2p/" + std::string(first_text))), first);
    EXPECT_EQ(peer_of(address(relayed)), std::nullopt);
    EXPECT_EQ(peer_of(address(relayed + "/p2p/" + std::string(second_text))), second);
    EXPECT_EQ(peer_of(Multiaddr{}), std::nullopt);
}

TEST(Link, LK2_without_it_the_address_is_the_place) {
    const std::string place = "/ip4/192.0.2.1/tcp/4001";
    const std::string peer = "/p2p/" + std::string(first_text);
    EXPECT_EQ(without_peer(address(place + peer)), address(place));
    EXPECT_EQ(without_peer(address(place)), address(place));
    EXPECT_EQ(without_peer(address(place + peer + "/p2p-circuit" + peer)),
              address(place + peer + "/p2p-circuit"));
    EXPECT_EQ(without_peer(address(peer)), Multiaddr{});
    EXPECT_EQ(without_peer(Multiaddr{}), Multiaddr{});
}

TEST(Link, LK2_directions_have_names) {
    EXPECT_NE(describe(Direction::incoming), describe(Direction::outgoing));
}

}  // namespace
}  // namespace net
