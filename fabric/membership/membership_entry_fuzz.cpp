// Any bytes as the fields of an entry, signed by its author: what is read gives the same bytes
// again.
#include <tuple>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/membership/entry.h"
#include "fabric/membership/entry_body.h"
#include "net/noise/toy_crypto_fuzz.h"

FUZZ(membership_entry) {
    using namespace fabric::membership;
    std::ignore = SignedEntry::from_bytes(input);
    core::Reader reader(input);
    const auto body = read_body(reader);
    if (!body) return;
    const core::Bytes read = input.first(reader.position());
    core::Buffer written;
    core::BufferWriter writer(written, read.size());
    write_body(writer, *body);
    ASSERT(writer.finish() && core::equal(written, read));

    const KeyPair author{core::crypto::Ed25519Seed{}};
    const auto entry = SignedEntry::sign({.mesh = {},
                                          .author = author.public_key(),
                                          .parents = {},
                                          .depth = 1,
                                          .wall_time = {},
                                          .body = *body},
                                         author);
    if (!entry) return;  // Somebody else's signature in it is wrong.
    const auto again = SignedEntry::from_bytes(entry->bytes());
    ASSERT(again && again->entry() == entry->entry());
}
