// Signed envelopes: js-libp2p's in both directions, and everything that must not open.
#include "core/codec/signed_envelope.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/hex.h"
#include "core/codec/peer_id.h"
#include "core/codec/protobuf.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

constexpr std::string_view domain = "selvage test";
const Bytes type = as_bytes("type");

crypto::Ed25519KeyPair pair_of(unsigned char fill) {
    crypto::Ed25519Seed seed;
    for (std::byte& byte : seed.mutable_view()) byte = std::byte{fill};
    return crypto::Ed25519KeyPair(std::move(seed));
}

crypto::Ed25519KeyPair pair_of(const Case& vector) {
    crypto::Ed25519Seed seed;
    copy(seed.mutable_view(), vector.bytes("seed"));
    return crypto::Ed25519KeyPair(std::move(seed));
}

Buffer sealed(std::string_view payload) {
    return *seal_envelope(pair_of(7), domain, type, as_bytes(payload));
}

Error error_of(Bytes envelope) {
    const auto opened = open_envelope(envelope, domain, type);
    EXPECT_FALSE(opened) << to_hex(envelope);
    return opened ? Error{} : opened.error();
}

// An envelope field by field, as its reader must be ready for it.
template <class Write>
Buffer envelope_of(Write write) {
    Buffer envelope;
    ProtobufWriter writer(envelope, 2 * envelope_size_max);
    write(writer);
    EXPECT_TRUE(writer.finish());
    return envelope;
}

struct Parts {
    Buffer key = PublicKey(pair_of(7).public_key()).encode();
    Buffer payload{std::byte{'p'}};
    // By hand: each part behind its length, which is below 128.
    Buffer signature = [&] {
        const std::string text = "\x0cselvage test\x04type\x01p";
        const auto signature = pair_of(7).sign(as_bytes(text));
        return Buffer(signature.view().begin(), signature.view().end());
    }();
};

// [SE1] [SE2] [SE4]
TEST(SignedEnvelope, SE1_seals_and_opens_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/signed_envelope.json")) {
        const Buffer envelope = vector.bytes("envelope");
        const Buffer domain_bytes = vector.bytes("domain");
        const Buffer payload_type = vector.bytes("payload_type");
        const auto sealed_again = seal_envelope(pair_of(vector), as_text(domain_bytes),
                                                payload_type, vector.bytes("payload"));
        EXPECT_EQ(sealed_again, envelope) << vector.name();
        const auto opened = open_envelope(envelope, as_text(domain_bytes), payload_type);
        ASSERT_TRUE(opened) << vector.name();
        EXPECT_TRUE(equal(opened->payload, vector.bytes("payload"))) << vector.name();
        EXPECT_EQ(PeerId::of(opened->signer).to_text(), vector.text("peer"));
    }
}

TEST(SignedEnvelope, SE1_an_empty_payload_is_left_out_and_may_be_written) {
    const Buffer envelope = sealed("");
    ProtobufReader fields(envelope);
    std::string numbers;
    for (auto field = fields.next(); field && *field; field = fields.next())
        numbers += static_cast<char>('0' + (*field)->number);
    EXPECT_EQ(numbers, "125");
    EXPECT_TRUE(open_envelope(envelope, domain, type)->payload.empty());
    Buffer with_payload = envelope;
    append(with_payload, *from_hex("1a00"));
    EXPECT_TRUE(open_envelope(with_payload, domain, type)->payload.empty());
}

TEST(SignedEnvelope, SE2_signed_are_domain_type_and_payload_with_their_lengths) {
    const Parts parts;
    const Buffer envelope = envelope_of([&](ProtobufWriter& writer) {
        writer.bytes(1, parts.key);
        writer.bytes(2, type);
        writer.bytes(3, parts.payload);
        writer.bytes(5, parts.signature);
    });
    EXPECT_EQ(envelope, sealed("p"));
    ASSERT_TRUE(open_envelope(envelope, domain, type));
    // Lengths keep apart what would otherwise be the same bytes.
    const Buffer moved =
        *seal_envelope(pair_of(7), "selvage testt", as_bytes("ype"), as_bytes("p"));
    EXPECT_FALSE(open_envelope(moved, domain, as_bytes("ype")));
    EXPECT_TRUE(open_envelope(moved, "selvage testt", as_bytes("ype")));
    // A length of two bytes.
    const std::string longer(200, 'd');
    const Buffer long_domain = *seal_envelope(pair_of(7), longer, type, {});
    EXPECT_TRUE(open_envelope(long_domain, longer, type));
}

TEST(SignedEnvelope, SE3_another_type_than_expected_is_wrong) {
    const Buffer envelope = sealed("payload");
    for (const std::string_view other : {"Type", "typ", "types", "\x03\x01"})
        EXPECT_EQ(open_envelope(envelope, domain, as_bytes(other)).error(), Error::type_wrong);
    // No type at all, and another one though it was signed as the right one.
    const Parts parts;
    EXPECT_EQ(error_of(envelope_of([&](ProtobufWriter& writer) {
                  writer.bytes(1, parts.key);
                  writer.bytes(3, parts.payload);
                  writer.bytes(5, parts.signature);
              })),
              Error::type_wrong);
    EXPECT_EQ(error_of(envelope_of([&](ProtobufWriter& writer) {
                  writer.bytes(1, parts.key);
                  writer.bytes(2, as_bytes("typo"));
                  writer.bytes(3, parts.payload);
                  writer.bytes(5, parts.signature);
              })),
              Error::type_wrong);
}

TEST(SignedEnvelope, SE4_every_single_bit_counts) {
    for (const std::string_view payload : {"", "a payload"}) {
        Buffer envelope = sealed(payload);
        for (std::size_t bit = 0; bit < 8 * envelope.size(); ++bit) {
            const std::byte flip{static_cast<unsigned char>(1u << bit % 8)};
            envelope[bit / 8] ^= flip;
            EXPECT_FALSE(open_envelope(envelope, domain, type)) << bit;
            envelope[bit / 8] ^= flip;
        }
        EXPECT_TRUE(open_envelope(envelope, domain, type));
    }
}

TEST(SignedEnvelope, SE4_every_byte_of_the_domain_counts) {
    const Buffer envelope = sealed("payload");
    for (std::size_t i = 0; i < domain.size(); ++i) {
        std::string other(domain);
        other[i] ^= 1;
        EXPECT_EQ(open_envelope(envelope, other, type).error(), Error::signature_wrong) << i;
    }
    for (const std::string_view other : {"selvage tes", "selvage test ", "s"})
        EXPECT_EQ(open_envelope(envelope, other, type).error(), Error::signature_wrong) << other;
}

TEST(SignedEnvelope, SE4_the_key_and_signature_of_somebody_else_do_not_open_it) {
    const Parts parts;
    const Buffer other_key = PublicKey(pair_of(8).public_key()).encode();
    const Buffer other = *seal_envelope(pair_of(8), domain, type, as_bytes("q"));
    const Bytes other_signature = Bytes(other).last(64);
    const auto error_with = [&](Bytes key, Bytes payload, Bytes signature) {
        return error_of(envelope_of([&](ProtobufWriter& writer) {
            writer.bytes(1, key);
            writer.bytes(2, type);
            writer.bytes(3, payload);
            writer.bytes(5, signature);
        }));
    };
    EXPECT_EQ(error_with(other_key, parts.payload, parts.signature), Error::signature_wrong);
    EXPECT_EQ(error_with(parts.key, parts.payload, other_signature), Error::signature_wrong);
    EXPECT_EQ(error_with(parts.key, as_bytes("q"), parts.signature), Error::signature_wrong);
    EXPECT_EQ(error_with(parts.key, as_bytes("q"), other_signature), Error::signature_wrong);
    EXPECT_EQ(error_with(parts.key, {}, parts.signature), Error::signature_wrong);
    EXPECT_EQ(error_with(parts.key, parts.payload, Bytes(parts.signature).first(63)),
              Error::signature_wrong);
    EXPECT_EQ(error_with(Bytes(parts.key).first(35), parts.payload, parts.signature),
              Error::truncated);
    const Buffer secp256k1 = *from_hex("08021221" + std::string(66, '2'));
    EXPECT_EQ(error_with(secp256k1, parts.payload, parts.signature), Error::key_type_unknown);
}

TEST(SignedEnvelope, SE4_what_stands_last_counts_and_unknown_fields_do_not) {
    Buffer envelope = sealed("payload");
    append(envelope, *from_hex("3001"
                               "220161"
                               "3d00000000"
                               "8a01027879"));
    const auto opened = open_envelope(envelope, domain, type);
    ASSERT_TRUE(opened);
    EXPECT_EQ(as_text(opened->payload), "payload");
    append(envelope, *from_hex("1a0161"));
    EXPECT_EQ(error_of(envelope), Error::signature_wrong);
    append(envelope, *from_hex("1a07" + to_hex(as_bytes("payload"))));
    EXPECT_TRUE(open_envelope(envelope, domain, type));
}

TEST(SignedEnvelope, SE5_key_and_signature_must_be_there) {
    const Parts parts;
    EXPECT_EQ(error_of({}), Error::value_missing);
    EXPECT_EQ(error_of(envelope_of([&](ProtobufWriter& writer) {
                  writer.bytes(2, type);
                  writer.bytes(3, parts.payload);
                  writer.bytes(5, parts.signature);
              })),
              Error::value_missing);
    for (const bool is_empty : {false, true})
        EXPECT_EQ(error_of(envelope_of([&](ProtobufWriter& writer) {
                      writer.bytes(1, parts.key);
                      writer.bytes(2, type);
                      writer.bytes(3, parts.payload);
                      if (is_empty) writer.bytes(5, {});
                  })),
                  Error::value_missing);
    EXPECT_EQ(error_of(envelope_of([&](ProtobufWriter& writer) { writer.u64(1, 1); })),
              Error::malformed);
    const Buffer whole = sealed("payload");
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(open_envelope(Bytes(whole).first(size), domain, type)) << size;
}

TEST(SignedEnvelope, SE6_the_size_ends_exactly_at_the_limit) {
    const std::size_t around = sealed(std::string(50'000, 'a')).size() - 50'000;
    const std::string most(envelope_size_max - around, 'a');
    const Buffer envelope = sealed(most);
    EXPECT_EQ(envelope.size(), envelope_size_max);
    EXPECT_EQ(as_text(open_envelope(envelope, domain, type)->payload), most);
    EXPECT_EQ(seal_envelope(pair_of(7), domain, type, as_bytes(most + 'a')).error(),
              Error::too_large);
    Buffer longer = envelope;
    longer.push_back(std::byte{0x30});
    longer.push_back({});
    EXPECT_EQ(error_of(longer), Error::too_large);
}

}  // namespace
}  // namespace core::codec
