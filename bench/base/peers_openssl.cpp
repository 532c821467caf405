// OpenSSL through EVP, as fast as it can be called: contexts and algorithms are looked up once and
// kept.
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "bench/base/contestants.h"
#include "bench/base/peers.h"

namespace bench {
namespace {

constexpr std::string_view who = "OpenSSL";

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void expect(int outcome) {
    if (outcome != 1) std::abort();
}

const unsigned char* in(const core::Buffer& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(core::Buffer& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

void measure_sha256(const Measure& measure, Size size) {
    const core::Buffer message = random_bytes(size.bytes);
    const Owned<EVP_MD> sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::array<unsigned char, 32> digest;
    measure.rate(title("SHA-256", size), who, "MiB/s", mebibytes(size.bytes), [&] {
        expect(EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr));
        expect(EVP_DigestUpdate(context.get(), message.data(), message.size()));
        expect(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr));
        keep(digest);
    });
}

void measure_seal(const Measure& measure, std::string_view what, const EVP_CIPHER* cipher,
                  Size size) {
    const core::Buffer key = random_bytes(32);
    const core::Buffer nonce = random_bytes(12);
    core::Buffer memory = random_bytes(size.bytes + 16);
    const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    expect(EVP_EncryptInit_ex(context.get(), cipher, nullptr, in(key), in(nonce)));
    measure.rate(title(what, size), who, "MiB/s", mebibytes(size.bytes), [&] {
        int written = 0;
        expect(EVP_EncryptInit_ex(context.get(), nullptr, nullptr, nullptr, in(nonce)));
        expect(EVP_EncryptUpdate(context.get(), out(memory), &written, in(memory),
                                 static_cast<int>(size.bytes)));
        expect(EVP_EncryptFinal_ex(context.get(), out(memory) + size.bytes, &written));
        expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16,
                                   out(memory) + size.bytes));
        keep(memory.data());
    });
}

void measure_ed25519(const Measure& measure) {
    const core::Buffer seed = random_bytes(32);
    const core::Buffer message = random_bytes(256);
    const Owned<EVP_PKEY> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, in(seed), 32));
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::array<unsigned char, 64> signature;
    std::size_t size = signature.size();
    measure.rate("Ed25519 sign", who, "1/s", 1, [&] {
        expect(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()));
        expect(EVP_DigestSign(context.get(), signature.data(), &size, in(message), message.size()));
    });
    measure.rate("Ed25519 verify", who, "1/s", 1, [&] {
        expect(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()));
        expect(
            EVP_DigestVerify(context.get(), signature.data(), size, in(message), message.size()));
    });
}

void measure_x25519(const Measure& measure) {
    const core::Buffer secret = random_bytes(32);
    const Owned<EVP_PKEY> ours(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, in(secret), 32));
    std::array<unsigned char, 32> point{9};
    const Owned<EVP_PKEY> theirs(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, point.data(), point.size()));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(ours.get(), nullptr));
    measure.rate("X25519", who, "1/s", 1, [&] {
        std::size_t size = point.size();
        expect(EVP_PKEY_derive_init(context.get()));
        expect(EVP_PKEY_derive_set_peer(context.get(), theirs.get()));
        expect(EVP_PKEY_derive(context.get(), point.data(), &size));
        keep(point);
    });
}

}  // namespace

void measure_openssl(const Measure& measure) {
    for (const Size size : hash_sizes) measure_sha256(measure, size);
    for (const Size size : seal_sizes) {
        measure_seal(measure, "ChaCha20-Poly1305 seal", EVP_chacha20_poly1305(), size);
        measure_seal(measure, "AES-256-GCM seal", EVP_aes_256_gcm(), size);
    }
    measure_ed25519(measure);
    measure_x25519(measure);
}

}  // namespace bench
