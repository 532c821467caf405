// The life of a session at a server of ICE: rules IL9–IL14 and IL20 of spec/webrtc.md.
#include "net/webrtc/ice_lite.h"

#include <gtest/gtest.h>

#include "net/webrtc/ice_test_support.h"

namespace net::webrtc {
namespace {

using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::address_of;
using testing::Check;
using testing::check_of;
using testing::credentials_of;
using testing::dtls;
using testing::reaction_of;
using testing::receive;
using testing::start;

TEST(Ice, IL9_a_session_begins_with_its_first_check_and_dtls_may_follow_at_once) {
    IceLite server({});
    const Credentials credentials = credentials_of(Version::v2, 1);
    const auto reaction = receive(server, check_of(credentials), address_of(1, 1));
    ASSERT_EQ(reaction.began.size(), 1u);
    EXPECT_EQ(reaction.began[0].version, Version::v2);
    EXPECT_EQ(reaction.began[0].from, address_of(1, 1));
    EXPECT_EQ(reaction.began[0].client_ufrag, credentials.client_ufrag);
    EXPECT_EQ(receive(server, dtls, address_of(1, 1)).dtls.size(), 1u);
    EXPECT_TRUE(receive(server, check_of(credentials), address_of(1, 1)).began.empty());
    // The same ufrag over the other family is another session.
    const std::array<std::byte, 16> ip{std::byte{0x20}, std::byte{1}};
    EXPECT_EQ(receive(server, check_of(credentials), udp_address(ip, 1)).began.size(), 1u);
}

TEST(Ice, IL10_dtls_from_an_unknown_address_is_dropped) {
    IceLite server({});
    const auto began = receive(server, check_of(credentials_of(Version::v1, 1)), address_of(1, 1));
    EXPECT_TRUE(receive(server, dtls, address_of(1, 2)).is_empty());
    EXPECT_TRUE(receive(server, dtls, address_of(2, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::address_unknown), 2u);
    const auto reaction = receive(server, dtls, address_of(1, 1));
    ASSERT_EQ(reaction.dtls.size(), 1u);
    EXPECT_EQ(reaction.dtls[0].session, began.began[0].session);
    EXPECT_TRUE(core::equal(reaction.dtls[0].bytes, dtls));
}

TEST(Ice, IL11_a_session_remembers_so_many_addresses) {
    IceLite server({.contacts = {.per_ip = {.burst = 100, .interval = seconds{1}}}});
    const Check check = check_of(credentials_of(Version::v1, 1));
    for (std::uint16_t port = 1; port <= 32; ++port)
        EXPECT_EQ(receive(server, check, address_of(1, port)).sent.size(), 1u);
    EXPECT_TRUE(receive(server, check, address_of(1, 33)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::addresses_full), 1u);
    EXPECT_EQ(receive(server, check, address_of(1, 32)).sent.size(), 1u);
    EXPECT_EQ(receive(server, dtls, address_of(1, 17)).dtls.size(), 1u);
    EXPECT_EQ(server.session_count(), 1u);
}

TEST(Ice, IL11_a_check_cannot_take_the_address_of_another_session) {
    IceLite server({});
    const auto first = receive(server, check_of(credentials_of(Version::v1, 1)), address_of(1, 1));
    EXPECT_TRUE(
        receive(server, check_of(credentials_of(Version::v1, 2)), address_of(1, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::address_taken), 1u);
    EXPECT_EQ(receive(server, dtls, address_of(1, 1)).dtls[0].session, first.began[0].session);
    server.close(first.began[0].session);
    EXPECT_EQ(
        receive(server, check_of(credentials_of(Version::v1, 2)), address_of(1, 1)).began.size(),
        1u);
}

TEST(Ice, IL12_a_peer_moves_by_nominating_and_not_by_dtls) {
    IceLite server({});
    Check check = check_of(credentials_of(Version::v1, 1));
    const SessionId session = receive(server, check, address_of(1, 1)).began[0].session;
    EXPECT_EQ(server.address_of(session), address_of(1, 1));
    receive(server, check, address_of(1, 2));
    receive(server, dtls, address_of(1, 2));
    EXPECT_EQ(server.address_of(session), address_of(1, 1));
    Check forged = check;
    forged.use_candidate = true;
    forged.key = "another";
    receive(server, forged, address_of(1, 2));
    EXPECT_EQ(server.address_of(session), address_of(1, 1));
    check.use_candidate = true;
    receive(server, check, address_of(1, 2));
    EXPECT_EQ(server.address_of(session), address_of(1, 2));
    EXPECT_EQ(server.address_of(SessionId{99}), std::nullopt);
}

TEST(Ice, IL12_an_address_without_checks_is_left_for_one_that_has_them) {
    IceLite server({.address_stale_after = seconds{12}});
    const Check check = check_of(credentials_of(Version::v1, 1));
    const SessionId session = receive(server, check, address_of(1, 1)).began[0].session;
    receive(server, check, address_of(1, 2), start + seconds{11});
    EXPECT_EQ(server.address_of(session), address_of(1, 1));
    receive(server, check, address_of(1, 2), start + seconds{12});
    EXPECT_EQ(server.address_of(session), address_of(1, 2));
}

TEST(Ice, IL13_a_session_without_checks_ends) {
    IceLite server({.handshake_max = seconds{60}, .consent_max = seconds{30}});
    const Check check = check_of(credentials_of(Version::v1, 1));
    const SessionId session = receive(server, check, address_of(1, 1)).began[0].session;
    server.established(session);
    server.expire(*server.deadline());  // Of a handshake, which is done.
    EXPECT_EQ(server.deadline(), start + seconds{30});
    receive(server, check, address_of(1, 1), start + seconds{20});
    server.expire(start + seconds{30});
    EXPECT_TRUE(reaction_of(server).is_empty());
    EXPECT_EQ(server.deadline(), start + seconds{50});
    receive(server, dtls, address_of(1, 1), start + seconds{49});  // No consent.
    server.expire(start + seconds{50});
    const auto reaction = reaction_of(server);
    ASSERT_EQ(reaction.ended.size(), 1u);
    EXPECT_EQ(reaction.ended[0].session, session);
    EXPECT_EQ(reaction.ended[0].reason, SessionEndReason::silence);
    EXPECT_EQ(server.session_count(), 0u);
    EXPECT_EQ(server.deadline(), std::nullopt);
}

TEST(Ice, IL13_a_handshake_that_takes_too_long_ends) {
    IceLite server({.handshake_max = seconds{15}});
    const Check check = check_of(credentials_of(Version::v1, 1));
    receive(server, check, address_of(1, 1));
    receive(server, dtls, address_of(1, 1), start + seconds{1});
    receive(server, check, address_of(1, 1), start + seconds{14});
    server.expire(start + seconds{15} - milliseconds{1});
    EXPECT_TRUE(reaction_of(server).is_empty());
    server.expire(start + seconds{15});
    const auto reaction = reaction_of(server);
    ASSERT_EQ(reaction.ended.size(), 1u);
    EXPECT_EQ(reaction.ended[0].reason, SessionEndReason::handshake_too_slow);
    EXPECT_EQ(server.handshake_count(), 0u);
}

TEST(Ice, IL13_who_never_says_hello_soon_makes_room_for_others) {
    IceLite server({.handshakes_max = 2, .first_datagram_max = seconds{2}});
    const auto ask = [&](std::uint8_t number, Instant now) {
        return receive(server, check_of(credentials_of(Version::v1, number)), address_of(number, 1),
                       now);
    };
    ask(1, start);
    ask(2, start);
    receive(server, dtls, address_of(2, 1), start + seconds{1});
    EXPECT_TRUE(ask(3, start + seconds{1}).began.empty());
    EXPECT_EQ(server.deadline(), start + seconds{2});
    ask(1, start + seconds{2});  // Asking is not enough.
    server.expire(start + seconds{2});
    const auto reaction = reaction_of(server);
    ASSERT_EQ(reaction.ended.size(), 1u);
    EXPECT_EQ(reaction.ended[0].reason, SessionEndReason::handshake_too_slow);
    EXPECT_EQ(ask(3, start + seconds{2}).began.size(), 1u);
    EXPECT_EQ(ask(1, start + seconds{2}).began.size(), 0u);
    // Once there is a place, the one that was too slow begins anew.
    server.expire(start + seconds{4});
    reaction_of(server);
    EXPECT_EQ(ask(1, start + seconds{4}).began.size(), 1u);
}

TEST(Ice, IL14_a_closed_session_is_gone) {
    IceLite server({});
    const Check check = check_of(credentials_of(Version::v1, 1));
    const SessionId session = receive(server, check, address_of(1, 1)).began[0].session;
    server.close(session);
    server.close(session);
    EXPECT_TRUE(reaction_of(server).is_empty());
    EXPECT_TRUE(receive(server, dtls, address_of(1, 1)).is_empty());
    EXPECT_EQ(server.address_of(session), std::nullopt);
    const auto again = receive(server, check, address_of(1, 1));
    ASSERT_EQ(again.began.size(), 1u);
    EXPECT_NE(again.began[0].session, session);
}

TEST(Ice, IL20_who_asks_on_for_a_closed_session_gets_no_answer) {
    IceLite server({.over_max = 2});
    std::vector<Check> checks;
    for (std::uint8_t i = 0; i < 3; ++i) {
        checks.push_back(check_of(credentials_of(Version::v1, i)));
        const SessionId session = receive(server, checks[i], address_of(1, 1)).began[0].session;
        server.established(session);
        server.close(session);
    }
    EXPECT_EQ(receive(server, checks[0], address_of(1, 1)).began.size(), 1u);  // Long ago.
    EXPECT_TRUE(receive(server, checks[1], address_of(2, 1)).is_empty());
    EXPECT_TRUE(receive(server, checks[2], address_of(3, 1)).is_empty());
    EXPECT_EQ(server.dropped(Dropped::session_over), 2u);
}

}  // namespace
}  // namespace net::webrtc
