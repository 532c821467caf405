// ChangeRecord is a change as members hand it on and keep it: with its author's public key in
// front, so that whoever gets it from anybody can check it (rules DM1–DM3, spec/documents.md).
//
//   record := public key (32 bytes), signed change
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crdt/change/change.h"
#include "core/crypto/ed25519.h"
#include "core/sync/key.h"

namespace fabric::documents {

using AuthorKey = core::crypto::Ed25519PublicKey;

struct ChangeRecord {
    AuthorKey author;
    core::crdt::Change change;
    core::Bytes signed_change;  // A view of the bytes that it was read from.
    core::Blake3Digest hash;
};

// Checks the form, and that the key is that of the author; not the signature.
[[nodiscard]] core::Result<ChangeRecord> read_change_record(core::Bytes bytes);
[[nodiscard]] core::Buffer write_change_record(const AuthorKey& author, core::Bytes signed_change);

// By which a change is acknowledged: author, sequence, and the beginning of its hash.
[[nodiscard]] core::sync::Key key_of(const ChangeRecord& record);
// What a key says of itself.
struct ChangeName {
    core::crdt::Author author;
    std::uint64_t sequence = 0;
};
[[nodiscard]] ChangeName name_of(const core::sync::Key& key);

}  // namespace fabric::documents
