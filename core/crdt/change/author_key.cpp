// Large end first, as authors are written everywhere.
#include "core/crdt/change/author_key.h"

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/reader.h"

namespace core::crdt {

Author author_of(const crypto::Ed25519PublicKey& key) {
    const Blake3Digest digest = blake3(key.view());
    Reader reader(digest.view());
    const auto number = reader.u64_be();
    ASSERT(number);
    return Author{*number};
}

}  // namespace core::crdt
