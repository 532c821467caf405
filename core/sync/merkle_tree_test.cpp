// The tree against its definition, and what its snapshot refuses.
#include "core/sync/merkle_tree.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/base/prng.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::key_of;
using twin::keys_of;
using twin::KeySet;

MerkleTree tree_of(const auto& keys) {
    MerkleTree tree;
    for (const Key& key : keys) EXPECT_TRUE(tree.insert(key));
    return tree;
}

std::vector<Key> keys_in(const MerkleTree& tree, const KeyRange& range = {}) {
    std::vector<Key> keys;
    tree.visit(range, [&](const Key& key) {
        keys.push_back(key);
        return true;
    });
    return keys;
}

Buffer bytes_of(const MerkleTree& tree) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 24);
    tree.write(writer);
    EXPECT_TRUE(writer.finish());
    return bytes;
}

Result<MerkleTree> tree_from(Bytes bytes) {
    Reader reader(bytes);
    return MerkleTree::read(reader);
}

TEST(MerkleTree, MT1_the_root_is_what_the_definition_says) {
    EXPECT_EQ(MerkleTree().root(), Blake3Digest());
    for (const std::uint64_t count : {1u, 2u, 3u, 15u, 16u, 17u, 100u, 1'000u, 5'000u}) {
        const auto keys = keys_of(count, count);
        const KeySet sorted(keys.begin(), keys.end());
        EXPECT_EQ(tree_of(keys).root(), twin::root_of(sorted)) << count;
    }
}

TEST(MerkleTree, MT1_the_root_of_a_thousand_keys_never_changes) {
    const auto root = tree_of(keys_of(0, 1'000)).root();
    EXPECT_EQ(to_hex(root.view()),
              "7f6e00151f896f4d9e65f120fe55658cc9e462e8e85773f02da59e1e77944a98");
}

TEST(MerkleTree, MT2_the_way_to_a_set_leaves_no_trace) {
    auto keys = keys_of(0, 3'000);
    const MerkleTree there = tree_of(keys);
    Prng prng(Seed{1});
    for (int round = 0; round < 5; ++round) {
        prng.shuffle(std::span(keys));
        MerkleTree tree;
        // Others come and go meanwhile, and the root is asked for now and then.
        for (std::size_t i = 0; i < keys.size(); ++i) {
            tree.insert(keys[i]);
            tree.insert(key_of(10'000 + i));
            if (i % 100 == 0) static_cast<void>(tree.root());
            if (i >= 20) EXPECT_TRUE(tree.erase(key_of(10'000 + i - 20)));
        }
        for (std::size_t i = keys.size() - 20; i < keys.size(); ++i)
            EXPECT_TRUE(tree.erase(key_of(10'000 + i)));
        EXPECT_EQ(tree.size(), keys.size());
        EXPECT_EQ(tree.root(), there.root());
        EXPECT_EQ(bytes_of(tree), bytes_of(there));
        for (const Key& key : keys) EXPECT_TRUE(tree.erase(key));
        EXPECT_TRUE(tree.empty());
        EXPECT_EQ(tree.root(), Blake3Digest());
    }
}

TEST(MerkleTree, MT2_one_key_more_or_less_is_another_root) {
    MerkleTree tree = tree_of(keys_of(0, 500));
    const Blake3Digest root = tree.root();
    EXPECT_FALSE(tree.insert(key_of(7)));
    EXPECT_FALSE(tree.erase(key_of(1'000)));
    EXPECT_EQ(tree.root(), root);
    EXPECT_TRUE(tree.erase(key_of(7)));
    const Blake3Digest without = tree.root();
    EXPECT_NE(without, root);
    EXPECT_TRUE(tree.insert(key_of(1'000)));
    EXPECT_NE(tree.root(), without);
    EXPECT_NE(tree.root(), root);
}

TEST(MerkleTree, MT3_keys_are_counted_found_and_visited_in_order) {
    const auto keys = keys_of(0, 2'000);
    const MerkleTree tree = tree_of(keys);
    const KeySet sorted(keys.begin(), keys.end());
    EXPECT_TRUE(std::ranges::equal(keys_in(tree), sorted));
    std::size_t rank = 0;
    for (const Key& key : sorted) {
        ASSERT_EQ(tree.rank(key), rank);
        ASSERT_EQ(tree.select(rank), key);
        ASSERT_EQ(*tree.first_from(key), key);
        ASSERT_EQ(*tree.find(id_of(key)), key);
        ASSERT_TRUE(tree.contains(key));
        ++rank;
    }
    for (std::uint64_t i = 3'000; i < 3'500; ++i) {
        const Key other = key_of(i);
        const auto next = sorted.lower_bound(other);
        ASSERT_FALSE(tree.contains(other));
        ASSERT_EQ(tree.find(id_of(other)), nullptr);
        ASSERT_EQ(tree.rank(other), static_cast<std::size_t>(std::distance(sorted.begin(), next)));
        const Key* const found = tree.first_from(other);
        ASSERT_EQ(found == nullptr, next == sorted.end());
        if (found) ASSERT_EQ(*found, *next);
    }
}

TEST(MerkleTree, MT3_a_visit_ends_when_it_has_seen_enough) {
    const MerkleTree tree = tree_of(keys_of(0, 1'000));
    std::vector<Key> seen;
    const bool saw_all = tree.visit({}, [&](const Key& key) {
        seen.push_back(key);
        return seen.size() < 300;
    });
    EXPECT_FALSE(saw_all);
    const auto keys = keys_in(tree);
    EXPECT_EQ(seen, std::vector<Key>(keys.begin(), keys.begin() + 300));
}

TEST(MerkleTree, MT4_the_fingerprint_of_a_range_is_the_root_of_it_alone) {
    const auto keys = keys_of(0, 600);
    const MerkleTree tree = tree_of(keys);
    const KeySet sorted(keys.begin(), keys.end());
    EXPECT_EQ(tree.fingerprint({}), tree.root());
    Prng prng(Seed{4});
    for (int round = 0; round < 1'000; ++round) {
        // Bounds that are keys themselves are the delicate ones.
        const auto bound = [&] { return key_of(prng.below(900)); };
        KeyRange range{bound(), bound()};
        if (prng.chance(1, 10)) range.from = Key{};
        if (prng.chance(1, 10)) range.to.reset();
        const KeySet part = twin::part_of(sorted, range);
        ASSERT_EQ(tree.fingerprint(range), twin::root_of(part));
        ASSERT_EQ(tree.count(range), part.size());
        ASSERT_TRUE(std::ranges::equal(keys_in(tree, range), part));
    }
}

TEST(MerkleTree, MT5_is_read_back_from_its_bytes) {
    for (const std::uint64_t count : {0u, 1u, 2u, 50u, 3'000u}) {
        const MerkleTree tree = tree_of(keys_of(0, count));
        const Buffer bytes = bytes_of(tree);
        const auto read = tree_from(bytes);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->root(), tree.root());
        EXPECT_EQ(bytes_of(*read), bytes);
    }
}

TEST(MerkleTree, MT5_keys_with_one_beginning_take_little_room) {
    MerkleTree tree;
    for (unsigned i = 0; i < 256; ++i) {
        Key key{};
        key.bytes[31] = static_cast<std::byte>(i);
        tree.insert(key);
    }
    EXPECT_EQ(bytes_of(tree).size(), 32u + 2u + 33u + 255u * 2u);
}

TEST(MerkleTree, MT5_refuses_other_forms) {
    const Buffer bytes = bytes_of(tree_of(keys_of(0, 2)));
    const auto refusal = [&](std::size_t at, std::byte value) {
        Buffer changed = bytes;
        changed[at] = value;
        return tree_from(changed).error();
    };
    EXPECT_EQ(refusal(0, ~bytes[0]), Error::digest_wrong);
    EXPECT_EQ(refusal(40, ~bytes[40]), Error::digest_wrong);
    // The first key shares nothing, the second all that it can, and less than all.
    EXPECT_EQ(refusal(33, std::byte{1}), Error::not_canonical);
    const std::size_t second = 33 + 33;
    EXPECT_EQ(refusal(second, std::byte{32}), Error::not_canonical);
    EXPECT_EQ(refusal(second, std::byte{255}), Error::not_canonical);
    // In the wrong order.
    EXPECT_EQ(refusal(second + 1, bytes[34]), Error::not_canonical);
    EXPECT_EQ(refusal(second + 1, std::byte{0}), Error::not_canonical);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_EQ(tree_from(Bytes(bytes).first(size)).error(), Error::truncated) << size;

    Buffer claim(32);
    append(claim, from_hex("ffffffff0f").value());
    EXPECT_EQ(tree_from(claim).error(), Error::truncated);
    claim.resize(32);
    append(claim, from_hex("8080808010").value());
    EXPECT_EQ(tree_from(claim).error(), Error::too_large);
}

}  // namespace
}  // namespace core::sync
