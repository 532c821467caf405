// The pattern against the published vectors.
#include "net/noise/pattern_xx.h"

#include <gtest/gtest.h>

#include <string>

#include "core/testing/vectors.h"
#include "net/noise/ends_test.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::crypto::X25519Secret;
using core::testing::Case;
using core::testing::read_cases;

X25519Secret secret_in(const Case& vector, const std::string& field) {
    X25519Secret secret;
    core::copy(secret.mutable_view(), vector.bytes(field));
    return secret;
}

PatternXx end_of_vector(const Case& vector, Role role) {
    const std::string name = role == Role::initiator ? "initiator" : "responder";
    return {role, vector.bytes("prologue"), secret_in(vector, name + "_static"),
            secret_in(vector, name + "_ephemeral")};
}

std::string numbered(std::string_view name, std::size_t index) {
    return std::string(name) + '_' + std::to_string(index + 1);
}

TEST(NoisePattern, NO1_both_roles_write_and_read_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/noise/xx.json")) {
        PatternXx initiator = end_of_vector(vector, Role::initiator);
        PatternXx responder = end_of_vector(vector, Role::responder);
        for (std::size_t i = 0; i < message_count; ++i) {
            PatternXx& writer = i % 2 == 0 ? initiator : responder;
            PatternXx& reader = i % 2 == 0 ? responder : initiator;
            EXPECT_TRUE(writer.writes_next());
            EXPECT_FALSE(reader.writes_next());
            const Buffer payload = vector.bytes(numbered("payload", i));
            Buffer message;
            ASSERT_TRUE(writer.write(payload, message));
            EXPECT_EQ(message, vector.bytes(numbered("ciphertext", i))) << vector.name() << i;
            EXPECT_EQ(message.size(), message_overheads[i] + payload.size());
            EXPECT_EQ(reader.read(message), payload) << vector.name() << i;
        }
        ASSERT_TRUE(initiator.is_complete() && responder.is_complete());
        EXPECT_EQ(initiator.peer_static_key(), responder.static_key());
        EXPECT_EQ(responder.peer_static_key(), initiator.static_key());
        EXPECT_EQ(initiator.hash(), responder.hash());
        const Buffer hash = vector.bytes("handshake_hash");
        if (!hash.empty()) EXPECT_TRUE(core::equal(initiator.hash().view(), hash));
    }
}

TEST(NoisePattern, NO1_the_session_seals_and_opens_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/noise/xx.json")) {
        PatternXx initiator = end_of_vector(vector, Role::initiator);
        PatternXx responder = end_of_vector(vector, Role::responder);
        for (std::size_t i = 0; i < message_count; ++i) {
            PatternXx& writer = i % 2 == 0 ? initiator : responder;
            PatternXx& reader = i % 2 == 0 ? responder : initiator;
            Buffer message;
            ASSERT_TRUE(writer.write(vector.bytes(numbered("payload", i)), message));
            ASSERT_TRUE(reader.read(message));
        }
        SessionKeys writing = initiator.split();
        SessionKeys reading = responder.split();
        for (std::size_t i = message_count; i < std::stoul(vector.text("messages")); ++i) {
            // The vectors' ends go on taking turns.
            CipherState& sealing = i % 2 == 0 ? writing.initiator : writing.responder;
            CipherState& opening = i % 2 == 0 ? reading.initiator : reading.responder;
            const Buffer payload = vector.bytes(numbered("payload", i));
            Buffer message(payload.size() + core::crypto::aead_tag_size);
            sealing.seal({}, payload, message);
            EXPECT_EQ(message, vector.bytes(numbered("ciphertext", i))) << vector.name() << i;
            Buffer text(payload.size());
            ASSERT_TRUE(opening.open({}, message, text));
            EXPECT_EQ(text, payload);
        }
    }
}

TEST(NoisePattern, NO11_a_key_of_small_order_is_refused_by_whoever_meets_it) {
    for (const Case& vector : read_cases("spec/vectors/crypto/x25519.json")) {
        if (!vector.name().starts_with("weak point")) continue;
        // In place of the initiator's ephemeral key: noticed when the answer is made.
        PatternXx responder(Role::responder, {}, secret_of(3), secret_of(4));
        ASSERT_TRUE(responder.read(vector.bytes("public_key")));
        Buffer answer;
        EXPECT_EQ(responder.write({}, answer).error(), Error::point_weak) << vector.name();
        // In place of the responder's.
        PatternXx initiator(Role::initiator, {}, secret_of(1), secret_of(2));
        Buffer message;
        ASSERT_TRUE(initiator.write({}, message));
        Buffer weak = vector.bytes("public_key");
        weak.resize(message_overheads[1]);
        EXPECT_EQ(initiator.read(weak).error(), Error::point_weak) << vector.name();
    }
}

TEST(NoisePattern, NO11_ends_with_different_prologues_do_not_understand_each_other) {
    PatternXx initiator(Role::initiator, core::as_bytes("one"), secret_of(1), secret_of(2));
    PatternXx responder(Role::responder, core::as_bytes("two"), secret_of(3), secret_of(4));
    Buffer first;
    Buffer second;
    ASSERT_TRUE(initiator.write({}, first));
    ASSERT_TRUE(responder.read(first));  // Nothing in it is sealed yet.
    ASSERT_TRUE(responder.write({}, second));
    EXPECT_EQ(initiator.read(second).error(), Error::tag_wrong);
}

TEST(NoisePattern, NO2_no_message_is_shorter_than_its_keys_and_tags) {
    for (std::size_t size = 0; size < message_overheads[1]; ++size) {
        PatternXx initiator(Role::initiator, {}, secret_of(1), secret_of(2));
        Buffer first;
        ASSERT_TRUE(initiator.write({}, first));
        PatternXx responder(Role::responder, {}, secret_of(3), secret_of(4));
        ASSERT_TRUE(responder.read(first));
        Buffer second;
        ASSERT_TRUE(responder.write({}, second));
        EXPECT_FALSE(initiator.read(Bytes(second).first(size))) << size;
    }
}

}  // namespace
}  // namespace net::noise
