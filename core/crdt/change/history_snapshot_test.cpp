// Forgetting and going on, and histories as bytes: round trips and refusals.
#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/crdt/change/change_writers.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;
using Verdict = History::Verdict;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

TEST(HistorySnapshot, CH9_what_was_forgotten_is_value_missing) {
    Writer writer{alice, {}};
    std::vector<Buffer> changes{writer.write(1), writer.write(2), writer.write(3)};
    writer.history.forget(version_of({{alice, 4}, {bob, 8}}));  // Within the last one.
    EXPECT_EQ(writer.history.since({}).error(), Error::value_missing);
    EXPECT_EQ(writer.history.since(version_of({{alice, 2}})).error(), Error::value_missing);
    const auto kept = writer.history.since(version_of({{alice, 3}})).value();
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_TRUE(equal(kept[0], changes[2]));
    const Buffer before = snapshot_of(writer.history);
    writer.history.forget(writer.history.version());
    EXPECT_EQ(snapshot_of(writer.history), before);
    EXPECT_TRUE(writer.history.since(writer.history.version()).value().empty());
}

// The same changes are taken, and the same refused, by who keeps all, forgets all, and was read.
TEST(HistorySnapshot, CH9_judges_alike_after_forgetting_and_after_reading) {
    Prng prng(Seed{8});
    for (int round = 0; round < 40; ++round) {
        std::array<Writer, 3> writers{Writer{alice, {}}, Writer{bob, {}}, Writer{carol, {}}};
        History kept;
        History forgetful;
        for (int i = 0; i < 25; ++i) {
            Writer& writer = writers[static_cast<std::size_t>(prng.below(3))];
            for (const Writer& other : writers)
                if (&other != &writer && prng.below(3) == 0) writer.hear(other);
            Change wrong = writer.next(prng.between(1, 3));
            switch (prng.below(4)) {
                case 0: ++wrong.lamport.value; break;
                case 1: ++wrong.counter; break;
                case 2:
                    wrong.news.include({Author{prng.between(1, 3)}, prng.between(1, 20)});
                    break;
                default: break;
            }
            const bool is_writable =
                wrong.news[wrong.author] == 0 &&
                std::ranges::all_of(
                    wrong.news,
                    [&](const auto& news) { return news.second < wrong.lamport.value; }) &&
                wrong.lamport.value >= wrong.counter &&
                (wrong.sequence == 1) == (wrong.counter == 1);
            forgetful = history_from(snapshot_of(forgetful)).value();
            if (is_writable && read_change(signed_change(wrong)) != writer.next(wrong.events)) {
                History one = kept;
                History other = forgetful;
                const auto left = one.take(signed_change(wrong));
                const auto right = other.take(signed_change(wrong));
                ASSERT_EQ(left.has_value(), right.has_value());
                if (!left) ASSERT_EQ(left.error(), right.error());
                if (left) ASSERT_EQ(left->verdict, right->verdict);
            }
            const Buffer change = writer.write(prng.between(1, 3));
            ASSERT_EQ(kept.take(change).value().verdict, Verdict::delivered);
            ASSERT_EQ(forgetful.take(change).value().verdict, Verdict::delivered);
            if (prng.below(2)) forgetful.forget(forgetful.version());
            ASSERT_EQ(snapshot_of(kept), snapshot_of(forgetful));
            ASSERT_EQ(kept.version(), forgetful.version());
            ASSERT_EQ(kept.lamport(), forgetful.lamport());
        }
    }
}

TEST(HistorySnapshot, CH9_is_written_in_one_form) {
    Writer writer{alice, {}};
    Writer other{bob, {}};
    writer.write(2);
    other.hear(writer);
    const Blake3Digest head = hash_of_change(other.write());
    const Blake3Digest own_head = other.history.next(alice).previous;
    Buffer expected = spaced_hex("01 02 0000000000000001 00 01 010201");
    append(expected, own_head.view());
    append(expected, spaced_hex("0000000000000002 00 01 030101"));
    append(expected, head.view());
    append(expected, spaced_hex("00 01 0002"));
    EXPECT_EQ(snapshot_of(other.history), expected);
    EXPECT_EQ(snapshot_of(history_from(expected).value()), expected);
    EXPECT_EQ(snapshot_of({}), spaced_hex("0100"));
}

TEST(HistorySnapshot, CH9_keeps_who_is_quarantined) {
    Writer writer{alice, {}};
    Writer twin = writer;
    const Buffer left = writer.write(1);
    const Buffer right = twin.write(2);
    History never_delivered;
    ASSERT_TRUE(never_delivered.convict({alice, 1, left, right}));
    EXPECT_EQ(snapshot_of(never_delivered), spaced_hex("01 01 0000000000000001 01 00"));
    ASSERT_TRUE(writer.history.take(right));
    for (const History& history : {never_delivered, writer.history}) {
        History read = history_from(snapshot_of(history)).value();
        EXPECT_TRUE(read.is_quarantined(alice));
        EXPECT_EQ(read.version(), history.version());
        EXPECT_EQ(read.take(left).value().verdict, Verdict::quarantined);
    }
}

TEST(HistorySnapshot, CH9_does_not_keep_what_waits) {
    Writer writer{alice, {}};
    History history;
    ASSERT_TRUE(history.take(writer.write()));
    const Buffer before = snapshot_of(history);
    writer.write();
    ASSERT_EQ(history.take(writer.write()).value().verdict, Verdict::waiting);
    EXPECT_EQ(snapshot_of(history), before);
}

Error refusal(const std::string& hex) { return history_from(spaced_hex(hex)).error(); }

TEST(HistorySnapshot, CH9_refuses_other_forms) {
    const std::string head(64, 'a');
    const std::string alone = "01 01 0000000000000001 00 01 010201" + head;
    ASSERT_TRUE(history_from(spaced_hex(alone + "00")));
    EXPECT_EQ(refusal(alone), Error::truncated);
    EXPECT_EQ(refusal(alone + "00 00"), Error::trailing_bytes);
    EXPECT_EQ(refusal("02 00"), Error::format_unknown);
    EXPECT_EQ(refusal("01 818004"), Error::too_large);
    EXPECT_EQ(refusal("01 7f 00"), Error::truncated);
    EXPECT_EQ(refusal("01 01 0000000000000001 02 00"), Error::malformed);
    EXPECT_EQ(refusal("01 01 0000000000000001 00 00"), Error::not_canonical);
    EXPECT_EQ(refusal("01 02 0000000000000001 01 00 0000000000000001 01 00"), Error::not_canonical);
    // A first change with the Lamport number of one that had seen something.
    EXPECT_EQ(refusal("01 01 0000000000000001 00 01 020201" + head + "00"), Error::malformed);
}

TEST(HistorySnapshot, CH9_refuses_clocks_that_the_changes_contradict) {
    const std::string head(64, 'a');
    const std::string two = "01 02 0000000000000001 00 01 010201" + head +
                            "0000000000000002 00 01 030101" + head + "00";
    ASSERT_TRUE(history_from(spaced_hex(two + "01 0002")));
    // Nothing seen, the middle of a change, what is not there, itself, nobody, somebody twice.
    EXPECT_EQ(refusal(two + "00"), Error::malformed);
    EXPECT_EQ(refusal(two + "01 0001"), Error::malformed);
    EXPECT_EQ(refusal(two + "01 0004"), Error::malformed);
    EXPECT_EQ(refusal(two + "01 0000"), Error::malformed);
    EXPECT_EQ(refusal(two + "01 0101"), Error::not_canonical);
    EXPECT_EQ(refusal(two + "01 0201"), Error::malformed);
    EXPECT_EQ(refusal(two + "03 0002 0001 0001"), Error::not_canonical);
    EXPECT_EQ(refusal(two + "7f 0002"), Error::truncated);
}

}  // namespace
}  // namespace core::crdt
