// What a server of ICE answers, drops and refuses: rules IL4–IL8 of spec/webrtc.md.
#include "net/webrtc/ice_lite.h"

#include <gtest/gtest.h>

#include "net/webrtc/ice_test_support.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using std::chrono::seconds;
using testing::address_of;
using testing::Check;
using testing::check_of;
using testing::credentials_of;
using testing::receive;
using testing::start;

TEST(Ice, IL4_other_protocols_and_what_is_too_large_are_dropped) {
    IceLite server({});
    for (const unsigned first : {4u, 19u, 64u, 128u, 255u}) {
        const Buffer other(20, static_cast<std::byte>(first));
        EXPECT_TRUE(receive(server, other, address_of(1, 1)).is_empty());
    }
    EXPECT_TRUE(receive(server, Buffer{}, address_of(1, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::not_ours), 6u);
    for (const unsigned first : {0u, 22u}) {
        const Buffer large(1501, static_cast<std::byte>(first));
        EXPECT_TRUE(receive(server, large, address_of(1, 1)).is_empty());
    }
    EXPECT_EQ(server.dropped(Dropped::too_large), 2u);
}

TEST(Ice, IL5_only_a_signed_request_leaves_a_trace) {
    IceLite server({});
    Check check = check_of(credentials_of(Version::v1, 1));
    const std::string right_key = check.key;
    check.key = "another key";
    EXPECT_TRUE(receive(server, check, address_of(1, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::not_signed), 1u);
    check.key = right_key;
    check.username = "libp2p+webrtc+v9/abcdefgh:abcdefgh";
    EXPECT_TRUE(receive(server, check, address_of(1, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::username_refused), 1u);
    StunWriter answer(StunClass::success, {});
    EXPECT_TRUE(receive(server, answer.finish(as_bytes(right_key)), address_of(1, 1)).is_empty());
    EXPECT_TRUE(receive(server, Buffer(30), address_of(1, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::malformed), 2u);
    EXPECT_EQ(server.session_count(), 0u);
    EXPECT_EQ(server.deadline(), std::nullopt);
}

TEST(Ice, IL6_a_check_is_answered_with_the_address_it_came_from) {
    for (const Version version : {Version::v1, Version::v2}) {
        IceLite server({});
        const Check check = check_of(credentials_of(version, 1));
        const auto reaction = receive(server, check, address_of(1, 4001));
        ASSERT_EQ(reaction.sent.size(), 1u);
        EXPECT_EQ(reaction.sent[0].to, address_of(1, 4001));
        const auto answer = parse_stun(reaction.sent[0].bytes);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->kind, StunClass::success);
        EXPECT_EQ(answer->mapped_address, address_of(1, 4001));
        EXPECT_TRUE(answer->has_fingerprint && answer->is_signed_with(as_bytes(check.key)));
        EXPECT_LT(reaction.sent[0].bytes.size(), testing::encode(check).size());
    }
}

TEST(Ice, IL6_what_is_not_understood_is_refused_without_a_session) {
    IceLite server({});
    const auto refused_with = [&](const Check& check) {
        const auto reaction = receive(server, check, address_of(1, 4001));
        EXPECT_EQ(reaction.sent.size(), 1u);
        EXPECT_TRUE(reaction.began.empty());
        EXPECT_LE(reaction.sent[0].bytes.size(), testing::encode(check).size());
        EXPECT_TRUE(parse_stun(reaction.sent[0].bytes)->is_signed_with(as_bytes(check.key)));
        return parse_stun(reaction.sent[0].bytes)->error_code;
    };
    Check check = check_of(credentials_of(Version::v1, 1));
    check.unknown_attribute = 0x7f01;
    EXPECT_EQ(refused_with(check), stun_error_unknown_attribute);
    check.unknown_attribute = 0;
    check.controlled = true;
    EXPECT_EQ(refused_with(check), stun_error_role_conflict);
    EXPECT_EQ(server.session_count(), 0u);
}

TEST(Ice, IL7_first_contacts_are_limited_for_an_ip) {
    IceLite server({.contacts = {.per_ip = {.burst = 3, .interval = seconds{1}}}});
    for (std::uint8_t i = 0; i < 5; ++i) {
        const Check check = check_of(credentials_of(Version::v2, i));
        const auto reaction = receive(server, check, address_of(1, 4000 + i));
        EXPECT_EQ(reaction.began.size(), i < 3 ? 1u : 0u);
        EXPECT_EQ(reaction.sent.size(), i < 3 ? 1u : 0u);
    }
    EXPECT_EQ(server.dropped(Dropped::too_often), 2u);
    // A known address, another IP, and a while later.
    EXPECT_EQ(
        receive(server, check_of(credentials_of(Version::v2, 0)), address_of(1, 4000)).sent.size(),
        1u);
    EXPECT_EQ(
        receive(server, check_of(credentials_of(Version::v2, 5)), address_of(2, 1)).began.size(),
        1u);
    EXPECT_EQ(receive(server, check_of(credentials_of(Version::v2, 6)), address_of(1, 4006),
                      start + seconds{1})
                  .began.size(),
              1u);
}

TEST(Ice, IL8_sessions_and_handshakes_are_limited) {
    IceLite server({.sessions_max = 3, .handshakes_max = 2});
    const auto begin = [&](std::uint8_t number) {
        const auto reaction =
            receive(server, check_of(credentials_of(Version::v1, number)), address_of(number, 1));
        return reaction.began.empty() ? SessionId{} : reaction.began[0].session;
    };
    const SessionId first = begin(1);
    begin(2);
    EXPECT_EQ(begin(3), SessionId{});
    EXPECT_EQ(server.dropped(Dropped::handshakes_full), 1u);
    server.established(first);
    server.established(first);
    EXPECT_EQ(server.handshake_count(), 1u);
    const SessionId third = begin(3);
    EXPECT_NE(third, SessionId{});
    server.established(third);
    EXPECT_EQ(begin(4), SessionId{});
    EXPECT_EQ(server.dropped(Dropped::sessions_full), 1u);
    server.close(first);
    EXPECT_NE(begin(4), SessionId{});
}

}  // namespace
}  // namespace net::webrtc
