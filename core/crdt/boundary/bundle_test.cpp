// Bundles: whoever takes one has what was lacking, in slices too, and believes nobody without a
// signature.
#include "core/crdt/boundary/bundle.h"

#include <gtest/gtest.h>

#include "core/codec/varint.h"
#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

const Path text{"text"};

constexpr std::size_t before_keys = 1 + DocumentId::size_bytes;

crypto::Ed25519KeyPair key_of(std::uint8_t number) {
    crypto::Ed25519Seed seed;
    seed.mutable_view()[0] = std::byte{number};
    return crypto::Ed25519KeyPair(std::move(seed));
}

struct Peer {
    explicit Peer(std::uint8_t number, const DocumentId& id = {})
        : replica(id, author_of(key_of(number).public_key()), key_of(number)) {
        EXPECT_TRUE(keys.add(key_of(number).public_key()));
    }

    void type(std::string_view word) {
        EXPECT_TRUE(
            replica.edit(0, [&](Editor& editor) { return editor.insert_text(text, 0, word); }));
    }
    Result<Buffer> bundle(const Version& since, Steps steps = UINT64_MAX) {
        Buffer bytes;
        BufferWriter writer(bytes, SIZE_MAX);
        Pace pace;
        Slices work(pace, write_bundle(pace, replica, keys, since, writer));
        while (!work.run(steps)) {
        }
        TRY(work.result());
        return bytes;
    }
    Result<BundleTaken> take(Bytes bundle, Steps steps = UINT64_MAX) {
        Pace pace;
        Slices work(pace, take_bundle(pace, replica, keys, bundle));
        slices = 1;
        while (!work.run(steps)) ++slices;
        return work.result();
    }
    std::string shown() { return to_json(replica.document().tree()); }

    Keyring keys;
    Replica replica;
    int slices = 0;
};

TEST(Bundle, CH10_an_author_is_made_of_the_key) {
    const crypto::Ed25519PublicKey key = key_of(1).public_key();
    const Blake3Digest digest = blake3(key.view());
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < 8; ++i)
        expected = expected << 8 | std::to_integer<std::uint64_t>(digest.bytes[i]);
    EXPECT_EQ(author_of(key).value, expected);
}

TEST(Bundle, BB1_brings_what_is_lacking) {
    Peer alice(1);
    Peer bob(2);
    Peer carol(3);
    alice.type("hello");
    ASSERT_EQ(bob.take(*alice.bundle({}))->delivered, 1U);
    bob.type("well, ");
    const auto back = bob.bundle(alice.replica.history().version());
    ASSERT_EQ(alice.take(*back)->delivered, 1U);
    EXPECT_EQ(alice.shown(), R"({"text":"well, hello"})");
    EXPECT_EQ(bob.shown(), alice.shown());
    // Whoever got it passes it on, keys included.
    EXPECT_EQ(carol.take(*bob.bundle({}))->delivered, 2U);
    EXPECT_EQ(carol.shown(), alice.shown());
    const auto again = carol.take(*bob.bundle({}));
    EXPECT_EQ(again->known, 2U);
    EXPECT_EQ(again->delivered + again->waiting + again->refused, 0U);
    EXPECT_EQ(alice.bundle(bob.replica.history().version())->size(),
              before_keys + 1);  // Nothing lacks.
}

TEST(Bundle, BB1_in_slices_as_in_one_go) {
    Peer alice(1);
    for (int i = 0; i < 30; ++i) alice.type("word ");
    const Buffer whole = *alice.bundle({});
    for (const Steps steps : {1u, 3u, 50u}) EXPECT_EQ(alice.bundle({}, steps), whole);
    Peer bob(2);
    EXPECT_EQ(bob.take(whole, 1000)->delivered, 30U);
    EXPECT_GE(bob.slices, 10);
    EXPECT_EQ(bob.shown(), alice.shown());
}

TEST(Bundle, BB1_what_was_forgotten_cannot_be_given) {
    Peer alice(1);
    alice.type("a");
    const Version then = alice.replica.history().version();
    alice.type("b");
    alice.replica.forget(then);
    EXPECT_EQ(alice.bundle({}).error(), Error::value_missing);
    EXPECT_TRUE(alice.bundle(then));
}

TEST(Bundle, BB2_nobody_is_believed_without_the_signature) {
    Peer alice(1);
    Peer bob(2);
    alice.type("hello");
    alice.type("oh, ");
    Buffer bundle = *alice.bundle({});
    bundle[bundle.size() - 1] ^= std::byte{1};  // Of the last signature.
    const auto taken = bob.take(bundle);
    EXPECT_EQ(taken->delivered, 1U);
    EXPECT_EQ(taken->refused, 1U);
    EXPECT_EQ(taken->first_refusal, Error::signature_wrong);
    EXPECT_EQ(bob.shown(), R"({"text":"hello"})");

    // The same changes, with a key that is not their author's.
    Buffer other = *alice.bundle({});
    copy(MutableBytes(other).subspan(before_keys + 1), key_of(3).public_key().view());
    Peer carol(4);
    const auto refused = carol.take(other);
    EXPECT_EQ(refused->refused, 2U);
    EXPECT_EQ(refused->first_refusal, Error::author_unknown);
    EXPECT_EQ(carol.shown(), "{}");
}

TEST(Bundle, BB2_who_told_two_tales_is_refused_by_that_name) {
    Peer alice(1);
    Peer again(1);
    Peer bob(2);
    alice.type("one");
    again.type("two");
    ASSERT_EQ(bob.take(*alice.bundle({}))->delivered, 1U);
    const auto taken = bob.take(*again.bundle({}));
    EXPECT_EQ(taken->refused, 1U);
    EXPECT_EQ(taken->first_refusal, Error::author_quarantined);
}

TEST(Bundle, BB4_what_is_of_another_document_is_refused) {
    Peer alice(1);
    Peer bob(2, DocumentId{{std::byte{1}}});
    alice.type("hello");
    Buffer bundle = *alice.bundle({});
    EXPECT_EQ(bob.take(bundle).error(), Error::document_mismatch);
    // Nor does it help to say otherwise: the author signed for which document it is.
    copy(MutableBytes(bundle).subspan(1), bob.replica.id().view());
    const auto taken = bob.take(bundle);
    EXPECT_EQ(taken->refused, 1U);
    EXPECT_EQ(taken->first_refusal, Error::signature_wrong);
    EXPECT_EQ(bob.shown(), "{}");
}

TEST(Bundle, BB3_what_is_no_bundle_is_refused) {
    Peer alice(1);
    for (int i = 0; i < 3; ++i) alice.type("x");
    const Buffer bundle = *alice.bundle({});
    int taken_whole = 0;
    for (std::size_t size = 0; size < bundle.size(); ++size) {
        Peer bob(2);
        const auto taken = bob.take(Bytes(bundle).first(size));
        taken_whole += taken ? 1 : 0;
    }
    EXPECT_EQ(taken_whole, 3);  // Behind the keys, and behind each change but the last.
    Peer bob(2);
    EXPECT_FALSE(bob.take(Bytes(bundle).first(bundle.size() - 1)));
    EXPECT_EQ(bob.shown(), R"({"text":"xx"})");
    Buffer other = bundle;
    other[0] = std::byte{2};
    EXPECT_EQ(bob.take(other).error(), Error::protocol_unknown);
}

}  // namespace
}  // namespace core::crdt
