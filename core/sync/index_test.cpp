// The index: what stands beside the tree follows every change.
#include "core/sync/index.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::key_of;
using twin::keys_of;
using twin::sketch_key;

std::vector<Symbol> row_of(const Index& index, std::uint32_t count) {
    const SymbolHasher hasher(index.sketch_key());
    std::vector<Symbol> row(count);
    index.tree().visit({}, [&](const Key& key) {
        const SymbolEntry entry = hasher(key);
        for (SymbolIndexes in = entry.indexes(); in.current() < count; in.advance())
            row[in.current()].add(entry);
        return true;
    });
    return row;
}

std::vector<KeyId> ids_of(std::vector<std::uint64_t> numbers) {
    std::vector<KeyId> ids;
    for (const std::uint64_t number : numbers) ids.push_back(id_of(key_of(number)));
    std::ranges::sort(ids);
    return ids;
}

TEST(Index, IX1_symbols_and_estimate_follow_every_change) {
    Index index(sketch_key(1), {.standing_symbols_max = 256});
    Prng prng(Seed{1});
    for (int step = 0; step < 3'000; ++step) {
        const Key key = key_of(prng.below(800));
        prng.chance(2, 3) ? index.insert(key) : index.erase(key);
        if (step % 250 != 0) continue;
        const auto row = row_of(index, 500);
        ASSERT_EQ(index.symbols(0, 500), row);
        // Kept, summed up, and across the border of both.
        for (const auto& [first, count] :
             {std::pair{0u, 14u}, {200u, 100u}, {256u, 9u}, {300u, 200u}})
            ASSERT_TRUE(std::ranges::equal(index.symbols(first, count),
                                           std::span(row).subspan(first, count)));
        const SymbolHasher hasher(index.sketch_key());
        DifferenceEstimate estimate;
        index.tree().visit({}, [&](const Key& entry) {
            estimate.toggle(hasher(entry));
            return true;
        });
        ASSERT_EQ(index.estimate(), estimate);
    }
    EXPECT_TRUE(index.symbols(10, 0).empty());
}

TEST(Index, IX1_a_tree_that_was_read_is_indexed_like_one_that_grew) {
    Index grown(sketch_key(3));
    MerkleTree tree;
    for (const Key& key : keys_of(0, 700)) grown.insert(key), tree.insert(key);
    const Index read(sketch_key(3), {}, std::move(tree));
    EXPECT_EQ(read.symbols(0, 2'000), grown.symbols(0, 2'000));
    EXPECT_EQ(read.estimate(), grown.estimate());
    EXPECT_EQ(read.tree().root(), grown.tree().root());
}

TEST(Index, IX2_tells_what_came_and_went_since_a_position) {
    Index index(sketch_key(1), {.recent_changes_max = 8});
    for (const std::uint64_t number : {1u, 2u, 3u}) index.insert(key_of(number));
    const auto position = index.position();
    EXPECT_TRUE(index.since(position)->inserted.empty());
    index.insert(key_of(4));
    index.insert(key_of(5));
    index.erase(key_of(5));
    index.erase(key_of(1));
    index.erase(key_of(2));
    index.insert(key_of(2));
    EXPECT_FALSE(index.insert(key_of(2)));
    EXPECT_FALSE(index.erase(key_of(9)));
    EXPECT_EQ(index.position().value, position.value + 6);
    const auto net = index.since(position);
    ASSERT_TRUE(net);
    EXPECT_EQ(net->inserted, ids_of({4}));
    EXPECT_EQ(net->erased, ids_of({1}));
    for (const std::uint64_t number : {6u, 7u}) index.insert(key_of(number));
    EXPECT_TRUE(index.since(position));
    index.insert(key_of(8));
    EXPECT_FALSE(index.since(position));
}

TEST(Index, IX3_knows_the_roots_that_it_marked) {
    Index index(sketch_key(1), {.marks_max = 2});
    const auto empty = index.mark();
    index.insert(key_of(1));
    const auto first = index.mark();
    EXPECT_EQ(index.mark().position, first.position);  // Once is enough.
    index.insert(key_of(2));
    EXPECT_EQ(index.position_of(first.root), first.position);
    EXPECT_EQ(index.position_of(empty.root), empty.position);
    EXPECT_EQ(index.position_of(index.tree().root()), index.position());
    index.mark();
    EXPECT_FALSE(index.position_of(empty.root));
    index.insert(key_of(3));
    EXPECT_FALSE(index.position_of(Blake3Digest{}));
}

}  // namespace
}  // namespace core::sync
