// Text by example: what a user sees, what is refused, and the bytes on the wire.
#include "core/crdt/text/text.h"

#include <gtest/gtest.h>

#include <array>

#include "core/base/hex.h"
#include "core/crdt/text/text_codec.h"
#include "core/crdt/text/text_file.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

constexpr Author alice{1};
constexpr Author bob{2};

Buffer bytes_of(const TextDelta& delta) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 20);
    write_text_delta(writer, delta);
    EXPECT_TRUE(writer.finish());
    return bytes;
}

TEST(Text, TX2_counts_code_points_whatever_their_width) {
    Text text;
    text.insert(alice, 0, "añ漢🙂z");
    EXPECT_EQ(text.size(), 5u);
    text.erase(alice, 1, 2);
    EXPECT_EQ(text.to_string(), "a🙂z");
    text.insert(alice, 2, "é");
    EXPECT_EQ(text.to_string(), "a🙂éz");
    EXPECT_EQ(text.version()[alice], 7u);
}

TEST(Text, TX1_two_who_type_at_once_are_not_mixed) {
    Text ours;
    Text theirs;
    TextDelta sent;
    for (std::uint32_t i = 0; i < 5; ++i) {
        sent.push_back(ours.insert(alice, i, std::string_view("hello").substr(i, 1)));
        theirs.insert(bob, i, std::string_view("WORLD").substr(i, 1));
    }
    ASSERT_TRUE(theirs.apply(sent));
    EXPECT_EQ(theirs.to_string(), "helloWORLD");
    ours.merge(theirs);
    EXPECT_EQ(ours.to_string(), theirs.to_string());
    EXPECT_EQ(bytes_of(ours.since({})), bytes_of(theirs.since({})));
}

TEST(Text, TX3_applies_whole_or_not_at_all) {
    Text ours;
    const TextChange first = ours.insert(alice, 0, "ab");
    const TextChange second = ours.insert(alice, 1, "X");
    const TextChange third = ours.erase(alice, 0, 1);
    Text theirs;
    EXPECT_EQ(theirs.apply({second}).error(), Error::value_missing);
    EXPECT_EQ(theirs.apply({first, third}).error(), Error::value_missing);
    EXPECT_EQ(theirs.size(), 0u);
    EXPECT_TRUE(theirs.version().empty());
    ASSERT_TRUE(theirs.apply({first, second, third}));
    ASSERT_TRUE(theirs.apply({second}));
    EXPECT_EQ(theirs.to_string(), "Xb");

    Text hostile;
    const TextChange nobody{{bob, 1}, TextErasure{{{{alice, 9}, 1}}}};
    EXPECT_EQ(hostile.apply({nobody}).error(), Error::value_missing);
    const TextChange edge{{bob, 1}, TextErasure{{{{}, 1}}}};
    EXPECT_EQ(hostile.apply({edge}).error(), Error::value_missing);
    const TextChange empty{{bob, 1}, TextInsertion{{}, {}, ""}};
    EXPECT_EQ(hostile.apply({empty}).error(), Error::malformed);
    const TextChange itself{{bob, 1}, TextInsertion{{bob, 1}, {}, "x"}};
    EXPECT_EQ(hostile.apply({itself}).error(), Error::value_missing);
    // An erasure is an event, and no character that one could type beside.
    ASSERT_TRUE(theirs.apply({TextChange{{bob, 1}, TextErasure{}}}));
    const TextChange beside{{bob, 2}, TextInsertion{{bob, 1}, {}, "x"}};
    EXPECT_EQ(theirs.apply({beside}).error(), Error::value_missing);
}

TEST(Text, TX3_a_run_that_grew_is_taken_from_where_it_was_known) {
    Text ours;
    Text theirs;
    ours.insert(alice, 0, "ab");
    theirs.merge(ours);
    ours.insert(alice, 2, "cd");
    for (int i = 0; i < 2; ++i) ours.erase(alice, 1, 1);
    ASSERT_TRUE(theirs.apply(ours.since({})));
    ours.erase(alice, 1, 1);
    ASSERT_TRUE(theirs.apply(ours.since({})));
    EXPECT_EQ(theirs.to_string(), "a");
    EXPECT_EQ(bytes_of(theirs.since({})), bytes_of(ours.since({})));
}

TEST(Text, TX5_keys_that_are_pressed_cost_a_few_bytes) {
    Text text;
    const TextChange typed = text.insert(alice, 0, "a");
    EXPECT_EQ(bytes_of({typed}),
              spaced_hex("01 0000000000000001"  // One author.
                         "05 00 00 01 61"));    // Inserts its event 1 between the edges: "a".
    const TextChange next = text.insert(alice, 1, "b");
    EXPECT_EQ(bytes_of({next}), spaced_hex("01 0000000000000001 08 00 01 62"));
    // Ten times the key that deletes backwards is one run, however far.
    for (std::uint32_t i = 0; i < 10; ++i) text.insert(alice, i + 2, "c");
    for (std::uint32_t i = 12; i > 2; --i) text.erase(alice, i - 1, 1);
    const TextDelta whole = text.since({});
    ASSERT_EQ(whole.size(), 2u);
    EXPECT_EQ(get<ErasureRun>(whole[1].what), (ErasureRun{{alice, 12}, 10, true}));
}

TEST(Text, TX5_in_a_conversation_nobody_is_named_twice) {
    Text text;
    const std::array known{bob, alice};
    const TextDelta typed{text.insert(alice, 0, "a"), text.insert(alice, 1, "b")};
    Buffer bytes;
    BufferWriter writer(bytes, 100);
    write_text_delta(writer, typed, known);
    EXPECT_EQ(bytes, spaced_hex("00 0d 00 00 01 61 14 00 01 62"));
    EXPECT_EQ(read_text_delta(bytes, known).value(), typed);
    // Who is known is not introduced.
    EXPECT_EQ(read_text_delta(bytes_of(typed), known).error(), Error::not_canonical);
    const Author carol{3};
    const TextDelta of_a_third{text.insert(carol, 1, "c")};
    bytes.clear();
    write_text_delta(writer, of_a_third, known);
    EXPECT_EQ(read_text_delta(bytes, known).value(), of_a_third);
}

TEST(Text, TX5_refuses_other_forms) {
    const auto error = [](const std::string& hex) {
        return read_text_delta(spaced_hex(hex)).error();
    };
    const std::string one = "01 0000000000000001 ";
    EXPECT_TRUE(read_text_delta(spaced_hex(one + "05 00 00 01 61")));
    EXPECT_EQ(error("02 0000000000000002 0000000000000001"), Error::not_canonical);
    EXPECT_EQ(error(one), Error::not_canonical);                     // Nobody names the author.
    EXPECT_EQ(error(one + "04 00 01 61"), Error::not_canonical);     // Typed behind nothing.
    EXPECT_EQ(error(one + "09 01 00 01 61"), Error::not_canonical);  // It was typed.
    EXPECT_EQ(error(one + "0b 01 03"), Error::not_canonical);        // One event backwards.
    EXPECT_EQ(error("00 05 00 00 01 61"), Error::malformed);         // Nobody.
    EXPECT_EQ(error(one + "01 00 00 01 61"), Error::malformed);      // Event 0.
    EXPECT_EQ(error(one + "05 00 00 00"), Error::malformed);         // No characters.
    EXPECT_EQ(error(one + "05 00 00 01 ff"), Error::malformed);      // No UTF-8.
    EXPECT_EQ(error(one + "0a 01 00 01"), Error::malformed);         // Deletes the edge.
    EXPECT_EQ(error(one + "0a 7f 01 01"), Error::truncated);
    EXPECT_EQ(error(one + "0a 01 01 ffffffffffffffff7f"), Error::too_large);
    EXPECT_EQ(error("ff7f 00"), Error::truncated);
    // Times more authors it would be another number.
    EXPECT_EQ(error(one + "fffeffffffffffff78 78 76"), Error::too_large);
}

TEST(Text, TX8_texts_of_each_order_are_kept_and_told_as_such) {
    using sequence::Order;
    const auto typed_backwards_at_once = [](Order order) {
        Text ours(order);
        Text theirs(order);
        for (const char* const letter : {"c", "b", "a"}) ours.insert(alice, 0, letter);
        for (const char* const letter : {"C", "B", "A"}) theirs.insert(bob, 0, letter);
        ours.merge(theirs);
        theirs.merge(ours);
        EXPECT_EQ(ours.to_string(), theirs.to_string());
        auto kept = read_text_file(*write_text_file(ours));
        EXPECT_EQ(kept->order(), order);
        EXPECT_EQ(kept->to_string(), ours.to_string());
        EXPECT_EQ(kept->since({}), ours.since({}));
        return ours.to_string();
    };
    EXPECT_EQ(typed_backwards_at_once(Order::fugue_max), "abcABC");
    EXPECT_EQ(typed_backwards_at_once(Order::yata), "abcABC");
    EXPECT_EQ(typed_backwards_at_once(Order::rga), "AaBbCc");
}

TEST(Text, TX8_what_belongs_to_a_text_of_another_order_is_refused) {
    using sequence::Order;
    const auto bytes_in = [](Order order) {
        Text text(order);
        Buffer bytes;
        BufferWriter writer(bytes, 100);
        write_text_delta(writer, std::array{text.insert(alice, 0, "a")}, {}, order);
        return bytes;
    };
    EXPECT_EQ(bytes_in(Order::yata), spaced_hex("818004 0000000000000001 05 00 00 01 61"));
    EXPECT_EQ(bytes_in(Order::rga), spaced_hex("818008 0000000000000001 05 00 01 01 61"));
    EXPECT_EQ(read_text_delta(bytes_in(Order::yata)).error(), Error::malformed);
    EXPECT_EQ(read_text_delta(bytes_in(Order::fugue_max), {}, Order::rga).error(),
              Error::malformed);
    EXPECT_EQ(read_text_delta(spaced_hex("818008 0000000000000001 05 00 ffffffffffffffff7f 01 61"),
                              {}, Order::rga)
                  .error(),
              Error::too_large);
    EXPECT_EQ(read_text_file(spaced_hex("31")).error(), Error::format_unknown);
}

TEST(Text, TX6_claimed_counters_reserve_nothing) {
    Text text;
    const TextChange far{{bob, 1'000'000'000}, TextInsertion{{}, {}, "x"}};
    EXPECT_EQ(text.apply({far}).error(), Error::value_missing);
    const TextChange farther{{bob, 1ull << 40}, TextInsertion{{}, {}, "x"}};
    EXPECT_EQ(text.apply({farther}).error(), Error::too_large);
    const TextChange long_run{{bob, 1}, ErasureRun{{alice, 1}, sequence::items_max - 5, false}};
    EXPECT_EQ(text.apply({long_run}).error(), Error::value_missing);
}

}  // namespace
}  // namespace core::crdt
