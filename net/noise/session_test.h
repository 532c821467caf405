// Two ends of a Noise session for tests, without the handshake before it.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "net/noise/transport.h"

namespace net::noise {

struct Session {
    explicit Session(std::uint64_t messages_done = 0)
        : left(cipher_of(1, messages_done), cipher_of(2, messages_done)),
          right(cipher_of(2, messages_done), cipher_of(1, messages_done)) {}

    static CipherState cipher_of(unsigned char fill, std::uint64_t messages_done) {
        core::crypto::AeadKey key;
        std::ranges::fill(key.mutable_view(), std::byte{fill});
        return CipherState(std::move(key), messages_done);
    }
    // What the left end seals with, before its first message.
    static CipherState left_cipher() { return cipher_of(1, 0); }

    // By the left end.
    core::Buffer sealed(core::Bytes text) {
        core::Buffer room(Transport::sealed_size(text.size()));
        EXPECT_TRUE(left.seal(text, room));
        return room;
    }
    // By the right end, frame by frame.
    std::vector<core::Buffer> opened(core::Bytes bytes) {
        right.receive(bytes);
        std::vector<core::Buffer> pieces;
        for (auto text = right.next(); text && *text; text = right.next())
            pieces.emplace_back((*text)->begin(), (*text)->end());
        return pieces;
    }

    Transport left;
    Transport right;
};

inline core::Buffer joined(const std::vector<core::Buffer>& pieces) {
    core::Buffer all;
    for (const core::Buffer& piece : pieces) core::append(all, piece);
    return all;
}

// In which no two neighbouring places look alike.
inline core::Buffer text_of(std::size_t size) {
    core::Buffer text(size);
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<std::byte>(i * 7 + i / 251);
    return text;
}

}  // namespace net::noise
