// Sealing through OpenSSL's EVP interface, for the ciphers with a nonce of 12 bytes and a tag of
// 16: AES-256-GCM, and ChaCha20-Poly1305 of long texts. A failing call is a bug or a dying host,
// except a wrong tag.
#pragma once

#include <openssl/types.h>

#include "core/base/bytes.h"

namespace native::evp {

inline constexpr std::size_t tag_size = 16;

// To be done once for each cipher: it takes longer than to seal a short text.
const EVP_CIPHER* fetch(const char* name);

struct Sealing {
    const EVP_CIPHER* cipher;
    core::Bytes key;
    core::Bytes nonce;
    core::Bytes extra;
};

// `sealed` is tag_size longer than the text, and may begin where the text begins.
void seal(const Sealing& sealing, core::Bytes text, core::MutableBytes sealed);

// False if the tag is wrong; the text's memory is then zero.
[[nodiscard]] bool open(const Sealing& sealing, core::Bytes sealed, core::MutableBytes text);

}  // namespace native::evp
