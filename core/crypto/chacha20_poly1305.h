// ChaCha20-Poly1305 (RFC 8439): sealing what only the holder of the key may read or change. A nonce
// must never be used twice with one key; the protocols that call this count them.
#pragma once

#include <cstddef>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crypto/secret.h"

namespace core::crypto {

using AeadKey = Secret<struct AeadKeyTag, 32>;
using AeadNonce = FixedBytes<struct AeadNonceTag, 12>;

inline constexpr std::size_t aead_tag_size = 16;

// `sealed` must be aead_tag_size longer than the text and may begin where the text begins.
void chacha20_poly1305_seal(const AeadKey& key, const AeadNonce& nonce, Bytes extra, Bytes text,
                            MutableBytes sealed);

// `text` must be aead_tag_size shorter than `sealed`, and may begin where it begins. When this
// fails the text's memory holds nothing of the message.
[[nodiscard]] Result<void> chacha20_poly1305_open(const AeadKey& key, const AeadNonce& nonce,
                                                  Bytes extra, Bytes sealed, MutableBytes text);

}  // namespace core::crypto
