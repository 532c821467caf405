// The payload by hand, field by field.
#include "net/noise/payload.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/codec/protobuf.h"
#include "core/testing/spaced_hex.h"
#include "core/testing/vectors.h"
#include "net/noise/ends_test.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::codec::ProtobufWriter;
using core::testing::spaced_hex;

const core::crypto::X25519PublicKey static_key = core::crypto::x25519_public_key(secret_of(1));

template <class Write>
Buffer message_of(Write write) {
    Buffer message;
    ProtobufWriter writer(message, 2 * payload_size_max);
    write(writer);
    EXPECT_TRUE(writer.finish());
    return message;
}

std::vector<std::string> names_in(const Payload& payload) {
    return {payload.muxers.begin(), payload.muxers.end()};
}

TEST(NoisePayload, NO5_holds_key_signature_and_muxers_where_libp2p_wants_them) {
    const auto identity = identity_of(5);
    constexpr std::array<std::string_view, 2> muxers{"/yamux/1.0.0", "/m"};
    Buffer signed_bytes = spaced_hex("6e6f6973652d6c69627032702d7374617469632d6b65793a");
    core::append(signed_bytes, static_key.view());
    Buffer expected = spaced_hex("0a 24 08 01 12 20");
    core::append(expected, identity.public_key().view());
    core::append(expected, spaced_hex("12 40"));
    core::append(expected, identity.sign(signed_bytes).view());
    const Buffer without_muxers = expected;
    core::append(expected, spaced_hex("22 12 12 0c 2f79616d75782f312e302e30 12 02 2f6d"));
    EXPECT_EQ(encode_payload(identity, static_key, muxers), expected);
    EXPECT_EQ(encode_payload(identity, static_key, {}), without_muxers);

    const auto decoded = decode_payload(expected);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(names_in(*decoded), (std::vector<std::string>{"/yamux/1.0.0", "/m"}));
    const auto key = verify_identity(*decoded, static_key);
    ASSERT_TRUE(key);
    EXPECT_EQ(core::codec::PeerId::of(*key), peer_of(identity));
}

TEST(NoisePayload, NO5_no_other_signature_vouches_for_the_key) {
    const Buffer encoded = encode_payload(identity_of(5), static_key, {});
    const Payload payload = *decode_payload(encoded);
    const auto error_of = [](const Payload& changed) {
        return verify_identity(changed, static_key).error();
    };
    EXPECT_EQ(verify_identity(payload, core::crypto::x25519_public_key(secret_of(2))).error(),
              Error::signature_wrong);
    const Buffer other = encode_payload(identity_of(6), static_key, {});
    const Payload others = *decode_payload(other);
    EXPECT_EQ(error_of({.identity_key = others.identity_key, .signature = payload.signature}),
              Error::signature_wrong);
    EXPECT_EQ(error_of({.identity_key = payload.identity_key, .signature = {}}),
              Error::signature_wrong);
    EXPECT_EQ(
        error_of({.identity_key = payload.identity_key, .signature = payload.signature.first(63)}),
        Error::signature_wrong);
    EXPECT_EQ(error_of({.identity_key = {}, .signature = payload.signature}), Error::value_missing);
    // What the key signed for something else.
    const auto plain = identity_of(5).sign(static_key.view());
    EXPECT_EQ(error_of({.identity_key = payload.identity_key, .signature = plain.view()}),
              Error::signature_wrong);
}

TEST(NoisePayload, NO6_keys_of_other_types_are_told_apart_from_malformed_ones) {
    for (const auto& vector : core::testing::read_cases("spec/vectors/codec/public_key.json")) {
        const auto key = core::codec::PublicKey::from_bytes(vector.bytes("public"));
        if (!key || key->type() == core::codec::KeyType::ed25519) continue;
        const Buffer encoded = key->encode();
        EXPECT_EQ(verify_identity({.identity_key = encoded, .signature = {}}, static_key).error(),
                  Error::key_type_unknown)
            << vector.name();
    }
    const Buffer type_of_tomorrow = spaced_hex("08 04 12 01 00");
    EXPECT_EQ(
        verify_identity({.identity_key = type_of_tomorrow, .signature = {}}, static_key).error(),
        Error::key_type_unknown);
    const Buffer cut = spaced_hex("08 01 12 20 00");
    EXPECT_EQ(verify_identity({.identity_key = cut, .signature = {}}, static_key).error(),
              Error::truncated);
}

TEST(NoisePayload, NO8_what_is_unknown_is_left_alone_and_parts_count_as_one) {
    const Buffer message = message_of([](ProtobufWriter& writer) {
        writer.bytes(3, core::as_bytes("early data of an older revision"));
        writer.message(4, [](ProtobufWriter& extensions) {
            extensions.bytes(1, core::as_bytes("a certificate's hash"));
            extensions.text(2, "/a");
            extensions.u64(1025, 7);
        });
        writer.bytes(1, core::as_bytes("key"));
        writer.u64(77, 7);
        writer.message(4, [](ProtobufWriter& extensions) { extensions.text(2, "/b"); });
    });
    const auto payload = decode_payload(message);
    ASSERT_TRUE(payload);
    EXPECT_EQ(core::as_text(payload->identity_key), "key");
    EXPECT_TRUE(payload->signature.empty());
    EXPECT_EQ(names_in(*payload), (std::vector<std::string>{"/a", "/b"}));
    EXPECT_TRUE(decode_payload({}));
    EXPECT_FALSE(decode_payload(Bytes(message).first(message.size() - 1)));
    EXPECT_FALSE(decode_payload(spaced_hex("08 01")));           // The key as a number.
    EXPECT_FALSE(decode_payload(spaced_hex("22 03 12 01 ff")));  // A name that is no text.
    EXPECT_FALSE(decode_payload(spaced_hex("22 02 12 05")));     // A name that is cut.
}

// A message with one extension again and again.
Buffer repeated(std::uint32_t number, std::size_t count, std::size_t size) {
    return message_of([&](ProtobufWriter& writer) {
        for (std::size_t i = 0; i < count; ++i)
            writer.message(4, [&](ProtobufWriter& extensions) {
                extensions.text(number, std::string(size, 'a'));
            });
    });
}

TEST(NoisePayload, NO8_limits_end_exactly_where_they_say) {
    for (const std::uint32_t number : {1u, 2u}) {
        EXPECT_TRUE(decode_payload(repeated(number, 16, 128)));
        EXPECT_EQ(decode_payload(repeated(number, 17, 0)).error(), Error::too_large);
        EXPECT_EQ(decode_payload(repeated(number, 1, 129)).error(), Error::too_large);
    }
    Buffer largest =
        message_of([](ProtobufWriter& writer) { writer.bytes(99, Buffer(payload_size_max - 4)); });
    EXPECT_EQ(largest.size(), payload_size_max);
    EXPECT_TRUE(decode_payload(largest));
    largest.push_back(std::byte{0});
    EXPECT_EQ(decode_payload(largest).error(), Error::too_large);
}

TEST(NoisePayload, NO8_as_many_muxers_as_may_be_fit_into_our_own) {
    const std::string name(muxer_name_size_max, 'm');
    const std::vector<std::string_view> muxers(muxers_max, name);
    const Buffer encoded = encode_payload(identity_of(5), static_key, muxers);
    EXPECT_EQ(decode_payload(encoded)->muxers.size(), muxers_max);
}

}  // namespace
}  // namespace net::noise
