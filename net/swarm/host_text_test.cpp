// What a WebSocket's request names as its host.
#include "net/swarm/host_text.h"

#include <gtest/gtest.h>

namespace net::swarm {
namespace {

std::string host_of(std::string_view address) {
    return host_text(*core::codec::Multiaddr::from_text(address));
}

TEST(HostText, TL13_the_name_behind_sni_goes_before_the_host) {
    EXPECT_EQ(host_of("/ip4/192.0.2.1/tcp/443/tls/sni/node.example/ws"), "node.example:443");
    EXPECT_EQ(host_of("/dns4/node.example/tcp/4001/tls/ws"), "node.example:4001");
    EXPECT_EQ(host_of("/ip6/2001:db8::1/tcp/80/ws"), "[2001:db8::1]:80");
}

}  // namespace
}  // namespace net::swarm
