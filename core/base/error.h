// Error names everything that can be wrong with what came from outside, across core/. Each kind has
// one description, written for the person who will read it in a log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace core {

enum class Error : std::uint8_t {
    // Any encoding.
    truncated,
    too_large,
    trailing_bytes,
    not_canonical,
    malformed,
    too_deep,
    // Text forms.
    bad_digit,
    base_unknown,
    // Names of protocols, hashes and keys.
    protocol_unknown,
    value_missing,
    hash_unknown,
    hash_size_wrong,
    key_type_unknown,
    key_size_wrong,
    key_mismatch,
    // Cryptography.
    signature_wrong,
    tag_wrong,
    point_weak,
    type_wrong,
    format_unknown,
    digest_wrong,
    // Storage.
    checksum_wrong,
    backlog_full,
    storage_full,
    storage_failed,
    // Who wrote it.
    author_unknown,
    author_quarantined,
    author_revoked,
    past_unknown,
    // Documents.
    document_mismatch,
};

inline constexpr std::size_t error_count = static_cast<std::size_t>(Error::document_mismatch) + 1;

std::string_view describe(Error error);

}  // namespace core
