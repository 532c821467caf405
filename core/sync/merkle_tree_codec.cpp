// The tree in a snapshot: the root, how many keys, and for each how many bytes it shares with the
// one before it and the rest. The pages follow from the keys.
#include "core/codec/varint.h"
#include "core/sync/merkle_tree.h"

namespace core::sync {
namespace {

// How much of the key before it every key repeats, in one byte, and at least one of its own.
constexpr std::size_t entry_size_min = 2;

}  // namespace

void MerkleTree::write(BufferWriter& writer) const {
    writer.bytes(root().view());
    codec::write_varint(writer, size());
    const Key* before = nullptr;
    visit({}, [&](const Key& key) {
        const std::size_t shared = before ? shared_size(*before, key) : 0;
        writer.u8(static_cast<std::uint8_t>(shared));
        writer.bytes(key.view().subspan(shared));
        before = &key;
        return true;
    });
}

Result<MerkleTree> MerkleTree::read(Reader& reader) {
    const Blake3Digest root = TRY(reader.fixed<Blake3Digest>());
    const std::uint64_t count = TRY(codec::read_varint(reader));
    if (count > tree_size_max) return fail(Error::too_large);
    if (count * entry_size_min > reader.remaining()) return fail(Error::truncated);
    MerkleTree tree;
    Key key{};
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint8_t shared = TRY(reader.u8());
        if (shared >= Key::size_bytes || (i == 0 && shared > 0)) return fail(Error::not_canonical);
        const Bytes rest = TRY(reader.take(Key::size_bytes - shared));
        // It comes behind the one before it, and shares no more than it says.
        if (i > 0 && rest[0] <= key.bytes[shared]) return fail(Error::not_canonical);
        copy(key.mutable_view().subspan(shared), rest);
        tree.insert(key);
    }
    if (tree.root() != root) return fail(Error::digest_wrong);
    return tree;
}

}  // namespace core::sync
