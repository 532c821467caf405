// The rules IV1–IV9 of spec/membership.md.
#include "fabric/membership/invite.h"

#include <gtest/gtest.h>

#include "core/base/crc32c.h"
#include "core/codec/multibase.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership {
namespace {

using namespace world;
using core::Buffer;
using core::codec::Multiaddr;

constexpr std::string_view page = "https://example.org/studio/";

Multiaddr address(unsigned number) {
    return Multiaddr::from_text(
               core::formatted("/ip4/192.0.2.{}/udp/4001/webrtc-direct/certhash/"
                               "uEiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/p2p/"
                               "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN",
                               number))
        .value();
}

core::crypto::Ed25519Seed seed_of(unsigned key) { return pair_of(key).seed().clone(); }

Invite plain(std::size_t addresses = 1) {
    Invite invite{.name = "Alpha",
                  .mesh = genesis_of(Policy::closed).mesh(),
                  .addresses = {},
                  .way = PlainInvite{secret_of(7)}};
    for (unsigned i = 0; i < addresses; ++i) invite.addresses.push_back(address(i));
    return invite;
}

Invite granted(UnixSeconds expires_at = future, Role role = Role::authority) {
    const Log log = closed_log();
    Invite invite = plain();
    invite.way =
        mint({log, pair_of(0), present}, secret_of(7), role, expires_at, seed_of(40)).value();
    return invite;
}

std::optional<InviteRefusal> refusal(std::string_view text, UnixSeconds now = present) {
    const auto invite = parse_invite(text, now);
    return invite ? std::nullopt : std::optional(invite.error());
}

TEST(Invite, IV1_a_grant_is_what_its_minter_signed) {
    const Log log = closed_log();
    const SignedGrant signed_grant = grant(log, 0, 40, Role::citizen);
    EXPECT_TRUE(verify_grant(signed_grant));
    for (unsigned i = 0; i < 6; ++i) {
        SignedGrant changed = signed_grant;
        if (i == 0) changed.grant.role = Role::authority;
        if (i == 1) changed.grant.expires_at.value++;
        if (i == 2) changed.grant.mesh.bytes[0] ^= std::byte{1};
        if (i == 3) changed.grant.one_time = key_of(41);
        if (i == 4) changed.grant.check.bytes[0] ^= std::byte{1};
        if (i == 5) changed.grant.minter = key_of(1);
        EXPECT_FALSE(verify_grant(changed)) << i;
    }
    EXPECT_EQ(sign_grant(signed_grant.grant, pair_of(1)).error(), core::Error::key_mismatch);
    Buffer bytes;
    core::BufferWriter writer(bytes, signed_grant_size);
    write_grant(writer, signed_grant);
    ASSERT_TRUE(writer.finish());
    core::Reader reader(bytes);
    EXPECT_EQ(read_grant(reader).value(), signed_grant);
    EXPECT_EQ(bytes.size(), signed_grant_size);
}

TEST(Invite, IV2_the_bearer_signs_its_own_key_with_the_one_time_key) {
    const Log log = closed_log();
    const SignedGrant signed_grant = grant(log, 0, 40, Role::citizen);
    const auto use = use_grant(signed_grant, pair_of(40), key_of(1));
    EXPECT_TRUE(verify_use(*use, key_of(1)));
    EXPECT_FALSE(verify_use(*use, key_of(2)));
    EXPECT_EQ(use_grant(signed_grant, pair_of(41), key_of(1)).error(), core::Error::key_mismatch);
}

TEST(Invite, IV3_only_an_authority_mints_and_with_an_end_to_come) {
    const Log log = closed_log();
    const auto outcome = [&](unsigned author, UnixSeconds expires_at) {
        const auto minted =
            mint({log, pair_of(author), present}, {}, Role::citizen, expires_at, seed_of(40));
        return minted ? std::nullopt : std::optional(minted.error());
    };
    EXPECT_EQ(outcome(0, future), std::nullopt);
    EXPECT_EQ(outcome(1, future), WriteRefusal::needs_authority);
    EXPECT_EQ(outcome(0, present), WriteRefusal::expiry_past);
}

TEST(Invite, IV4_all_that_is_secret_stands_in_the_fragment_of_a_link) {
    const std::string link = to_link(plain(), page).value();
    EXPECT_TRUE(link.starts_with("https://example.org/studio/#join="));
    EXPECT_EQ(to_link(plain(), "https://a/#x").error(), InviteRefusal::base_wrong);
    EXPECT_EQ(to_link(plain(), "javascript:alert(1)").error(), InviteRefusal::base_wrong);
    EXPECT_EQ(to_link(plain(), "https://" + std::string(300, 'a')).error(),
              InviteRefusal::base_wrong);
    EXPECT_TRUE(to_link(plain(), "http://localhost:8080/"));
}

TEST(Invite, IV5_the_text_for_qr_codes_has_only_their_capitals) {
    const std::string text = to_qr_text(granted()).value();
    EXPECT_TRUE(text.starts_with("SELVAGE:"));
    EXPECT_EQ(text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), text.npos);
    EXPECT_LT(text.size(), 500u);
}

TEST(Invite, IV6_both_texts_carry_the_same_invite) {
    for (const bool is_grant : {false, true}) {
        const Invite invite = is_grant ? granted() : plain(3);
        const Buffer bytes = invite_to_bytes(invite).value();
        for (const std::string& text :
             {to_link(invite, page).value(), "  " + to_qr_text(invite).value() + "\n"}) {
            const auto again = parse_invite(text, present);
            ASSERT_TRUE(again) << describe(again.error());
            EXPECT_EQ(again->name, "Alpha");
            EXPECT_EQ(again->mesh, invite.mesh);
            EXPECT_EQ(again->addresses, invite.addresses);
            EXPECT_EQ(invite_to_bytes(*again).value(), bytes);
            EXPECT_EQ(holds_alternative<Bearing>(again->way), is_grant);
        }
    }
    Invite open = plain();
    open.way = PlainInvite{};
    const auto again = parse_invite(to_link(open, page).value(), present);
    EXPECT_FALSE(get<PlainInvite>(again->way).secret);
}

TEST(Invite, IV7_an_invite_is_bounded) {
    EXPECT_TRUE(to_qr_text(plain(invite_addresses_max)));
    EXPECT_EQ(to_qr_text(plain(invite_addresses_max + 1)).error(),
              InviteRefusal::too_many_addresses);
    Invite invite = plain(0);
    invite.addresses = {*Multiaddr::from_text("/ip4/192.0.2.1/tcp/1")};
    EXPECT_EQ(to_qr_text(invite).error(), InviteRefusal::address_without_peer);
    invite.addresses.clear();
    for (unsigned i = 0; i < invite_addresses_max; ++i)
        invite.addresses.push_back(
            *Multiaddr::from_text("/dns/" + std::string(250, 'a') +
                                  "/tcp/1/p2p/"
                                  "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"));
    EXPECT_EQ(to_qr_text(invite).error(), InviteRefusal::too_long);
    invite = plain();
    invite.name = "";
    EXPECT_EQ(to_qr_text(invite).error(), InviteRefusal::name_wrong);
    invite = granted();
    invite.mesh = {};
    EXPECT_EQ(to_qr_text(invite).error(), InviteRefusal::grant_wrong);
}

// With a checksum that is right.
std::string text_of(Buffer content) {
    core::BufferWriter writer(content, content.size() + 4);
    writer.u32_be(core::crc32c(content));
    return "SELVAGE:" + core::codec::encode_base(core::codec::Base::base32_upper, content);
}

TEST(Invite, IV8_what_is_wrong_with_a_text_is_told) {
    const std::string link = to_link(granted(), page).value();
    EXPECT_EQ(refusal("https://example.org/"), InviteRefusal::no_invite);
    EXPECT_EQ(refusal(""), InviteRefusal::no_invite);
    EXPECT_EQ(refusal(link + "!"), InviteRefusal::character_wrong);
    EXPECT_EQ(refusal(link.substr(0, link.size() - 8)), InviteRefusal::checksum_wrong);
    EXPECT_EQ(refusal("SELVAGE:"), InviteRefusal::checksum_wrong);
    EXPECT_EQ(refusal(link + std::string(invite_text_size_max, 'A')), InviteRefusal::too_long);
    EXPECT_EQ(invite_from_bytes(Buffer(invite_size_max + 1)).error(), InviteRefusal::too_long);
    Buffer content = invite_to_bytes(granted()).value();
    content.resize(content.size() - 4);
    EXPECT_EQ(refusal(text_of(content)), std::nullopt);
    Buffer changed = content;
    changed[0] = std::byte{2};
    EXPECT_EQ(refusal(text_of(changed)), InviteRefusal::version_unknown);
    changed = content;
    changed.back() ^= std::byte{1};
    EXPECT_EQ(refusal(text_of(changed)), InviteRefusal::grant_wrong);
    for (std::size_t size = 1; size < content.size(); ++size) {
        changed.assign(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(refusal(text_of(changed)), InviteRefusal::malformed) << size;
    }
    for (auto i = 0; i <= std::to_underlying(InviteRefusal::expired); ++i)
        EXPECT_GT(describe(InviteRefusal{static_cast<std::uint8_t>(i)}).size(), 20u);
}

TEST(Invite, IV9_an_invite_says_when_it_has_expired_and_tells_no_secret_to_people) {
    const std::string link = to_link(granted(UnixSeconds{present.value + 10}), page).value();
    EXPECT_EQ(refusal(link, UnixSeconds{present.value + 9}), std::nullopt);
    EXPECT_EQ(refusal(link, UnixSeconds{present.value + 10}), InviteRefusal::expired);
    EXPECT_EQ(describe(granted()), "invite to Alpha, for one Authority, 1 addresses");
    EXPECT_EQ(describe(plain(2)), "invite to Alpha, for whoever has it, 2 addresses");
}

}  // namespace
}  // namespace fabric::membership
