// ChaCha20-Poly1305, signatures and key exchange through the typed functions that the brain calls.
#include "bench/base/contestants.h"
#include "core/crypto/chacha20_poly1305.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/x25519.h"
#ifndef __wasm__
#include "native/platform/cipher_openssl.h"
#endif

namespace bench {
namespace {

using namespace core::crypto;

template <class Key>
Key secret_of(core::Seed seed) {
    Key key;
    core::Prng(seed).fill(key.mutable_view());
    return key;
}

void measure_chacha20_poly1305(const Measure& measure, Size size) {
    const auto key = secret_of<AeadKey>(core::Seed{1});
    core::Buffer memory = random_bytes(size.bytes + aead_tag_size);
    const core::Bytes text = core::Bytes(memory).first(size.bytes);
    measure.rate(title("ChaCha20-Poly1305 seal", size), ours, "MiB/s", mebibytes(size.bytes), [&] {
        chacha20_poly1305_seal(key, {}, {}, text, memory);
        keep(memory.data());
    });
    chacha20_poly1305_seal(key, {}, {}, text, memory);
    core::Buffer opened(size.bytes);
    measure.rate(title("ChaCha20-Poly1305 open", size), ours, "MiB/s", mebibytes(size.bytes),
                 [&] { keep(chacha20_poly1305_open(key, {}, {}, memory, opened)); });
}

void measure_aes_gcm([[maybe_unused]] const Measure& measure, [[maybe_unused]] Size size) {
#ifndef __wasm__  // In the browser it is WebCrypto's, outside of the module.
    const CipherJob job{.id = {},
                        .direction = CipherJob::Direction::seal,
                        .key = secret_of<AesGcmKey>(core::Seed{2}),
                        .nonce = {},
                        .extra = {},
                        .text = random_bytes(size.bytes)};
    measure.rate(title("AES-256-GCM seal", size), ours, "MiB/s", mebibytes(size.bytes),
                 [&] { keep(native::run_cipher(job)); });
#endif
}

void measure_curves(const Measure& measure) {
    const Ed25519KeyPair pair(secret_of<Ed25519Seed>(core::Seed{3}));
    const core::Buffer message = random_bytes(256);
    const Ed25519Signature signature = pair.sign(message);
    measure.rate("Ed25519 sign", ours, "1/s", 1, [&] { keep(pair.sign(message)); });
    measure.rate("Ed25519 verify", ours, "1/s", 1,
                 [&] { keep(ed25519_verify(pair.public_key(), message, signature)); });

    const auto secret = secret_of<X25519Secret>(core::Seed{4});
    const X25519PublicKey theirs = x25519_public_key(secret_of<X25519Secret>(core::Seed{5}));
    measure.rate("X25519", ours, "1/s", 1, [&] { keep(x25519_shared(secret, theirs)); });
}

}  // namespace

void measure_seals(const Measure& measure) {
    for (const Size size : seal_sizes) {
        measure_chacha20_poly1305(measure, size);
        measure_aes_gcm(measure, size);
    }
    measure_curves(measure);
}

}  // namespace bench
