// The handshake as a machine: pieces, hostile peers, limits, ends.
#include "net/noise/handshake.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/testing/spaced_hex.h"
#include "net/noise/ends_test.h"
#include "net/noise/prologue.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::testing::spaced_hex;
using std::chrono::seconds;

constexpr Instant start{};

// Sealed by one end and opened by the other; empty if it does not open.
std::string through(Transport& from, Transport& to, std::string_view text) {
    Buffer room(Transport::sealed_size(text.size()));
    EXPECT_TRUE(from.seal(core::as_bytes(text), room));
    to.receive(room);
    const auto opened = to.next();
    if (!opened || !*opened) return {};
    std::string copy(core::as_text(**opened));
    EXPECT_EQ(to.next(), std::nullopt);
    return copy;
}

void expect_connected(Secured& first, Secured& second) {
    EXPECT_EQ(through(first.transport, second.transport, "there"), "there");
    EXPECT_EQ(through(second.transport, first.transport, "and back"), "and back");
}

TEST(NoiseHandshake, NO5_both_ends_know_each_other_afterwards) {
    Ends ends;
    EXPECT_EQ(ends.initiator.outgoing().size(), 34u);
    EXPECT_TRUE(ends.responder.outgoing().empty());
    ASSERT_TRUE(ends.talk());
    EXPECT_TRUE(ends.initiator.ended() && ends.responder.ended());
    auto initiator = secured_by(ends.initiator);
    auto responder = secured_by(ends.responder);
    ASSERT_TRUE(initiator && responder);
    EXPECT_EQ(initiator->peer, peer_of(ends.responder_identity));
    EXPECT_EQ(responder->peer, peer_of(ends.initiator_identity));
    EXPECT_TRUE(initiator->peer.matches(initiator->key));
    EXPECT_EQ(initiator->muxer, std::nullopt);
    expect_connected(*initiator, *responder);
}

TEST(NoiseHandshake, NO17_both_ends_have_one_binding_that_no_other_connection_has) {
    std::vector<core::crypto::Sha256Digest> bindings;
    for (const core::Bytes prologue : {core::Bytes(), core::as_bytes("another")}) {
        Ends ends({.prologue = prologue}, {.prologue = prologue});
        ASSERT_TRUE(ends.talk());
        bindings.push_back(secured_by(ends.initiator)->binding);
        EXPECT_EQ(secured_by(ends.responder)->binding, bindings.back());
    }
    EXPECT_NE(bindings[0], bindings[1]);
}

TEST(NoiseHandshake, NO3_every_cut_of_the_stream_gives_the_same) {
    Ends whole;
    std::vector<Buffer> messages;
    for (auto [from, to] : {std::pair(&whole.initiator, &whole.responder),
                            std::pair(&whole.responder, &whole.initiator),
                            std::pair(&whole.initiator, &whole.responder)}) {
        messages.push_back(sent_by(*from));
        EXPECT_EQ(to->receive(messages.back(), start), messages.back().size());
    }
    for (std::size_t message = 0; message < messages.size(); ++message)
        for (std::size_t cut = 0; cut <= messages[message].size(); ++cut) {
            Ends ends;
            for (std::size_t i = 0; i < messages.size(); ++i) {
                Handshake& from = i % 2 == 0 ? ends.initiator : ends.responder;
                Handshake& to = i % 2 == 0 ? ends.responder : ends.initiator;
                const Buffer sent = sent_by(from);
                ASSERT_EQ(sent, messages[i]);
                const std::size_t at = i == message ? cut : 0;
                EXPECT_EQ(to.receive(Bytes(sent).first(at), start), at);
                EXPECT_EQ(to.receive(Bytes(sent).subspan(at), start), sent.size() - at);
            }
            EXPECT_TRUE(secured_by(ends.initiator) && secured_by(ends.responder));
        }
}

TEST(NoiseHandshake, NO3_bytes_behind_the_last_message_are_left_to_the_transport) {
    Ends ends;
    ASSERT_TRUE(Ends::carry(ends.initiator, ends.responder));
    const Buffer second = sent_by(ends.responder);
    for (const std::byte byte : second) EXPECT_EQ(ends.initiator.receive({&byte, 1}, start), 1u);
    auto initiator = secured_by(ends.initiator);
    ASSERT_TRUE(initiator);
    Buffer stream = sent_by(ends.initiator);
    const std::size_t third_size = stream.size();
    stream.resize(third_size + Transport::sealed_size(4));
    ASSERT_TRUE(initiator->transport.seal(core::as_bytes("more"),
                                          core::MutableBytes(stream).subspan(third_size)));
    const std::size_t used = ends.responder.receive(stream, start);
    EXPECT_EQ(used, third_size);
    auto responder = secured_by(ends.responder);
    ASSERT_TRUE(responder);
    responder->transport.receive(Bytes(stream).subspan(used));
    EXPECT_EQ(core::as_text(responder->transport.next()->value()), "more");
    EXPECT_EQ(ends.responder.receive(stream, start), 0u);
}

TEST(NoiseHandshake, NO3_nothing_is_asked_of_how_much_is_sent_at_once) {
    Ends ends;
    Buffer first;
    while (!ends.initiator.outgoing().empty()) {
        first.push_back(ends.initiator.outgoing()[0]);
        ends.initiator.consume(1);
    }
    EXPECT_EQ(ends.responder.receive(first, start), 34u);
    EXPECT_TRUE(Ends::carry(ends.responder, ends.initiator));
    EXPECT_TRUE(Ends::carry(ends.initiator, ends.responder));
    EXPECT_TRUE(secured_by(ends.responder));
}

// Gives each message with one bit changed, in each of its bytes, to a fresh pair in which all
// before it went well.
TEST(NoiseHandshake, NO11_a_changed_bit_in_any_byte_secures_nobody) {
    Ends sample;
    const std::size_t first_size = sample.initiator.outgoing().size();
    ASSERT_TRUE(Ends::carry(sample.initiator, sample.responder));
    const std::size_t second_size = sample.responder.outgoing().size();
    ASSERT_TRUE(Ends::carry(sample.responder, sample.initiator));
    const std::size_t third_size = sample.initiator.outgoing().size();
    const auto flip = [](Buffer& bytes, std::size_t bit) {
        bytes[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    };
    for (std::size_t bit = 0; bit < 8 * first_size; bit += 7) {
        Ends ends;
        Buffer first = sent_by(ends.initiator);
        flip(first, bit);
        static_cast<void>(ends.responder.receive(first, start));
        static_cast<void>(Ends::carry(ends.responder, ends.initiator));
        EXPECT_FALSE(secured_by(ends.initiator)) << bit;
    }
    for (std::size_t bit = 0; bit < 8 * second_size; bit += 7) {
        Ends ends;
        ASSERT_TRUE(Ends::carry(ends.initiator, ends.responder));
        Buffer second = sent_by(ends.responder);
        flip(second, bit);
        static_cast<void>(ends.initiator.receive(second, start));
        EXPECT_FALSE(secured_by(ends.initiator)) << bit;
        EXPECT_TRUE(ends.initiator.outgoing().empty());
    }
    for (std::size_t bit = 0; bit < 8 * third_size; bit += 7) {
        Ends ends;
        ASSERT_TRUE(Ends::carry(ends.initiator, ends.responder));
        ASSERT_TRUE(Ends::carry(ends.responder, ends.initiator));
        Buffer third = sent_by(ends.initiator);
        flip(third, bit);
        static_cast<void>(ends.responder.receive(third, start));
        EXPECT_FALSE(secured_by(ends.responder)) << bit;
    }
}

TEST(NoiseHandshake, NO11_messages_of_another_handshake_are_worth_nothing) {
    Ends recorded;
    const Buffer first = sent_by(recorded.initiator);
    ASSERT_EQ(recorded.responder.receive(first, start), first.size());
    ASSERT_TRUE(Ends::carry(recorded.responder, recorded.initiator));
    const Buffer third = sent_by(recorded.initiator);

    // The same first and third message, to a responder with a fresh secret.
    Handshake again({.role = Role::responder}, recorded.responder_identity, secret_of(3),
                    secret_of(99), start);
    EXPECT_EQ(again.receive(first, start), first.size());
    static_cast<void>(again.receive(third, start));
    EXPECT_EQ(end_of(again), EndReason::not_decrypted);
    // An initiator that hears its own message as the answer.
    Ends alone;
    static_cast<void>(alone.initiator.receive(sent_by(alone.initiator), start));
    EXPECT_EQ(end_of(alone.initiator), EndReason::malformed);
}

TEST(NoiseHandshake, NO7_an_expected_peer_is_met) {
    Ends ends({.expected_peer = peer_of(identity_of(6))},
              {.expected_peer = peer_of(identity_of(5))});
    ASSERT_TRUE(ends.talk());
    EXPECT_TRUE(secured_by(ends.initiator) && secured_by(ends.responder));
}

TEST(NoiseHandshake, NO7_an_unexpected_peer_is_told_nothing) {
    Ends ends({.expected_peer = peer_of(identity_of(7))});
    ASSERT_TRUE(Ends::carry(ends.initiator, ends.responder));
    ASSERT_TRUE(Ends::carry(ends.responder, ends.initiator));
    EXPECT_EQ(end_of(ends.initiator), EndReason::unexpected_peer);
    EXPECT_TRUE(ends.initiator.outgoing().empty());
}

TEST(NoiseHandshake, NO7_a_responder_may_expect_somebody_too) {
    Ends ends({}, {.expected_peer = peer_of(identity_of(7))});
    ASSERT_TRUE(ends.talk());
    EXPECT_EQ(end_of(ends.responder), EndReason::unexpected_peer);
}

using Names = std::vector<std::string_view>;

// What each end says was chosen: always the same.
std::optional<std::string> chosen(const Names& initiators, const Names& responders) {
    Ends ends({.muxers = initiators}, {.muxers = responders});
    EXPECT_TRUE(ends.talk());
    const auto first = secured_by(ends.initiator);
    const auto second = secured_by(ends.responder);
    EXPECT_TRUE(first && second);
    EXPECT_EQ(first->muxer, second->muxer);
    const auto is_in = [](std::string_view name, const Names& names) {
        return std::ranges::any_of(names, [&](auto own) { return own.data() == name.data(); });
    };
    EXPECT_TRUE(!first->muxer || is_in(*first->muxer, initiators));
    EXPECT_TRUE(!second->muxer || is_in(*second->muxer, responders));
    return first->muxer ? std::optional<std::string>(*first->muxer) : std::nullopt;
}

TEST(NoiseHandshake, NO9_the_initiators_first_choice_that_both_know) {
    const std::string yamux = "/yamux/1.0.0";  // Another memory than the other end's.
    const std::string mplex = "/mplex/6.7.0";
    EXPECT_EQ(chosen({yamux, mplex}, {"/mplex/6.7.0", "/yamux/1.0.0"}), yamux);
    EXPECT_EQ(chosen({mplex, yamux}, {"/yamux/1.0.0", "/mplex/6.7.0"}), mplex);
    EXPECT_EQ(chosen({"/unknown", yamux}, {"/mplex/6.7.0", "/yamux/1.0.0"}), yamux);
    EXPECT_EQ(chosen({}, {"/yamux/1.0.0"}), std::nullopt);
    EXPECT_EQ(chosen({yamux}, {}), std::nullopt);
}

TEST(NoiseHandshake, NO9_lists_with_nothing_in_common_end_it) {
    const Names yamux{"/yamux/1.0.0"};
    const Names mplex{"/mplex/6.7.0"};
    Ends ends({.muxers = yamux}, {.muxers = mplex});
    ASSERT_TRUE(Ends::carry(ends.initiator, ends.responder));
    ASSERT_TRUE(Ends::carry(ends.responder, ends.initiator));
    EXPECT_EQ(end_of(ends.initiator), EndReason::no_common_muxer);
    EXPECT_TRUE(ends.initiator.outgoing().empty());
}

TEST(NoiseHandshake, NO10_the_prologue_of_webrtc_is_the_specs) {
    core::crypto::Sha256Digest client;
    core::crypto::Sha256Digest server;
    core::copy(client.mutable_view(),
               spaced_hex("3e79af40d6059617a0d83b83a52ce73b0c1f37a72c6043ad2969e2351bdca870"));
    core::copy(server.mutable_view(),
               spaced_hex("30fc9f469c207419dfdd0aab5f27a86c973c94e40548db9375cca2e915973b99"));
    EXPECT_EQ(webrtc_prologue(client, server),
              spaced_hex("6c69627032702d7765627274632d6e6f6973653a"
                         "12203e79af40d6059617a0d83b83a52ce73b0c1f37a72c6043ad2969e2351bdca870"
                         "122030fc9f469c207419dfdd0aab5f27a86c973c94e40548db9375cca2e915973b99"));
}

TEST(NoiseHandshake, NO10_both_ends_must_start_from_the_same_prologue) {
    const Buffer one = webrtc_prologue(core::crypto::sha256(core::as_bytes("client")),
                                       core::crypto::sha256(core::as_bytes("server")));
    const Buffer other = webrtc_prologue(core::crypto::sha256(core::as_bytes("middle")),
                                         core::crypto::sha256(core::as_bytes("server")));
    Ends same({.prologue = one}, {.prologue = one});
    ASSERT_TRUE(same.talk());
    EXPECT_TRUE(secured_by(same.responder));
    Ends different({.prologue = one}, {.prologue = other});
    ASSERT_TRUE(Ends::carry(different.initiator, different.responder));
    ASSERT_TRUE(Ends::carry(different.responder, different.initiator));
    EXPECT_EQ(end_of(different.initiator), EndReason::not_decrypted);
}

TEST(NoiseHandshake, NO4_silence_ends_either_end_at_its_patience) {
    Ends ends;
    for (Handshake* end : {&ends.initiator, &ends.responder}) {
        EXPECT_EQ(end->deadline(), start + seconds{10});
        end->expire(start + seconds{9});
        EXPECT_FALSE(end->ended());
        end->expire(start + seconds{10});
        EXPECT_EQ(end_of(*end), EndReason::silence);
        EXPECT_EQ(end->deadline(), std::nullopt);
    }
    // Bytes that trickle in do not help.
    Ends slow;
    static_cast<void>(slow.responder.receive(spaced_hex("00"), start + seconds{9}));
    slow.responder.expire(start + seconds{10});
    EXPECT_EQ(end_of(slow.responder), EndReason::silence);
}

TEST(NoiseHandshake, NO4_the_end_of_the_stream_ends_it) {
    Ends ends;
    static_cast<void>(Ends::carry(ends.initiator, ends.responder));
    ends.responder.end(start);
    EXPECT_EQ(end_of(ends.responder), EndReason::stream_ended);
    EXPECT_TRUE(ends.responder.outgoing().empty());
    ends.initiator.end(start);
    EXPECT_EQ(end_of(ends.initiator), EndReason::stream_ended);
}

TEST(NoiseHandshake, NO4_it_ends_once) {
    Ends ends;
    ASSERT_TRUE(ends.talk());
    EXPECT_EQ(ends.initiator.deadline(), std::nullopt);
    for (Handshake* end : {&ends.initiator, &ends.responder}) {
        EXPECT_TRUE(secured_by(*end));
        end->end(start);
        end->expire(start + seconds{100});
        EXPECT_EQ(end->receive(Buffer(100), start), 0u);
        EXPECT_FALSE(end->next_event());
        EXPECT_TRUE(end->outgoing().empty());
    }
}

std::optional<EndReason> end_after(std::string head) {
    Ends ends;
    static_cast<void>(ends.responder.receive(spaced_hex(std::move(head)), start));
    return end_of(ends.responder);
}
std::optional<EndReason> initiators_end_after(std::string head) {
    Ends ends;
    static_cast<void>(ends.initiator.receive(spaced_hex(std::move(head)), start));
    return end_of(ends.initiator);
}

TEST(NoiseHandshake, NO2_sizes_that_cannot_be_end_it_at_once) {
    EXPECT_EQ(end_after("00 20"), std::nullopt);
    EXPECT_EQ(end_after("00 1f"), EndReason::malformed);
    EXPECT_EQ(end_after("00 00"), EndReason::malformed);
    EXPECT_EQ(end_after("00 21"), EndReason::limit_exceeded);
    EXPECT_EQ(end_after("ff ff"), EndReason::limit_exceeded);
    EXPECT_EQ(end_after("13 2f"), EndReason::limit_exceeded);  // The head of multistream.
    // 32 + 48 + 16, and 4096 more.
    EXPECT_EQ(initiators_end_after("00 60"), std::nullopt);
    EXPECT_EQ(initiators_end_after("00 5f"), EndReason::malformed);
    EXPECT_EQ(initiators_end_after("10 60"), std::nullopt);
    EXPECT_EQ(initiators_end_after("10 61"), EndReason::limit_exceeded);
}

TEST(NoiseHandshake, NO11_a_weak_key_ends_it) {
    Ends ends;
    EXPECT_EQ(ends.responder.receive(spaced_hex("0020" + std::string(64, '0')), start), 34u);
    EXPECT_EQ(end_of(ends.responder), EndReason::key_weak);
    EXPECT_TRUE(ends.responder.outgoing().empty());
}

TEST(NoiseHandshake, NO4_every_reason_can_be_read) {
    for (int reason = 0; reason <= static_cast<int>(EndReason::no_common_muxer); ++reason)
        EXPECT_FALSE(describe(static_cast<EndReason>(reason)).empty());
}

}  // namespace
}  // namespace net::noise
