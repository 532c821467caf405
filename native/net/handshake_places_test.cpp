// Who may begin a handshake: rule TL15 of spec/tls.md.
#include "native/net/handshake_places.h"

#include <gtest/gtest.h>

#include <string>

namespace native {
namespace {

std::optional<net::IpAddress> from(const std::string& text) {
    const auto ip = net::ip_of(*core::codec::Multiaddr::from_text(text + "/tcp/1"));
    EXPECT_TRUE(ip);
    return ip;
}

std::size_t take_all(HandshakePlaces& places, const std::string& text) {
    std::size_t count = 0;
    while (places.take(from(text))) ++count;
    return count;
}

TEST(HandshakePlaces, TL15_one_subscriber_leaves_room_for_others) {
    HandshakePlaces places;
    EXPECT_EQ(take_all(places, "/ip4/77.1.1.1"), HandshakePlaces::per_subscriber_max);
    EXPECT_EQ(take_all(places, "/ip6/2a00:1:2:3::1"), HandshakePlaces::per_subscriber_max);
    EXPECT_FALSE(places.take(from("/ip6/2a00:1:2:3:4:5:6:7")));
    EXPECT_TRUE(places.take(from("/ip6/2a00:1:2:4::1")));
    places.give_back(from("/ip4/77.1.1.1"));
    EXPECT_EQ(take_all(places, "/ip4/77.1.1.1"), 1u);
}

TEST(HandshakePlaces, TL15_all_together_have_a_limit_and_this_host_no_other) {
    HandshakePlaces places;
    EXPECT_EQ(take_all(places, "/ip4/127.0.0.1"), HandshakePlaces::count_max);
    EXPECT_FALSE(places.take(from("/ip4/77.1.1.1")));
    places.give_back(from("/ip4/127.0.0.1"));
    EXPECT_TRUE(places.take(from("/ip4/77.1.1.1")));
    EXPECT_EQ(places.count(), HandshakePlaces::count_max);
}

}  // namespace
}  // namespace native
