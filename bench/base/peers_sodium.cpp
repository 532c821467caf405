// libsodium called directly: what our seam to it costs, and its own fastest hash.
#include <sodium.h>

#include <array>
#include <cstdlib>

#include "bench/base/contestants.h"
#include "bench/base/peers.h"

namespace bench {
namespace {

constexpr std::string_view who = "libsodium";

const unsigned char* in(const core::Buffer& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

void measure_blake2b(const Measure& measure, Size size) {
    const core::Buffer message = random_bytes(size.bytes);
    std::array<unsigned char, 32> digest;
    measure.rate(title("BLAKE2b", size), who, "MiB/s", mebibytes(size.bytes), [&] {
        crypto_generichash(digest.data(), digest.size(), in(message), message.size(), nullptr, 0);
        keep(digest);
    });
}

void measure_seal(const Measure& measure, Size size) {
    const core::Buffer key = random_bytes(32);
    const core::Buffer nonce = random_bytes(12);
    core::Buffer memory = random_bytes(size.bytes + 16);
    auto* const text = reinterpret_cast<unsigned char*>(memory.data());
    measure.rate(title("ChaCha20-Poly1305 seal", size), who, "MiB/s", mebibytes(size.bytes), [&] {
        crypto_aead_chacha20poly1305_ietf_encrypt(text, nullptr, text, size.bytes, nullptr, 0,
                                                  nullptr, in(nonce), in(key));
        keep(memory.data());
    });
}

void measure_ed25519(const Measure& measure) {
    std::array<unsigned char, 32> public_key;
    std::array<unsigned char, 64> secret_key;
    std::array<unsigned char, 64> signature;
    crypto_sign_ed25519_keypair(public_key.data(), secret_key.data());
    const core::Buffer message = random_bytes(256);
    measure.rate("Ed25519 sign", who, "1/s", 1, [&] {
        crypto_sign_ed25519_detached(signature.data(), nullptr, in(message), message.size(),
                                     secret_key.data());
    });
    measure.rate("Ed25519 verify", who, "1/s", 1, [&] {
        if (crypto_sign_ed25519_verify_detached(signature.data(), in(message), message.size(),
                                                public_key.data()) != 0)
            std::abort();
    });
}

}  // namespace

void measure_sodium(const Measure& measure) {
    if (sodium_init() < 0) std::abort();
    for (const Size size : hash_sizes) measure_blake2b(measure, size);
    for (const Size size : seal_sizes) measure_seal(measure, size);
    measure_ed25519(measure);
}

}  // namespace bench
