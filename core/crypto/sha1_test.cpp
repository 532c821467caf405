// SHA-1 by the published vectors, and at every size around a block by pieces.
#include "core/crypto/sha1.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/vectors.h"

namespace core::crypto {
namespace {

using core::testing::Case;
using core::testing::read_cases;

TEST(Sha1, CY12_gives_the_published_digests) {
    for (const Case& vector : read_cases("spec/vectors/crypto/sha1.json"))
        EXPECT_EQ(to_hex(sha1(vector.bytes("message")).view()), vector.text("digest"))
            << vector.name();
}

TEST(Sha1, CY12_gives_the_published_digest_of_a_million_letters) {
    const Buffer message(1'000'000, std::byte{'a'});
    EXPECT_EQ(to_hex(sha1(message).view()), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Sha1, CY12_hmac_gives_the_published_tags) {
    for (const Case& vector : read_cases("spec/vectors/crypto/hmac_sha1.json"))
        EXPECT_EQ(to_hex(hmac_sha1(vector.bytes("key"), {vector.bytes("message")}).view()),
                  vector.text("tag"))
            << vector.name();
}

// The digest of the digests of 0, 1, … 200 letters: its value was computed with Python's hashlib.
TEST(Sha1, CY12_every_size_around_a_block_is_padded_right) {
    const Buffer letters(200, std::byte{'a'});
    Buffer digests;
    for (std::size_t size = 0; size <= letters.size(); ++size)
        append(digests, sha1(Bytes(letters).first(size)).view());
    EXPECT_EQ(to_hex(sha1(digests).view()), "f6f332e8f89c35ee3df74d34ef8fda777d9647b9");
}

TEST(Sha1, CY12_a_message_in_parts_hashes_as_one) {
    Buffer message(200);
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::byte>(i);
    const Sha1Digest whole = sha1(message);
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        const Bytes head = Bytes(message).first(cut);
        const Bytes tail = Bytes(message).subspan(cut);
        EXPECT_EQ(sha1({head, {}, tail.first(tail.size() / 2), tail.subspan(tail.size() / 2)}),
                  whole);
        EXPECT_EQ(hmac_sha1(head, {head, tail}), hmac_sha1(head, {message}));
    }
}

// The example of RFC 6455, section 1.3.
TEST(Sha1, CY13_serves_the_accept_key_of_websocket) {
    const Bytes key = as_bytes("dGhlIHNhbXBsZSBub25jZQ==");
    const Bytes suffix = as_bytes("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    EXPECT_EQ(to_hex(sha1({key, suffix}).view()), "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
}

}  // namespace
}  // namespace core::crypto
