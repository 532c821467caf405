// Two ends of a reconciliation by ranges: what they say, how much of it, and what liars can cost.
#include "core/sync/range_reconciliation.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/base/prng.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::key_of;
using twin::keys_of;

MerkleTree tree_of(const std::vector<Key>& keys) {
    MerkleTree tree;
    for (const Key& key : keys) tree.insert(key);
    return tree;
}

Key key_from(std::string_view hex) {
    Key key;
    copy(key.mutable_view(), from_hex(hex).value());
    return key;
}

struct Cost {
    std::size_t frames = 0;
    std::size_t bytes = 0;
    std::size_t largest = 0;
};

// Lets both ends talk until they are settled.
Cost settle(RangeReconciliation& opener, RangeReconciliation& answerer) {
    Cost cost;
    std::optional<Buffer> frame = opener.begin();
    for (RangeReconciliation* next = &answerer; frame;) {
        ++cost.frames;
        cost.bytes += frame->size();
        cost.largest = std::max(cost.largest, frame->size());
        auto answer = next->receive(*frame);
        EXPECT_TRUE(answer.has_value());
        if (!answer) break;
        frame = *std::move(answer);
        next = next == &answerer ? &opener : &answerer;
    }
    EXPECT_TRUE(opener.is_settled() && answerer.is_settled());
    return cost;
}

// Of everything that both have together, each has all but what is told here.
struct Pair {
    std::vector<Key> only_one;
    std::vector<Key> only_other;
    MerkleTree one;
    MerkleTree other;
};
Pair pair_with(std::uint64_t common, std::uint64_t only_one, std::uint64_t only_other) {
    Pair pair{keys_of(1'000'000, only_one), keys_of(2'000'000, only_other), {}, {}};
    for (const Key& key : keys_of(0, common)) pair.one.insert(key), pair.other.insert(key);
    for (const Key& key : pair.only_one) pair.one.insert(key);
    for (const Key& key : pair.only_other) pair.other.insert(key);
    return pair;
}

std::vector<KeyId> ids_of(const std::vector<Key>& keys) {
    std::vector<KeyId> ids;
    for (const Key& key : keys) ids.push_back(id_of(key));
    std::ranges::sort(ids);
    return ids;
}
std::vector<Key> sorted(std::vector<Key> keys) {
    std::ranges::sort(keys);
    return keys;
}

Cost expect_found(const Pair& pair, const RangeReconciliation::Options& options) {
    RangeReconciliation one(pair.one, options);
    RangeReconciliation other(pair.other, options);
    const Cost cost = settle(one, other);
    EXPECT_EQ(one.differences().they_lack, sorted(pair.only_one));
    EXPECT_EQ(one.differences().we_lack, ids_of(pair.only_other));
    EXPECT_EQ(other.differences().they_lack, sorted(pair.only_other));
    EXPECT_EQ(other.differences().we_lack, ids_of(pair.only_one));
    EXPECT_LE(cost.largest, options.frame_size_max);
    return cost;
}

TEST(RangeReconciliation, RG1_a_frame_is_what_the_rule_says) {
    RangeFrameWriter writer(1'000);
    writer.nothing(key_from("10"));
    writer.fingerprint(key_from("20"), RangeFingerprint{{std::byte{0xab}}});
    const Key key = key_from("21" + std::string(62, 'f'));
    writer.keys(key_from("2200ff"), std::array{key});
    writer.answer(key_from("23"), {}, {});
    writer.nothing(key_from("30"));
    writer.keys(std::nullopt, {});
    EXPECT_TRUE(writer.asks());
    EXPECT_EQ(to_hex(writer.take()),
              "011000"
              "012001ab000000000000000000000000000000"
              "032200ff0201" +
                  to_hex(key.view()) +
                  "0123030000"
                  "013000"
                  "ff0200");
}

TEST(RangeReconciliation, RG1_refuses_other_forms) {
    const MerkleTree tree = tree_of(keys_of(0, 100));
    const auto refusal = [&](std::string_view hex) {
        RangeReconciliation ranges(tree, {});
        return ranges.receive(from_hex(hex).value()).error();
    };
    EXPECT_EQ(refusal("01"), Error::truncated);
    EXPECT_EQ(refusal("0110"), Error::truncated);
    EXPECT_EQ(refusal("011001ab"), Error::truncated);
    EXPECT_EQ(refusal("011004"), Error::malformed);
    EXPECT_EQ(refusal("01000000"), Error::not_canonical);
    EXPECT_EQ(refusal("02100000"), Error::not_canonical);
    EXPECT_EQ(refusal("2100"), Error::not_canonical);
    EXPECT_EQ(refusal("0000"), Error::not_canonical);
    EXPECT_EQ(refusal("011000011000"), Error::not_canonical);
    EXPECT_EQ(refusal("012000011000"), Error::not_canonical);
    EXPECT_EQ(refusal("ff00ff00"), Error::trailing_bytes);
    EXPECT_EQ(refusal("ff0201"), Error::truncated);
    EXPECT_EQ(refusal("ff02ffffffffffffff7f"), Error::truncated);
}

TEST(RangeReconciliation, RG1_keys_are_in_order_and_in_their_range) {
    const MerkleTree tree = tree_of(keys_of(0, 100));
    const auto refusal = [&](const std::string& hex) {
        RangeReconciliation ranges(tree, {});
        return ranges.receive(from_hex(hex).value()).error();
    };
    const std::string first = "21" + std::string(62, '0');
    const std::string second = "22" + std::string(62, '0');
    EXPECT_EQ(refusal("01210201" + first), Error::malformed);
    EXPECT_EQ(refusal("012200ff0201" + first), Error::malformed);
    EXPECT_EQ(refusal("ff0202" + second + first), Error::not_canonical);
    EXPECT_EQ(refusal("ff0202" + first + first), Error::not_canonical);
    EXPECT_EQ(refusal("ff0302" + second + first + "00"), Error::not_canonical);
}

TEST(RangeReconciliation, RG2_equal_trees_take_two_frames) {
    const Pair pair = pair_with(1'000, 0, 0);
    const Cost cost = expect_found(pair, {});
    EXPECT_EQ(cost.frames, 2u);
    EXPECT_LT(cost.bytes, 400u);
}

TEST(RangeReconciliation, RG2_both_ends_find_what_differs) {
    for (const std::uint64_t common : {0u, 1u, 10u, 1'000u, 10'000u})
        for (const std::uint64_t only_one : {0u, 1u, 20u, 300u})
            for (const std::uint64_t only_other : {0u, 1u, 50u})
                expect_found(pair_with(common, only_one, only_other), {});
}

TEST(RangeReconciliation, RG2_few_differences_take_few_rounds) {
    const Cost cost = expect_found(pair_with(10'000, 2, 3), {});
    EXPECT_LE(cost.frames, 6u);
    EXPECT_LE(cost.bytes, 8'000u);
}

TEST(RangeReconciliation, RG2_keys_that_share_their_id_are_found) {
    Pair pair = pair_with(500, 0, 0);
    pair.only_one = {key_of(9)};
    pair.only_one[0].bytes[31] ^= std::byte{1};
    pair.only_other = {key_of(9)};
    pair.only_other[0].bytes[31] ^= std::byte{2};
    pair.one.insert(pair.only_one[0]);
    pair.other.insert(pair.only_other[0]);
    expect_found(pair, {});
}

TEST(RangeReconciliation, RG3_frames_keep_to_their_size_and_all_is_found_all_the_same) {
    const Pair pair = pair_with(3'000, 700, 900);
    const Cost roomy = expect_found(pair, {});
    const Cost narrow = expect_found(pair, {.frame_size_max = RangeReconciliation::frame_size_min});
    EXPECT_LE(roomy.frames, 8u);
    EXPECT_LE(narrow.frames, 500u);
    // Something is said twice where a frame ends, which here is often.
    EXPECT_LE(narrow.bytes, roomy.bytes * 2);
}

TEST(RangeReconciliation, RG3_one_who_has_nothing_learns_of_all) {
    const Pair pair = pair_with(0, 0, 20'000);
    const Cost cost = expect_found(pair, {});
    EXPECT_LE(cost.frames, 30u);
    EXPECT_LE(cost.bytes, 20'000u * 32 + 30 * 1'000);
    RangeReconciliation one(pair.one, {});
    RangeReconciliation other(pair.other, {});
    settle(other, one);
    EXPECT_EQ(one.differences().we_lack.size(), 20'000u);
}

TEST(RangeReconciliation, RG3_a_frame_that_is_too_large_is_refused) {
    const MerkleTree tree = tree_of(keys_of(0, 100));
    RangeReconciliation ranges(tree, {.frame_size_max = 2'000});
    const std::size_t size_max = RangeReconciliation::frame_size_max;
    EXPECT_EQ(ranges.receive(Buffer(size_max + 1)).error(), Error::too_large);
    EXPECT_NE(ranges.receive(Buffer(size_max)).error(), Error::too_large);
}

// A peer that says of every range that it has another fingerprint.
TEST(RangeReconciliation, RG4_a_liar_costs_so_many_frames_and_no_more) {
    const MerkleTree tree = tree_of(keys_of(0, 50'000));
    RangeReconciliation honest(tree, {.rounds_max = 20});
    Prng prng(Seed{1});
    std::size_t answered = 0;
    for (int round = 0; round < 20; ++round) {
        RangeFrameWriter lies(64 * 1024);
        for (unsigned first = 1; first < 256; first += 2)
            for (unsigned second = 1; second < 8; ++second) {
                RangeFingerprint wrong;
                prng.fill(wrong.mutable_view());
                lies.fingerprint(
                    Key{{static_cast<std::byte>(first), static_cast<std::byte>(second)}}, wrong);
            }
        const auto answer = honest.receive(lies.take());
        ASSERT_TRUE(answer && *answer);
        ASSERT_LE((*answer)->size(), std::size_t{64} * 1024);
        answered += (*answer)->size();
        ASSERT_FALSE(honest.is_settled());
    }
    EXPECT_LE(answered, 20u * 64 * 1024);
    EXPECT_EQ(honest.receive({}).error(), Error::too_large);
}

TEST(RangeReconciliation, RG5_what_the_peer_says_against_our_own_tree_is_not_told) {
    const MerkleTree tree = tree_of(keys_of(0, 100));
    RangeReconciliation ranges(tree, {});
    static_cast<void>(ranges.begin());
    RangeFrameWriter lies(64 * 1024);
    // That it has what we have as well.
    lies.answer(std::nullopt, std::array{key_of(3)}, {});
    const auto answer = ranges.receive(lies.take());
    ASSERT_TRUE(answer && !*answer);
    EXPECT_TRUE(ranges.is_settled());
    EXPECT_TRUE(ranges.differences().empty());
}

TEST(RangeReconciliation, RG5_only_what_was_said_can_be_lacking) {
    const auto answered = [](const std::optional<Key>& to, std::vector<std::uint64_t> lacking) {
        const MerkleTree tree = tree_of(keys_of(0, 5));
        RangeReconciliation ranges(tree, {});
        static_cast<void>(ranges.begin());
        RangeFrameWriter frame(1'024);
        frame.answer(to, {}, lacking);
        const auto answer = ranges.receive(frame.take());
        return answer ? std::optional(ranges.differences().they_lack.size()) : std::nullopt;
    };
    EXPECT_EQ(answered(std::nullopt, {0, 4}), 2u);
    EXPECT_EQ(answered(std::nullopt, {5}), std::nullopt);
    EXPECT_EQ(answered(std::nullopt, {60'000}), std::nullopt);
    EXPECT_EQ(answered(Key{{std::byte{1}}}, {0}), std::nullopt);  // It lies behind the range.
    const MerkleTree tree = tree_of(keys_of(0, 1'000));
    RangeReconciliation ranges(tree, {});
    static_cast<void>(ranges.begin());  // Fingerprints, no keys.
    EXPECT_EQ(ranges.receive(from_hex("ff0300010a").value()).error(), Error::malformed);
    EXPECT_EQ(ranges.receive(from_hex("ff030001ffffffff7f").value()).error(), Error::too_large);
}

}  // namespace
}  // namespace core::sync
