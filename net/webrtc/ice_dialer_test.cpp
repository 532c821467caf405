// Who dials, and both ends together: rules IL15–IL19 of spec/webrtc.md.
#include "net/webrtc/ice_dialer.h"

#include <gtest/gtest.h>

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
using testing::credentials_of;
using testing::dtls;
using testing::reaction_of;
using testing::receive;
using testing::start;

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

TEST(Ice, IL16_what_a_dialer_drops_is_counted_by_its_reason) {
    Pair pair(Version::v2);
    reaction_of(pair.dialer);
    const Credentials credentials = credentials_of(Version::v2, 1);
    const auto success = [](StunTransaction transaction, std::string_view key) {
        return StunWriter(StunClass::success, transaction).finish(as_bytes(key));
    };
    const StunTransaction last = parse_stun(pair.answer)->transaction;
    Check check{.username = "libp2p:libp2p", .key = credentials.client_password};
    const Buffer unnamed = testing::encode(check);
    check = {.username = credentials.client_ufrag + ":" + credentials.server_ufrag, .key = "no"};
    const Buffer unsigned_check = testing::encode(check);
    const std::pair<Buffer, Dropped> cases[]{
        {Buffer{}, Dropped::not_ours},
        {Buffer(1501, std::byte{22}), Dropped::too_large},
        {Buffer(20), Dropped::malformed},
        {success({}, credentials.server_ufrag), Dropped::not_asked},
        {success(last, "another key"), Dropped::not_signed},
        {unsigned_check, Dropped::not_signed},
        {unnamed, Dropped::username_refused},
    };
    DroppedCounts expected{};
    for (const auto& [datagram, why] : cases) {
        pair.dialer.receive(datagram, pair.at, start);
        ++expected[static_cast<std::size_t>(why)];
        EXPECT_EQ(pair.dialer.dropped(), expected) << describe(why);
    }
    pair.dialer.receive(dtls, address_of(1, 8), start);
    ++expected[static_cast<std::size_t>(Dropped::address_unknown)];
    IceDialer early({}, credentials, pair.at, core::Seed{1}, start);
    early.receive(dtls, pair.at, start);
    EXPECT_EQ(early.dropped()[static_cast<std::size_t>(Dropped::address_unknown)], 1u);
    EXPECT_EQ(pair.dialer.dropped(), expected);
    EXPECT_TRUE(reaction_of(pair.dialer).is_empty());
    for (std::size_t i = 0; i < dropped_count; ++i)
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_NE(describe(static_cast<Dropped>(i)), describe(static_cast<Dropped>(j)));
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
