// Both ends of webrtc-direct's ICE: rules IL4–IL19 of spec/webrtc.md.
#include <gtest/gtest.h>

#include "net/webrtc/ice_dialer.h"
#include "net/webrtc/ice_lite.h"
#include "net/webrtc/ice_test_support.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::address_of;
using testing::Check;
using testing::check_of;
using testing::credentials_of;

constexpr Instant start{};
const Buffer dtls(20, std::byte{22});

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
        if (auto* sent = std::get_if<SendDatagram>(&*event))
            reaction.sent.push_back(std::move(*sent));
        else if (auto* began = std::get_if<SessionBegan>(&*event))
            reaction.began.push_back(std::move(*began));
        else if (auto* datagram = std::get_if<SessionDatagram>(&*event))
            reaction.dtls.push_back(*datagram);
        else
            reaction.ended.push_back(std::get<SessionEnded>(*event));
    }
    return reaction;
}

Reaction receive(IceLite& server, const Buffer& datagram, const UdpAddress& from,
                 Instant now = start) {
    server.receive(datagram, from, now);
    return reaction_of(server);
}

Reaction receive(IceLite& server, const Check& check, const UdpAddress& from, Instant now = start) {
    return receive(server, testing::encode(check), from, now);
}

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
    EXPECT_EQ(server.dropped(net::webrtc::Dropped::session_over), 2u);
}

TEST(Ice, IL15_a_dialer_repeats_its_check_until_it_is_answered) {
    const UdpAddress server_at = address_of(1, 9);
    IceDialer dialer({.first_retry = milliseconds{100}, .patience = seconds{10}},
                     credentials_of(Version::v1, 1), server_at, core::Seed{1}, start);
    const auto first = reaction_of(dialer);
    ASSERT_EQ(first.sent.size(), 1u);
    EXPECT_EQ(first.sent[0].to, server_at);
    EXPECT_EQ(dialer.deadline(), start + milliseconds{100});
    dialer.expire(start + milliseconds{100});
    EXPECT_EQ(reaction_of(dialer).sent[0].bytes, first.sent[0].bytes);
    EXPECT_EQ(dialer.deadline(), start + milliseconds{300});
    dialer.expire(start + seconds{10});
    EXPECT_EQ(reaction_of(dialer).ended[0].reason, SessionEndReason::silence);
    EXPECT_TRUE(dialer.ended());
    EXPECT_EQ(dialer.deadline(), std::nullopt);
}

// A dialer that is connected, and what its server said last.
struct Pair {
    explicit Pair(Version version)
        : dialer({}, credentials_of(version, 1), at, core::Seed{1}, start) {
        for (const auto& sent : reaction_of(dialer).sent) answer = ask(sent.bytes, start);
        dialer.receive(answer, at, start);
    }
    Buffer ask(const Buffer& check, Instant now) {
        return receive(server, check, address_of(2, 2), now).sent.at(0).bytes;
    }

    UdpAddress at = address_of(1, 9);
    IceLite server{{}};
    IceDialer dialer;
    Buffer answer;
};

TEST(Ice, IL15_both_ends_agree_in_both_versions) {
    for (const Version version : {Version::v1, Version::v2}) {
        Pair pair(version);
        EXPECT_EQ(reaction_of(pair.dialer).began.size(), 1u);
        EXPECT_EQ(pair.server.session_count(), 1u);
        pair.dialer.receive(dtls, pair.at, start);
        EXPECT_EQ(reaction_of(pair.dialer).dtls.size(), 1u);
    }
}

TEST(Ice, IL16_only_the_servers_answer_counts) {
    const UdpAddress at = address_of(1, 9);
    const Credentials credentials = credentials_of(Version::v2, 1);
    IceDialer dialer({}, credentials, at, core::Seed{1}, start);
    const Buffer check = reaction_of(dialer).sent[0].bytes;
    const StunTransaction right = parse_stun(check)->transaction;
    const auto answer = [&](StunClass kind, StunTransaction transaction, std::string_view key) {
        return StunWriter(kind, transaction).finish(as_bytes(key));
    };
    const Buffer good = answer(StunClass::success, right, credentials.server_ufrag);
    for (const Buffer& bad :
         {answer(StunClass::success, {}, credentials.server_ufrag),
          answer(StunClass::success, right, credentials.client_password),
          answer(StunClass::error, right, credentials.server_ufrag), dtls, Buffer{}})
        dialer.receive(bad, at, start);
    dialer.receive(good, address_of(1, 8), start);
    EXPECT_TRUE(reaction_of(dialer).is_empty());
    dialer.receive(good, at, start);
    EXPECT_EQ(reaction_of(dialer).began.size(), 1u);
}

TEST(Ice, IL17_a_check_nominates_and_names_both) {
    for (const Version version : {Version::v1, Version::v2}) {
        const Credentials credentials = credentials_of(version, 3);
        IceDialer dialer({}, credentials, address_of(1, 9), core::Seed{1}, start);
        const Buffer message = reaction_of(dialer).sent[0].bytes;
        const auto check = parse_stun(message);
        EXPECT_TRUE(check->use_candidate);
        EXPECT_TRUE(check->is_signed_with(as_bytes(credentials.server_ufrag)));
        const auto username = parse_username(*check->username);
        ASSERT_TRUE(username);
        EXPECT_EQ(username->version, version);
        EXPECT_EQ(username->client_password, credentials.client_password);
    }
}

TEST(Ice, IL18_consent_is_asked_for_and_its_lack_ends_the_session) {
    Pair pair(Version::v1);
    reaction_of(pair.dialer);
    EXPECT_EQ(pair.dialer.deadline(), start + seconds{5});
    pair.dialer.expire(start + seconds{5});
    const Buffer check = reaction_of(pair.dialer).sent.at(0).bytes;
    EXPECT_NE(parse_stun(check)->transaction, parse_stun(pair.answer)->transaction);
    pair.dialer.receive(pair.answer, pair.at, start + seconds{6});  // To the earlier one.
    pair.dialer.receive(pair.ask(check, start + seconds{6}), pair.at, start + seconds{6});
    pair.dialer.expire(start + seconds{35});
    EXPECT_FALSE(pair.dialer.ended());
    pair.dialer.expire(start + seconds{36});
    EXPECT_TRUE(pair.dialer.ended());
    EXPECT_EQ(reaction_of(pair.dialer).ended.size(), 1u);
}

TEST(Ice, IL19_a_dialer_answers_the_servers_checks) {
    for (const Version version : {Version::v1, Version::v2}) {
        const Credentials credentials = credentials_of(version, 1);
        IceDialer dialer({}, credentials, address_of(1, 9), core::Seed{1}, start);
        reaction_of(dialer);
        Check check{.username = credentials.client_ufrag + ":" + credentials.server_ufrag,
                    .key = credentials.client_password,
                    .controlled = true};
        dialer.receive(testing::encode(check), address_of(1, 9), start);
        const auto reaction = reaction_of(dialer);
        ASSERT_EQ(reaction.sent.size(), 1u);
        const auto answer = parse_stun(reaction.sent[0].bytes);
        EXPECT_EQ(answer->kind, StunClass::success);
        EXPECT_EQ(answer->mapped_address, address_of(1, 9));
        EXPECT_TRUE(answer->is_signed_with(as_bytes(credentials.client_password)));
        dialer.receive(testing::encode(check), address_of(1, 8), start);
        check.key += "x";
        dialer.receive(testing::encode(check), address_of(1, 9), start);
        check = {.username = "libp2p:libp2p", .key = credentials.client_password};
        dialer.receive(testing::encode(check), address_of(1, 9), start);
        EXPECT_TRUE(reaction_of(dialer).is_empty());
    }
}

}  // namespace
}  // namespace net::webrtc
