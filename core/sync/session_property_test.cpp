// Any two sets, however they came about and whatever the ends remember, expect or suspect: both
// find exactly what differs.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/sync/conversation.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::KeySet;

KeySet keys_in(const Index& index) {
    KeySet keys;
    index.tree().visit({}, [&](const Key& key) {
        keys.insert(key);
        return true;
    });
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

void change(Index& index, const std::vector<int>& numbers) {
    for (const int number : numbers) {
        const Key key = twin::key_of(static_cast<std::uint64_t>(number));
        if (!index.insert(key) && number % 3 == 0) index.erase(key);
    }
}

RC_GTEST_PROP(SessionProperty, SY7_finds_exactly_what_differs, ()) {
    const auto numbers =
        rc::gen::scale(4, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1'000)));
    const Index::Options few{.standing_symbols_max = 64, .recent_changes_max = 100};
    Index one(twin::sketch_key(1), few);
    Index other(twin::sketch_key(1), few);
    // Equal once, perhaps, and remembered; then each on its own.
    const auto common = *numbers;
    change(one, common);
    change(other, common);
    const Index::Mark mark = one.mark();
    if (*rc::gen::arbitrary<bool>()) other.mark();
    change(one, *numbers);
    change(other, *numbers);

    Opener::Options options{.expected_differences = *rc::gen::inRange<std::uint64_t>(0, 300)};
    if (*rc::gen::arbitrary<bool>()) options.remembered = mark;
    if (*rc::gen::inRange(0, 5) == 0) options.trust = Trust::suspected;
    const Conversation conversation = converse(one, other, options);
    const KeySet ours = keys_in(one);
    const KeySet theirs = keys_in(other);
    if (ours == theirs) {
        RC_ASSERT(conversation.opener_end == EndReason::equal);
        RC_ASSERT(conversation.answerer_end == EndReason::equal);
        return;
    }
    RC_ASSERT(conversation.opener_end == EndReason::told);
    RC_ASSERT(conversation.answerer_end == EndReason::told);
    RC_ASSERT(conversation.opener->differences == expected(ours, theirs));
    RC_ASSERT(conversation.answerer->differences == expected(theirs, ours));
    RC_ASSERT(conversation.messages <= 20u);
}

}  // namespace
}  // namespace core::sync
