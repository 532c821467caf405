// Changes from anybody: what is read is in its one form.
#include "core/base/assert.h"
#include "core/crdt/change/change.h"
#include "core/testing/fuzz.h"

FUZZ(change) {
    using namespace core::crdt;
    const auto change = read_change(input);
    if (!change) return;
    const core::crypto::Ed25519KeyPair key{core::crypto::Ed25519Seed{}};
    const auto bytes = write_change(*change, {}, key);
    ASSERT(bytes && bytes->size() == input.size());
    const std::size_t unsigned_size = input.size() - core::crypto::Ed25519Signature::size_bytes;
    ASSERT(core::equal(core::Bytes(*bytes).first(unsigned_size), input.first(unsigned_size)));
    ASSERT(verify_change(*bytes, {}, key.public_key()));
}
