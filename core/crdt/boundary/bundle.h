// A bundle is changes together with the keys of their authors, for whoever lacks them: since an
// author's number is made of the key, it can be checked by whoever gets it from anybody (rules BB1–
// BB4, spec/boundary.md).
//
//   bundle := format version (1), id of the document (32 bytes), count of keys, keys (32 bytes
//             each); changes, each: size, bytes
#pragma once

#include "core/base/ordered_map.h"
#include "core/base/sliced.h"
#include "core/crdt/change/author_key.h"
#include "core/crdt/replica/replica.h"

namespace core::crdt {

// The keys of all authors who were heard of.
class Keyring {
public:
    // Error::too_large if there are more than may be.
    Result<void> add(const crypto::Ed25519PublicKey& key);
    // Null if it is not known.
    [[nodiscard]] const crypto::Ed25519PublicKey* find(Author author) const {
        return keys_.find(author);
    }

    // By author.
    [[nodiscard]] auto begin() const { return keys_.begin(); }
    [[nodiscard]] auto end() const { return keys_.end(); }

private:
    OrderedMap<Author, crypto::Ed25519PublicKey> keys_;
};

// What the version lacks, in causal order. What was written may be taken from the writer between
// slices. Error::value_missing if it was forgotten, author_unknown if a key is missing.
[[nodiscard]] Sliced<Result<void>> write_bundle(Pace& pace, const Replica& replica,
                                                const Keyring& keys, Version since,
                                                BufferWriter& writer);

struct BundleTaken {
    std::uint32_t delivered = 0;
    std::uint32_t waiting = 0;
    std::uint32_t known = 0;
    std::uint32_t refused = 0;
    // Why the first of them was refused, or one that had waited.
    std::optional<Error> first_refusal;
};
// Changes that are refused do not keep the others from being taken. Fails if it is no bundle, or
// of another document (Error::document_mismatch), or breaks off: what was taken before stays.
[[nodiscard]] Sliced<Result<BundleTaken>> take_bundle(Pace& pace, Replica& replica, Keyring& keys,
                                                      Bytes bundle);

}  // namespace core::crdt
