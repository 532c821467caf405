// Trees under any changes, against a sorted set and the definition.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/sync/merkle_tree.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::KeySet;

// Few enough that they meet again, and next to one another: only some bytes differ.
rc::Gen<Key> any_key() {
    return rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange(0, 4)),
                        [](const std::pair<int, int>& numbers) {
                            Key key = twin::key_of(static_cast<std::uint64_t>(numbers.first));
                            key.bytes[31] ^= static_cast<std::byte>(numbers.second);
                            return key;
                        });
}

std::vector<Key> keys_in(const MerkleTree& tree, const KeyRange& range) {
    std::vector<Key> keys;
    tree.visit(range, [&](const Key& key) {
        keys.push_back(key);
        return true;
    });
    return keys;
}

RC_GTEST_PROP(MerkleTreeProperty, MT2_MT3_is_a_set_whose_root_tells_it_from_all_others, ()) {
    MerkleTree tree;
    KeySet twin;
    const auto commands = *rc::gen::container<std::vector<std::pair<Key, int>>>(
        rc::gen::pair(any_key(), rc::gen::inRange(0, 7)));
    for (const auto& [key, kind] : commands) {
        if (kind < 4)
            RC_ASSERT(tree.insert(key) == twin.insert(key).second);
        else if (kind < 6)
            RC_ASSERT(tree.erase(key) == (twin.erase(key) == 1));
        else
            RC_ASSERT(tree.root() == twin::root_of(twin));
        RC_ASSERT(tree.size() == twin.size());
        RC_ASSERT(tree.contains(key) == twin.contains(key));
    }
    RC_ASSERT(tree.root() == twin::root_of(twin));
    RC_ASSERT(std::ranges::equal(keys_in(tree, {}), twin));
}

RC_GTEST_PROP(MerkleTreeProperty, MT4_ranges_have_equal_fingerprints_if_and_only_if_equal_keys,
              ()) {
    const auto common = *rc::gen::container<std::vector<Key>>(any_key());
    const auto only_left = *rc::gen::container<std::vector<Key>>(any_key());
    MerkleTree left;
    MerkleTree right;
    for (const Key& key : common) left.insert(key), right.insert(key);
    for (const Key& key : only_left) left.insert(key);
    for (int i = 0; i < 20; ++i) {
        const KeyRange range{*any_key(),
                             *rc::gen::maybe(any_key()) ? std::optional(*any_key()) : std::nullopt};
        const bool is_equal = keys_in(left, range) == keys_in(right, range);
        RC_ASSERT((left.fingerprint(range) == right.fingerprint(range)) == is_equal);
        RC_ASSERT(left.count(range) == keys_in(left, range).size());
    }
}

}  // namespace
}  // namespace core::sync
