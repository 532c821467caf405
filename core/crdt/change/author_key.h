// Who an author is: whoever has the private key to the public key that its number was made of.
#pragma once

#include "core/crdt/dot.h"
#include "core/crypto/ed25519.h"

namespace core::crdt {

// The first 8 bytes of the key's BLAKE3. To be taken for somebody else takes 2^64 keys; to be the
// same as somebody by chance, as many authors as no mesh has.
[[nodiscard]] Author author_of(const crypto::Ed25519PublicKey& key);

}  // namespace core::crdt
