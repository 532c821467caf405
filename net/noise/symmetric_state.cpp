// Noise's HKDF is the one of RFC 5869 without info: the first output is the next chaining key, the
// second a key for messages.
#include "net/noise/symmetric_state.h"

#include <array>

namespace net::noise {
namespace {

using core::Bytes;
using core::crypto::aead_tag_size;
using core::crypto::AeadKey;
using core::crypto::PseudorandomKey;

// Exactly as long as a hash, so it stands for its own.
constexpr std::string_view protocol_name = "Noise_XX_25519_ChaChaPoly_SHA256";
static_assert(protocol_name.size() == core::crypto::Sha256Digest::size_bytes);

struct KeyPair {
    core::crypto::Secret<struct FirstKeyTag, 32> first;
    core::crypto::Secret<struct SecondKeyTag, 32> second;
};

KeyPair derive(const PseudorandomKey& chaining_key, Bytes input) {
    core::crypto::Secret<struct BothKeysTag, 64> both;
    core::crypto::hkdf_expand(core::crypto::hkdf_extract(chaining_key.expose(), input), {},
                              both.mutable_view());
    KeyPair keys;
    core::copy(keys.first.mutable_view(), both.expose().first(32));
    core::copy(keys.second.mutable_view(), both.expose().subspan(32));
    return keys;
}

CipherState cipher_of(Bytes key) { return CipherState(AeadKey(key.first<32>())); }

}  // namespace

SymmetricState::SymmetricState(Bytes prologue) {
    core::copy(hash_.mutable_view(), core::as_bytes(protocol_name));
    core::copy(chaining_key_.mutable_view(), hash_.view());
    mix_hash(prologue);
}

void SymmetricState::mix_hash(Bytes bytes) { hash_ = core::crypto::sha256({hash_.view(), bytes}); }

void SymmetricState::mix_key(Bytes shared_secret) {
    const KeyPair keys = derive(chaining_key_, shared_secret);
    core::copy(chaining_key_.mutable_view(), keys.first.expose());
    cipher_ = cipher_of(keys.second.expose());
}

void SymmetricState::seal(Bytes text, core::Buffer& out) {
    const std::size_t before = out.size();
    if (cipher_) {
        out.resize(before + text.size() + aead_tag_size);
        cipher_->seal(hash_.view(), text, core::MutableBytes(out).subspan(before));
    } else {
        core::append(out, text);
    }
    mix_hash(Bytes(out).subspan(before));
}

core::Result<core::Buffer> SymmetricState::open(Bytes sealed) {
    core::Buffer text(sealed.begin(), sealed.end());
    if (cipher_) {
        if (sealed.size() < aead_tag_size) return core::fail(core::Error::truncated);
        text.resize(sealed.size() - aead_tag_size);
        TRY(cipher_->open(hash_.view(), sealed, text));
    }
    mix_hash(sealed);
    return text;
}

SessionKeys SymmetricState::split() const {
    const KeyPair keys = derive(chaining_key_, {});
    return {cipher_of(keys.first.expose()), cipher_of(keys.second.expose())};
}

}  // namespace net::noise
