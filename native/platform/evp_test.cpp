// ChaCha20-Poly1305 by OpenSSL and by libsodium, on either side of the length where the seam
// changes from one to the other.
#include "native/platform/evp.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "core/crypto/backend.h"
#include "native/platform/random.h"

namespace native {
namespace {

using core::Buffer;
using core::Bytes;
namespace backend = core::crypto::backend;

const unsigned char* in(const Buffer& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Buffer random_bytes(std::size_t size) {
    Buffer bytes(size);
    fill_random(bytes);
    return bytes;
}

struct Message {
    Buffer key = random_bytes(32);
    Buffer nonce = random_bytes(12);
    Buffer extra;
    Buffer text;

    [[nodiscard]] Buffer sealed_by_libsodium() const {
        Buffer sealed(text.size() + evp::tag_size);
        crypto_aead_chacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(sealed.data()),
                                                  nullptr, in(text), text.size(), in(extra),
                                                  extra.size(), nullptr, in(nonce), in(key));
        return sealed;
    }
    // Where the text lies, as transports do it.
    [[nodiscard]] Buffer sealed_in_place() const {
        Buffer memory = text;
        memory.resize(text.size() + evp::tag_size);
        backend::chacha20_poly1305_seal(key, nonce, extra, Bytes(memory).first(text.size()),
                                        memory);
        return memory;
    }
    bool open_in_place(Buffer& memory) const {
        return backend::chacha20_poly1305_open(key, nonce, extra, memory,
                                               std::span(memory).first(text.size()));
    }
};

TEST(Evp, CY11_both_libraries_seal_to_the_same_bytes_at_every_length) {
    for (std::size_t size = 0; size <= 2100; size += size < 1000 || size > 1050 ? 7 : 1) {
        const Message message{.extra = random_bytes(size % 20), .text = random_bytes(size)};
        const Buffer expected = message.sealed_by_libsodium();
        Buffer memory = message.sealed_in_place();
        ASSERT_EQ(memory, expected) << size;
        ASSERT_TRUE(message.open_in_place(memory)) << size;
        ASSERT_TRUE(std::ranges::equal(Bytes(memory).first(size), message.text)) << size;
    }
}

TEST(Evp, CY11_a_long_text_that_was_changed_is_not_opened_and_leaves_nothing) {
    const Message message{.extra = random_bytes(10), .text = random_bytes(5000)};
    for (const std::size_t position : {0uz, 2500uz, 4999uz, 5000uz, 5015uz}) {
        Buffer memory = message.sealed_in_place();
        memory[position] ^= std::byte{1};
        EXPECT_FALSE(message.open_in_place(memory)) << position;
        EXPECT_TRUE(std::ranges::all_of(Bytes(memory).first(5000),
                                        [](std::byte byte) { return byte == std::byte{0}; }));
    }
    Message other = message;
    other.extra[3] ^= std::byte{0x80};
    Buffer memory = message.sealed_in_place();
    EXPECT_FALSE(other.open_in_place(memory));
}

}  // namespace
}  // namespace native
