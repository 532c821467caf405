// Any two trees, and frames of any size: both ends find exactly what differs.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/sync/range_reconciliation.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::KeySet;

KeySet set_of(const std::vector<std::pair<int, int>>& numbers) {
    KeySet keys;
    for (const auto& [number, variant] : numbers) {
        Key key = twin::key_of(static_cast<std::uint64_t>(number));
        key.bytes[3] ^= static_cast<std::byte>(variant);
        keys.insert(key);
    }
    return keys;
}

Differences expected(const KeySet& ours, const KeySet& theirs) {
    Differences differences;
    for (const Key& key : ours)
        if (!theirs.contains(key)) differences.they_lack.push_back(key);
    for (const Key& key : theirs)
        if (!ours.contains(key)) differences.we_lack.push_back(id_of(key));
    return differences;
}

RC_GTEST_PROP(RangeReconciliationProperty, RG2_RG3_finds_exactly_what_differs, ()) {
    const auto numbers =
        rc::gen::scale(4, rc::gen::container<std::vector<std::pair<int, int>>>(
                              rc::gen::pair(rc::gen::inRange(0, 300), rc::gen::inRange(0, 3))));
    const KeySet one = set_of(*numbers);
    const KeySet other = set_of(*numbers);
    MerkleTree one_tree;
    MerkleTree other_tree;
    for (const Key& key : one) one_tree.insert(key);
    for (const Key& key : other) other_tree.insert(key);
    const auto frame_size = [] { return *rc::gen::inRange<std::size_t>(1'024, 8'000); };
    const std::size_t size = frame_size();
    RangeReconciliation opener(one_tree, {.frame_size_max = size, .rounds_max = 200});
    RangeReconciliation answerer(other_tree, {.frame_size_max = size, .rounds_max = 200});

    std::optional<Buffer> frame = opener.begin();
    for (RangeReconciliation* next = &answerer; frame;) {
        RC_ASSERT(frame->size() <= size);
        auto answer = next->receive(*frame);
        RC_ASSERT(answer.has_value());
        frame = *std::move(answer);
        next = next == &answerer ? &opener : &answerer;
    }
    RC_ASSERT(opener.is_settled() && answerer.is_settled());
    RC_ASSERT(opener.differences() == expected(one, other));
    RC_ASSERT(answerer.differences() == expected(other, one));
}

}  // namespace
}  // namespace core::sync
