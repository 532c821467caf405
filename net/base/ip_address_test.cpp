// The rules LK3–LK5 of spec/dialing.md.
#include "net/base/ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace net {
namespace {

using core::codec::Multiaddr;

Multiaddr address(std::string_view text) { return Multiaddr::from_text(text).value(); }

IpAddress ip(std::string_view text) {
    const bool is_6 = text.find(':') != std::string_view::npos;
    return ip_of(address((is_6 ? "/ip6/" : "/ip4/") + std::string(text) + "/tcp/1")).value();
}

TEST(IpAddress, LK3_the_ip_of_an_address_is_its_first_component) {
    EXPECT_EQ(ip_of(address("/ip4/192.0.2.1/tcp/1/ws")), ip("192.0.2.1"));
    EXPECT_EQ(ip_of(address("/ip6zone/eth0/ip6/fe80::1/tcp/1")), ip("fe80::1"));
    EXPECT_EQ(ip_of(address("/dns4/example.org/tcp/1")), std::nullopt);
    EXPECT_EQ(ip_of(Multiaddr{}), std::nullopt);
}

TEST(IpAddress, LK3_a_mapped_address_is_the_one_it_stands_for) {
    EXPECT_EQ(ip("::ffff:192.0.2.1"), ip("192.0.2.1"));
    EXPECT_TRUE(ip("::ffff:192.0.2.1").is_version_4());
    EXPECT_FALSE(ip("2001:db8::1").is_version_4());
    EXPECT_EQ(IpAddress::from_bytes(core::Buffer(5)), std::nullopt);
    EXPECT_EQ(IpAddress::from_bytes({}), std::nullopt);
}

TEST(IpAddress, LK4_scopes) {
    struct Row {
        std::string_view text;
        IpScope scope;
    };
    for (const Row& row : {
             Row{"127.0.0.1", IpScope::same_host},
             Row{"127.255.0.3", IpScope::same_host},
             Row{"::1", IpScope::same_host},
             Row{"169.254.3.4", IpScope::link_local},
             Row{"fe80::1", IpScope::link_local},
             Row{"10.1.2.3", IpScope::site},
             Row{"172.16.0.1", IpScope::site},
             Row{"172.31.255.255", IpScope::site},
             Row{"172.32.0.0", IpScope::everywhere},
             Row{"192.168.7.7", IpScope::site},
             Row{"100.64.0.1", IpScope::site},
             Row{"100.128.0.1", IpScope::everywhere},
             Row{"fd00::1", IpScope::site},
             Row{"8.8.8.8", IpScope::everywhere},
             Row{"2001:db8::1", IpScope::everywhere},
             Row{"0.0.0.0", IpScope::nowhere},
             Row{"::", IpScope::nowhere},
             Row{"224.0.0.1", IpScope::nowhere},
             Row{"255.255.255.255", IpScope::nowhere},
             Row{"ff02::1", IpScope::nowhere},
         })
        EXPECT_EQ(ip(row.text).scope(), row.scope) << row.text << " " << describe(row.scope);
}

TEST(IpAddress, LK5_a_subscriber_has_one_address_or_one_64) {
    EXPECT_EQ(ip("2001:db8:1:2:3:4:5:6").subscriber(), ip("2001:db8:1:2::"));
    EXPECT_NE(ip("2001:db8:1:2::").subscriber(), ip("2001:db8:1:3::").subscriber());
    EXPECT_NE(ip("192.0.2.1").subscriber(), ip("192.0.2.2").subscriber());
    EXPECT_EQ(ip("ffff::").network(3), ip("e000::"));
    EXPECT_EQ(ip("ffff::").network(0), ip("::"));
    EXPECT_EQ(ip("::ffff:1.2.3.4").network(128), ip("1.2.3.4"));
}

}  // namespace
}  // namespace net
