// A peer that has all the cryptography of the handshake, against either end.
#include <gtest/gtest.h>

#include <string>

#include "core/testing/spaced_hex.h"
#include "net/noise/ends_test.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::testing::spaced_hex;

constexpr Instant start{};

// Says what it likes.
struct Hostile {
    explicit Hostile(Role role) : pattern(role, {}, secret_of(11), secret_of(12)) {}

    Buffer framed(Bytes payload) {
        Buffer message;
        EXPECT_TRUE(pattern.write(payload, message));
        Buffer frame{static_cast<std::byte>(message.size() >> 8),
                     static_cast<std::byte>(message.size() & 0xff)};
        core::append(frame, message);
        return frame;
    }
    void hear(Bytes frame) { EXPECT_TRUE(pattern.read(frame.subspan(2))); }

    PatternXx pattern;
};

std::optional<EndReason> initiators_end_with(Bytes payload) {
    Ends ends;
    Hostile responder(Role::responder);
    responder.hear(sent_by(ends.initiator));
    static_cast<void>(ends.initiator.receive(responder.framed(payload), start));
    EXPECT_TRUE(ends.initiator.outgoing().empty() || ends.initiator.outgoing().size() > 66u);
    return end_of(ends.initiator);
}
std::optional<EndReason> responders_end_with(Bytes payload) {
    Ends ends;
    Hostile initiator(Role::initiator);
    static_cast<void>(ends.responder.receive(initiator.framed({}), start));
    initiator.hear(sent_by(ends.responder));
    static_cast<void>(ends.responder.receive(initiator.framed(payload), start));
    return end_of(ends.responder);
}

TEST(NoiseHostilePeer, NO5_a_peer_that_proves_nothing_is_nobody) {
    const auto identity = identity_of(9);
    const auto own_key = core::crypto::x25519_public_key(secret_of(11));
    const auto other_key = core::crypto::x25519_public_key(secret_of(1));
    const Buffer honest = encode_payload(identity, own_key, {});
    const Buffer stolen = encode_payload(identity, other_key, {});
    for (const auto end_with : {initiators_end_with, responders_end_with}) {
        EXPECT_EQ(end_with(honest), std::nullopt);
        EXPECT_EQ(end_with(stolen), EndReason::signature_wrong);
        EXPECT_EQ(end_with({}), EndReason::key_malformed);
        EXPECT_EQ(end_with(spaced_hex("ff")), EndReason::malformed);
        EXPECT_EQ(end_with(Bytes(honest).first(38)), EndReason::signature_wrong);
    }
}

TEST(NoiseHostilePeer, NO6_NO8_other_keys_and_too_much_of_anything_have_their_own_reasons) {
    const Buffer secp256k1 = spaced_hex("0a 25 08 02 12 21 02" + std::string(64, '1'));
    const Buffer cut_key = spaced_hex("0a 05 08 01 12 20 00");
    Buffer many =
        encode_payload(identity_of(9), core::crypto::x25519_public_key(secret_of(11)), {});
    for (std::size_t i = 0; i <= muxers_max; ++i)
        core::append(many, spaced_hex("22 04 12 02 2f61"));
    for (const auto end_with : {initiators_end_with, responders_end_with}) {
        EXPECT_EQ(end_with(secp256k1), EndReason::key_type_unsupported);
        EXPECT_EQ(end_with(cut_key), EndReason::key_malformed);
        EXPECT_EQ(end_with(many), EndReason::limit_exceeded);
    }
}

}  // namespace
}  // namespace net::noise
