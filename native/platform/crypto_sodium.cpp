// The brain's crypto seam, provided by libsodium, and by OpenSSL where that is much faster.
#include <sodium.h>

#include <array>

#include "core/base/assert.h"
#include "core/crypto/backend.h"
#include "core/crypto/secret.h"
#include "native/platform/evp.h"

namespace core::crypto::backend {
namespace {

// An empty view may have no address, which libsodium does not accept even for no bytes.
const unsigned char* in(Bytes bytes) {
    static constexpr unsigned char nothing = 0;
    return bytes.empty() ? &nothing : reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(MutableBytes bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// Chooses the fastest code for this processor. Without it libsodium works, several times slower.
void ensure_initialized() {
    static const int outcome = sodium_init();
    ASSERT(outcome >= 0);
}

// libsodium's form of a secret key: the seed with the public key behind it.
struct SigningKey {
    SigningKey(Bytes seed, Bytes public_key) {
        copy(std::as_writable_bytes(std::span(bytes)), seed);
        copy(std::as_writable_bytes(std::span(bytes)).subspan(crypto_sign_SEEDBYTES), public_key);
    }
    ~SigningKey() { wipe(std::as_writable_bytes(std::span(bytes))); }
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;

    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes;
};

// From here on OpenSSL's wider vectors outweigh what it takes to set it up; at 64 KiB it is more
// than twice as fast (`./dev bench base`).
constexpr std::size_t long_text_size = 1024;

const EVP_CIPHER* long_text_cipher() {
    static const EVP_CIPHER* const cipher = native::evp::fetch("ChaCha20-Poly1305");
    return cipher;
}

}  // namespace

void sha256(Parts message, MutableBytes digest) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const Bytes part : message) crypto_hash_sha256_update(&state, in(part), part.size());
    crypto_hash_sha256_final(&state, out(digest));
}

void hmac_sha256(Bytes key, Parts message, MutableBytes tag) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, in(key), key.size());
    for (const Bytes part : message) crypto_auth_hmacsha256_update(&state, in(part), part.size());
    crypto_auth_hmacsha256_final(&state, out(tag));
    wipe(std::as_writable_bytes(std::span(&state, 1)));
}

void ed25519_public_key(Bytes seed, MutableBytes public_key) {
    ensure_initialized();
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret;
    crypto_sign_seed_keypair(out(public_key), secret.data(), in(seed));
    wipe(std::as_writable_bytes(std::span(secret)));
}

void ed25519_sign(Bytes seed, Bytes public_key, Bytes message, MutableBytes signature) {
    ensure_initialized();
    const SigningKey key(seed, public_key);
    crypto_sign_detached(out(signature), nullptr, in(message), message.size(), key.bytes.data());
}

bool ed25519_verify(Bytes public_key, Bytes message, Bytes signature) {
    ensure_initialized();
    return crypto_sign_verify_detached(in(signature), in(message), message.size(),
                                       in(public_key)) == 0;
}

void x25519_public_key(Bytes secret, MutableBytes public_key) {
    ensure_initialized();
    crypto_scalarmult_curve25519_base(out(public_key), in(secret));
}

bool x25519_shared(Bytes secret, Bytes public_key, MutableBytes shared) {
    ensure_initialized();
    return crypto_scalarmult_curve25519(out(shared), in(secret), in(public_key)) == 0;
}

void chacha20_poly1305_seal(Bytes key, Bytes nonce, Bytes extra, Bytes text, MutableBytes sealed) {
    if (text.size() >= long_text_size)
        return native::evp::seal({long_text_cipher(), key, nonce, extra}, text, sealed);
    ensure_initialized();
    crypto_aead_chacha20poly1305_ietf_encrypt(out(sealed), nullptr, in(text), text.size(),
                                              in(extra), extra.size(), nullptr, in(nonce), in(key));
}

bool chacha20_poly1305_open(Bytes key, Bytes nonce, Bytes extra, Bytes sealed, MutableBytes text) {
    if (text.size() >= long_text_size)
        return native::evp::open({long_text_cipher(), key, nonce, extra}, sealed, text);
    ensure_initialized();
    return crypto_aead_chacha20poly1305_ietf_decrypt(out(text), nullptr, nullptr, in(sealed),
                                                     sealed.size(), in(extra), extra.size(),
                                                     in(nonce), in(key)) == 0;
}

}  // namespace core::crypto::backend
