// What a peer that breaks the rules, or lies, can cost: so many messages, and then a reason.
#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/sync/conversation.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using twin::key_of;
using twin::keys_of;
using twin::sketch_key;

Index index_of(std::uint64_t first, std::uint64_t count) {
    Index index(sketch_key(1));
    for (const Key& key : keys_of(first, count)) index.insert(key);
    return index;
}

Hello hello_with(const std::vector<Symbol>& symbols) {
    return {Blake3Digest{{std::byte{1}}}, 1'000, FirstSymbols{symbols}};
}

std::vector<Symbol> noise(std::size_t count, std::uint64_t seed) {
    Prng prng(Seed{seed});
    std::vector<Symbol> symbols(count);
    for (Symbol& symbol : symbols)
        symbol = {{prng.next(), prng.next()}, static_cast<std::uint32_t>(prng.next())};
    return symbols;
}

std::vector<KeyId> ids_of(std::vector<std::uint64_t> numbers) {
    std::vector<KeyId> ids;
    for (const std::uint64_t number : numbers) ids.push_back(id_of(key_of(number)));
    std::ranges::sort(ids);
    return ids;
}

template <class Kind>
const Kind* in(const Step& step) {
    return step.reply ? get_if<Kind>(&*step.reply) : nullptr;
}

TEST(Liar, SY8_symbols_that_mean_nothing_end_in_ranges) {
    const Index index = index_of(0, 1'000);
    Answerer answerer(index, {});
    Step step = answerer.take(hello_with(noise(17, 1)));
    std::uint32_t count = 17;
    int requests = 0;
    for (; in<More>(step); ++requests) {
        EXPECT_EQ(in<More>(step)->from, count);
        step = answerer.take(Symbols{count, count + 100, noise(100, count)});
        count += 100;
    }
    EXPECT_EQ(requests, 6);
    EXPECT_TRUE(in<Ranges>(step));
    EXPECT_EQ(answerer.take(Symbols{count, count + 1, noise(1, 1)}).end, EndReason::broken_rules);
}

TEST(Liar, SY8_beginning_anew_does_not_buy_more_requests) {
    const Index index = index_of(0, 1'000);
    Answerer answerer(index, {});
    Step step = answerer.take(hello_with(noise(17, 1)));
    for (int i = 0; i < 6; ++i) {
        ASSERT_TRUE(in<More>(step));
        step = answerer.take(Symbols{0, 10, noise(10, 3)});
    }
    EXPECT_TRUE(in<Ranges>(step));
}

TEST(Liar, SY8_symbols_out_of_turn_break_the_rules) {
    const Index index = index_of(0, 1'000);
    const auto after_hello = [&](const Message& message) {
        Answerer answerer(index, {});
        EXPECT_TRUE(in<More>(answerer.take(hello_with(noise(17, 1)))));
        return answerer.take(message).end;
    };
    EXPECT_EQ(after_hello(Symbols{16, 17, noise(1, 1)}), EndReason::broken_rules);
    EXPECT_EQ(after_hello(Symbols{18, 19, noise(1, 1)}), EndReason::broken_rules);
    EXPECT_EQ(after_hello(hello_with({})), EndReason::broken_rules);
    EXPECT_EQ(after_hello(GoOn{}), EndReason::broken_rules);
    EXPECT_EQ(after_hello(Equal{}), EndReason::broken_rules);
    EXPECT_EQ(after_hello(Found{}), EndReason::broken_rules);
    EXPECT_EQ(after_hello(More{}), EndReason::broken_rules);
    Answerer answerer(index, {});
    EXPECT_EQ(answerer.take(Symbols{0, 1, noise(1, 1)}).end, EndReason::broken_rules);

    // A piece that was announced comes, and no other.
    Answerer waiting(index, {});
    static_cast<void>(waiting.take(hello_with(noise(17, 1))));
    EXPECT_TRUE(in<GoOn>(waiting.take(Symbols{17, 100, noise(10, 1)})));
    EXPECT_EQ(waiting.take(Symbols{0, 100, noise(10, 1)}).end, EndReason::broken_rules);
}

TEST(Liar, SY8_asking_for_more_and_more_symbols_ends_in_ranges) {
    const Index index = index_of(0, 1'000);
    Opener opener(index, {});
    static_cast<void>(opener.open());
    std::uint32_t from = 17;
    Step step = opener.take(More{from, index.estimate()});
    int requests = 0;
    for (; in<Symbols>(step); ++requests) {
        from = in<Symbols>(step)->end;
        step = opener.take(More{from, index.estimate()});
    }
    EXPECT_EQ(requests, 6);
    EXPECT_TRUE(in<Ranges>(step));
}

TEST(Liar, SY8_an_opener_takes_no_answer_that_it_did_not_ask_for) {
    const Index index = index_of(0, 1'000);
    const auto after_opening = [&](const Message& message) {
        Opener opener(index, {});
        static_cast<void>(opener.open());
        return opener.take(message).end;
    };
    EXPECT_EQ(after_opening(More{16, {}}), EndReason::broken_rules);
    EXPECT_EQ(after_opening(GoOn{}), EndReason::broken_rules);
    EXPECT_EQ(after_opening(hello_with({})), EndReason::broken_rules);
    EXPECT_EQ(after_opening(Symbols{0, 1, noise(1, 1)}), EndReason::broken_rules);
    EXPECT_EQ(after_opening(Found{}), EndReason::broken_rules);  // Nothing differs, of other roots.
    Opener opener(index, {});
    static_cast<void>(opener.open());
    EXPECT_TRUE(in<GoOn>(opener.take(Found{Way::sketch, ids_of({5'000}), {}, false})));
    EXPECT_EQ(opener.take(Equal{}).end, EndReason::broken_rules);
}

TEST(Liar, SY7_what_is_told_in_parts_is_told_once) {
    const Index index = index_of(0, 1'000);
    for (const bool is_ours : {false, true}) {
        Found part;
        (is_ours ? part.i_lack : part.you_lack) = ids_of({is_ours ? 7u : 5'000u});
        part.is_last = false;
        Opener opener(index, {});
        static_cast<void>(opener.open());
        EXPECT_TRUE(in<GoOn>(opener.take(part)));
        part.is_last = true;
        EXPECT_EQ(opener.take(part).end, EndReason::broken_rules);
    }
}

TEST(Liar, SY9_what_our_own_index_shows_to_be_false_is_a_contradiction) {
    const Index index = index_of(0, 1'000);
    const auto after_opening = [&](const Found& found) {
        Opener opener(index, {});
        static_cast<void>(opener.open());
        return opener.take(found).end;
    };
    EXPECT_EQ(after_opening({Way::sketch, ids_of({5'000}), ids_of({3}), true}), EndReason::told);
    EXPECT_EQ(after_opening({Way::sketch, ids_of({3}), {}, true}), EndReason::contradiction);
    EXPECT_EQ(after_opening({Way::sketch, {}, ids_of({5'000}), true}), EndReason::contradiction);
}

TEST(Liar, SY9_what_changed_meanwhile_is_none) {
    Index index = index_of(0, 1'000);
    Opener opener(index, {});
    static_cast<void>(opener.open());
    index.insert(key_of(5'000));
    index.erase(key_of(3));
    const Step step = opener.take(Found{Way::sketch, ids_of({5'000, 5'001}), ids_of({3, 4}), true});
    ASSERT_EQ(step.end, EndReason::told);
    EXPECT_EQ(step.told->differences.we_lack, ids_of({5'001}));
    EXPECT_EQ(step.told->differences.they_lack, std::vector{key_of(4)});
}

TEST(Liar, SY9_an_opener_that_remembers_what_never_was_is_compared_by_ranges) {
    Index index = index_of(0, 1'000);
    const Index::Mark mark = index.mark();
    // It says that it inserted what was there before.
    Answerer answerer(index, {});
    const Step step = answerer.take(
        Hello{Blake3Digest{{std::byte{1}}}, 1'001, SinceRoot{mark.root, ids_of({3}), {}}});
    EXPECT_TRUE(in<Ranges>(step));
}

TEST(Liar, SY9_a_set_that_changes_during_a_session_is_compared_as_it_is) {
    Index one = index_of(0, 1'000);
    Index other = index_of(500, 1'000);
    Opener opener(one, {});
    Answerer answerer(other, {});
    const Step more = answerer.take(opener.open());
    ASSERT_TRUE(in<More>(more));
    one.insert(key_of(9'000));
    other.erase(key_of(500));
    const Step symbols = opener.take(*more.reply);
    ASSERT_TRUE(in<Symbols>(symbols));
    EXPECT_EQ(in<Symbols>(symbols)->first, 0u);
    Step step = answerer.take(*symbols.reply);
    while (in<More>(step)) step = answerer.take(*opener.take(*step.reply).reply);
    ASSERT_TRUE(in<Found>(step));
    EXPECT_EQ(step.told->differences.we_lack.size(), 500u + 1 + 1);
    EXPECT_EQ(step.told->differences.they_lack.size(), 500u);
    EXPECT_EQ(opener.take(*step.reply).end, EndReason::told);
}

TEST(Liar, SY10_ranges_that_never_end_are_too_far_apart) {
    const Index index = index_of(0, 1'000);
    Opener opener(index, {.trust = Trust::suspected, .ranges = {.rounds_max = 5}});
    static_cast<void>(opener.open());
    const auto lie = [] {
        RangeFrameWriter frame(1'024);
        frame.fingerprint(std::nullopt, RangeFingerprint{});
        return Ranges{frame.take()};
    };
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(in<Ranges>(opener.take(lie())));
    EXPECT_EQ(opener.take(lie()).end, EndReason::too_far_apart);
    Answerer answerer(index, {.trust = Trust::suspected});
    ASSERT_TRUE(in<Ranges>(answerer.take(hello_with(noise(17, 1)))));
    EXPECT_EQ(answerer.take(Ranges{Buffer(1)}).end, EndReason::broken_rules);
}

}  // namespace
}  // namespace core::sync
