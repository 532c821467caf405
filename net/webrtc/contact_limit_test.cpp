// First contacts, so many in so long: rule IL7 of spec/webrtc.md.
#include "net/webrtc/contact_limit.h"

#include <gtest/gtest.h>

#include "net/webrtc/ice_test_support.h"

namespace net::webrtc {
namespace {

using std::chrono::seconds;
using testing::address_of;
using testing::start;

TEST(Ice, IL7_the_second_half_of_an_ip6_address_is_free_to_choose) {
    ContactLimit limit({.per_ip = {.burst = 2, .interval = seconds{1}}});
    std::array<std::byte, 16> ip{std::byte{0x20}, std::byte{1}};
    const auto next_host = [&] {
        ip[15] = static_cast<std::byte>(std::to_integer<int>(ip[15]) + 1);
        return udp_address(ip, 1);
    };
    EXPECT_TRUE(limit.allow(next_host(), start));
    EXPECT_TRUE(limit.allow(next_host(), start));
    EXPECT_FALSE(limit.allow(next_host(), start));
    ip[7] = std::byte{1};
    EXPECT_TRUE(limit.allow(next_host(), start));
}

TEST(Ice, IL7_one_that_comes_too_often_leaves_what_is_for_all) {
    ContactLimit limit({.per_ip = {.burst = 2, .interval = seconds{1}},
                        .all = {.burst = 4, .interval = seconds{1}}});
    for (int i = 0; i < 100; ++i) EXPECT_EQ(limit.allow(address_of(1, 1), start), i < 2);
    EXPECT_TRUE(limit.allow(address_of(2, 1), start));
    EXPECT_TRUE(limit.allow(address_of(3, 1), start));
    EXPECT_FALSE(limit.allow(address_of(4, 1), start));
    EXPECT_TRUE(limit.allow(address_of(4, 1), start + seconds{1}));
}

TEST(Ice, IL7_ips_are_forgotten_when_they_have_rested) {
    ContactLimit limit({.ips_max = 3});
    for (std::uint8_t host = 1; host <= 3; ++host)
        EXPECT_TRUE(limit.allow(address_of(host, 1), start));
    EXPECT_FALSE(limit.allow(address_of(4, 1), start));
    EXPECT_TRUE(limit.allow(address_of(4, 1), start + seconds{1}));
    EXPECT_EQ(limit.ip_count(), 1u);
}

}  // namespace
}  // namespace net::webrtc
