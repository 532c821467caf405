// SHA-256, HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869). Messages may come in parts, so that
// callers need not join what they hash.
#pragma once

#include <cstddef>
#include <initializer_list>

#include "core/base/bytes.h"
#include "core/crypto/secret.h"

namespace core::crypto {

using Sha256Digest = FixedBytes<struct Sha256DigestTag, 32>;
using PseudorandomKey = Secret<struct PseudorandomKeyTag, 32>;

// HKDF's counter is one byte.
inline constexpr std::size_t hkdf_output_size_max = std::size_t{255} * 32;

Sha256Digest sha256(Bytes message);
Sha256Digest sha256(std::initializer_list<Bytes> parts);

Sha256Digest hmac_sha256(Bytes key, std::initializer_list<Bytes> parts);

PseudorandomKey hkdf_extract(Bytes salt, Bytes input_key);
// Fills the whole output, at most hkdf_output_size_max bytes.
void hkdf_expand(const PseudorandomKey& key, Bytes info, MutableBytes output);

}  // namespace core::crypto
