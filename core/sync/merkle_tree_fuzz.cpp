// Trees from anybody's bytes, and changes to a tree that the input chooses.
#include "core/base/assert.h"
#include "core/sync/merkle_tree.h"
#include "core/sync/sync_twin.h"
#include "core/testing/fuzz.h"

namespace core::sync {
namespace {

void read(Bytes input) {
    Reader reader(input);
    const auto tree = MerkleTree::read(reader);
    if (!tree) return;
    Buffer bytes;
    BufferWriter writer(bytes, input.size());
    tree->write(writer);
    ASSERT(writer.finish() && equal(bytes, input.first(reader.position())));
}

void change(Bytes input) {
    MerkleTree tree;
    twin::KeySet twin;
    Reader reader(input);
    for (;;) {
        const auto number = reader.u8();
        const auto kind = reader.u8();
        if (!number || !kind) break;
        const Key key = twin::key_of(*number);
        const Key other = twin::key_of(*kind);
        if (*kind % 3 == 0) {
            ASSERT(tree.erase(key) == (twin.erase(key) == 1));
        } else if (*kind % 3 == 1) {
            ASSERT(tree.insert(key) == twin.insert(key).second);
        } else {
            const KeyRange range{key, other};
            ASSERT(tree.fingerprint(range) == twin::root_of(twin::part_of(twin, range)));
            ASSERT(tree.rank(key) <= tree.size());
        }
    }
    ASSERT(tree.root() == twin::root_of(twin));
}

}  // namespace
}  // namespace core::sync

FUZZ(merkle_tree) {
    if (input.empty()) return;
    const core::Bytes rest = input.subspan(1);
    std::to_integer<unsigned>(input[0]) % 2 == 0 ? core::sync::read(rest)
                                                 : core::sync::change(rest);
}
