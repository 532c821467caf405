// The rules of spec/plaintext.md, one test each.
#include "net/plaintext/plaintext.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/testing/spaced_hex.h"
#include "core/testing/vectors.h"

namespace net::plaintext {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::codec::PeerId;
using core::codec::PublicKey;
using core::testing::spaced_hex;
using std::chrono::seconds;

constexpr Instant start{};

PublicKey key_of(unsigned char fill) {
    core::crypto::Ed25519PublicKey key;
    std::ranges::fill(key.mutable_view(), std::byte{fill});
    return PublicKey(key);
}

std::string key_hex(const std::string& byte) {
    std::string text;
    for (int i = 0; i < 32; ++i) text += byte;
    return text;
}

// What the key 0101… says of itself: 40 and 38 bytes of fields.
const std::string exchange =
    "4e 0a 26 00 24 08 01 12 20" + key_hex("01") + "12 24 08 01 12 20" + key_hex("01");

Buffer sent_by(Exchange& end) {
    const Buffer bytes(end.outgoing().begin(), end.outgoing().end());
    end.consume(bytes.size());
    return bytes;
}

std::optional<PeerId> met_by(Exchange& end) {
    const auto event = end.next_event();
    const auto* const met = event ? core::get_if<Identified>(&*event) : nullptr;
    return met ? std::optional(met->peer) : std::nullopt;
}

std::optional<EndReason> end_of(Exchange& end) {
    const auto event = end.next_event();
    const auto* const ended = event ? core::get_if<Ended>(&*event) : nullptr;
    return ended ? std::optional(ended->reason) : std::nullopt;
}

TEST(Plaintext, PT7_both_ends_have_one_binding_that_others_have_not) {
    const auto bindings = [](unsigned char one, unsigned char other) {
        Exchange first({}, key_of(one), start);
        Exchange second({}, key_of(other), start);
        static_cast<void>(second.receive(sent_by(first), start));
        static_cast<void>(first.receive(sent_by(second), start));
        return std::pair(core::get<Identified>(*first.next_event()).binding,
                         core::get<Identified>(*second.next_event()).binding);
    };
    const auto [ours, theirs] = bindings(1, 2);
    EXPECT_EQ(ours, theirs);
    EXPECT_EQ(bindings(2, 1).first, ours);
    EXPECT_NE(bindings(1, 3).first, ours);
    EXPECT_NE(bindings(3, 2).first, ours);
}

TEST(Plaintext, PT1_both_say_who_they_are_at_once) {
    Exchange first({}, key_of(1), start);
    Exchange second({}, key_of(2), start);
    const Buffer said = sent_by(first);
    EXPECT_EQ(said, spaced_hex(exchange));
    EXPECT_EQ(second.receive(said, start), said.size());
    const Buffer answer = sent_by(second);
    EXPECT_EQ(first.receive(answer, start), answer.size());
    EXPECT_EQ(met_by(first), PeerId::of(key_of(2)));
    EXPECT_EQ(met_by(second), PeerId::of(key_of(1)));
    EXPECT_TRUE(first.ended() && second.ended());
}

TEST(Plaintext, PT2_every_cut_gives_the_same_and_nothing_behind_the_end_is_taken) {
    const Buffer whole = spaced_hex(exchange + "ffff");
    for (std::size_t cut = 0; cut < whole.size() - 2; ++cut) {
        Exchange end({}, key_of(2), start);
        EXPECT_EQ(end.receive(Bytes(whole).first(cut), start), cut);
        EXPECT_FALSE(end.ended());
        EXPECT_EQ(end.receive(Bytes(whole).subspan(cut), start), whole.size() - 2 - cut);
        EXPECT_EQ(met_by(end), PeerId::of(key_of(1)));
        EXPECT_FALSE(end.outgoing().empty());  // Still to be sent.
        EXPECT_EQ(end.receive(whole, start), 0u);
    }
}

// Of one exchange in which these are the id and the key.
std::optional<EndReason> end_with(Bytes id, Bytes key) {
    Buffer message{std::byte{0x0a}, static_cast<std::byte>(id.size())};
    core::append(message, id);
    message.push_back(std::byte{0x12});
    if (key.size() >= 0x80) message.push_back(static_cast<std::byte>(key.size() | 0x80));
    message.push_back(static_cast<std::byte>(key.size() >= 0x80 ? key.size() >> 7 : key.size()));
    core::append(message, key);
    Buffer framed{static_cast<std::byte>(message.size() | 0x80),
                  static_cast<std::byte>(message.size() >> 7)};
    if (message.size() < 0x80) framed = {static_cast<std::byte>(message.size())};
    core::append(framed, message);
    Exchange end({}, key_of(2), start);
    EXPECT_EQ(end.receive(framed, start), framed.size());
    return end_of(end);
}

TEST(Plaintext, PT3_id_and_key_belong_together_whatever_their_type) {
    for (const auto& vector : core::testing::read_cases("spec/vectors/codec/public_key.json")) {
        const Buffer key = vector.bytes("public");
        const PeerId id = PeerId::of(*PublicKey::from_bytes(key));
        EXPECT_EQ(end_with(id.bytes(), key), std::nullopt) << vector.name();
        EXPECT_EQ(end_with(id.bytes(), key_of(1).encode()), EndReason::key_mismatch);
        EXPECT_EQ(end_with({}, key), EndReason::malformed);
        EXPECT_EQ(end_with(id.bytes(), {}), EndReason::malformed);
    }
    Exchange nobody({}, key_of(2), start);
    EXPECT_EQ(nobody.receive(spaced_hex("00"), start), 1u);
    EXPECT_EQ(end_of(nobody), EndReason::malformed);
}

TEST(Plaintext, PT4_another_than_the_expected_peer_ends_it) {
    Exchange right({.expected_peer = PeerId::of(key_of(1))}, key_of(2), start);
    static_cast<void>(right.receive(spaced_hex(exchange), start));
    EXPECT_EQ(met_by(right), PeerId::of(key_of(1)));
    Exchange wrong({.expected_peer = PeerId::of(key_of(3))}, key_of(2), start);
    static_cast<void>(wrong.receive(spaced_hex(exchange), start));
    EXPECT_EQ(end_of(wrong), EndReason::unexpected_peer);
    EXPECT_TRUE(wrong.outgoing().empty());
}

TEST(Plaintext, PT5_sizes_end_exactly_at_the_limit) {
    const auto end_after = [](const std::string& bytes) {
        Exchange end({}, key_of(2), start);
        static_cast<void>(end.receive(spaced_hex(bytes), start));
        return end_of(end);
    };
    EXPECT_EQ(end_after("80 10"), std::nullopt);  // 2048.
    EXPECT_EQ(end_after("81 10"), EndReason::too_large);
    EXPECT_EQ(end_after("ff ff ff ff ff ff ff ff 7f"), EndReason::too_large);
    EXPECT_EQ(end_after("80 80 80 80 80 80 80 80 80"), EndReason::malformed);
    EXPECT_EQ(end_after("80 00"), EndReason::malformed);  // Not the shortest form.
    EXPECT_EQ(end_after("02 0a 26"), EndReason::malformed);
}

TEST(Plaintext, PT5_unknown_fields_are_left_alone) {
    Exchange end({}, key_of(2), start);
    static_cast<void>(end.receive(spaced_hex("50 18 07" + exchange.substr(3)), start));
    EXPECT_EQ(met_by(end), PeerId::of(key_of(1)));
}

TEST(Plaintext, PT6_it_ends_once) {
    Exchange silent({}, key_of(2), start);
    EXPECT_EQ(silent.deadline(), start + seconds{10});
    silent.expire(start + seconds{9});
    EXPECT_FALSE(silent.ended());
    silent.expire(start + seconds{10});
    EXPECT_EQ(end_of(silent), EndReason::silence);
    EXPECT_EQ(silent.deadline(), std::nullopt);
    silent.end(start);
    EXPECT_EQ(silent.receive(spaced_hex(exchange), start), 0u);
    EXPECT_FALSE(silent.next_event());
    EXPECT_TRUE(silent.outgoing().empty());

    Exchange cut({}, key_of(2), start);
    static_cast<void>(cut.receive(spaced_hex("4e"), start));
    cut.end(start);
    EXPECT_EQ(end_of(cut), EndReason::stream_ended);
    for (int reason = 0; reason <= static_cast<int>(EndReason::unexpected_peer); ++reason)
        EXPECT_FALSE(describe(static_cast<EndReason>(reason)).empty());
}

}  // namespace
}  // namespace net::plaintext
