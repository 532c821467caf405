#include "net/swarm/host_text.h"

#include <gtest/gtest.h>

namespace net::swarm {
namespace {

std::string url_of(std::string_view address) {
    return websocket_url(*core::codec::Multiaddr::from_text(address)).value_or("none");
}

TEST(HostText, PN2_a_websockets_address_is_a_url) {
    EXPECT_EQ(url_of("/ip4/127.0.0.1/tcp/4001/ws"), "ws://127.0.0.1:4001/");
    EXPECT_EQ(url_of("/ip6/::1/tcp/4001/ws"), "ws://[::1]:4001/");
    EXPECT_EQ(url_of("/dns4/example.org/tcp/443/wss"), "wss://example.org:443/");
    EXPECT_EQ(url_of("/dns/example.org/tcp/443/tls/ws"), "wss://example.org:443/");
    EXPECT_EQ(url_of("/ip4/127.0.0.1/tcp/443/tls/sni/example.org/ws"), "wss://example.org:443/");
}

TEST(HostText, PN2_what_is_no_websockets_address_is_no_url) {
    EXPECT_EQ(url_of("/ip4/127.0.0.1/tcp/4001"), "none");
    EXPECT_EQ(url_of("/ip4/127.0.0.1/udp/4001"), "none");
    EXPECT_EQ(url_of("/tcp/4001/ws"), "none");
}

// A name goes into the URL as it is, so that it must not hold what ends a host there.
TEST(HostText, PN2_a_name_that_is_no_host_is_no_url) {
    for (const char* name : {"a@b", "a?b", "a#b", "a\\b", "a b", "a:1"})
        EXPECT_EQ(url_of("/dns/" + std::string(name) + "/tcp/1/ws"), "none") << name;
    EXPECT_EQ(url_of("/ip4/127.0.0.1/tcp/1/tls/sni/a@b/ws"), "none");
}

}  // namespace
}  // namespace net::swarm
