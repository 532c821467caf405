// Shared records, by the examples of the language, and what two do at once.
#include <gtest/gtest.h>

#include "logos/values/make.h"
#include "logos/values/printing.h"
#include "logos/values/shared.h"

namespace logos {
namespace {

const Shape document_shape{
    .name = "Doc",
    .fields = {"likes", "score", "title", "status", "tags", "locks", "lines", "ages"}};
constexpr std::array document_kinds{SharedKind::grow_count,   SharedKind::tally,
                                    SharedKind::last_writer,  SharedKind::divergent,
                                    SharedKind::add_wins_set, SharedKind::remove_wins_set,
                                    SharedKind::sequence,     SharedKind::map};
enum : std::size_t { likes, score, title, status, tags, locks, lines, ages };

Value number(std::int64_t value) { return Value::integer(value); }
Value text(std::string_view words) { return make_text(std::string(words)); }
std::string shown(const Value& shared, std::size_t field) {
    return print(shared_item(shared, field));
}

struct Pair {
    Replica replicas = 0;
    Value a = new_shared_record(&document_shape, document_kinds, replicas);
    Value b = new_shared_record(&document_shape, document_kinds, replicas);

    // Both ways; what both then show.
    std::string merged(std::size_t field) {
        EXPECT_TRUE(merge_shared(a, b, replicas));
        EXPECT_TRUE(merge_shared(b, a, replicas));
        EXPECT_TRUE(merge_shared(b, a, replicas));
        EXPECT_EQ(shown(a, field), shown(b, field));
        return shown(a, field);
    }
};

TEST(Shared, VL50_the_examples_of_the_language) {
    Pair p;
    EXPECT_TRUE(increase(p.a, likes, number(3), p.replicas));
    EXPECT_TRUE(increase(p.a, score, number(10), p.replicas));
    EXPECT_TRUE(decrease(p.a, score, number(4), p.replicas));
    EXPECT_TRUE(write_shared(p.a, title, text("T"), p.replicas));
    EXPECT_TRUE(write_shared(p.a, status, text("draft"), p.replicas));
    EXPECT_TRUE(write_shared(p.a, status, text("final"), p.replicas));
    EXPECT_TRUE(add_to_shared(p.a, tags, text("a"), p.replicas));
    EXPECT_TRUE(add_to_shared(p.a, tags, text("b"), p.replicas));
    EXPECT_TRUE(remove_from_shared(p.a, tags, text("a"), p.replicas));
    EXPECT_TRUE(append_to_shared(p.a, lines, text("L1"), p.replicas));
    EXPECT_TRUE(append_to_shared(p.a, lines, text("L2"), p.replicas));
    EXPECT_TRUE(set_shared_item(p.a, ages, text("Ann"), number(7), p.replicas));
    EXPECT_EQ(print(p.a),
              "Doc { ages: {Ann: 7}, likes: 3, lines: [L1, L2], locks: {}, score: 6, status: "
              "final, tags: {b}, title: T }");
    EXPECT_EQ(shown(p.b, title), "nothing");
}

TEST(Shared, VL51_counters_are_merged_once) {
    Pair p;
    EXPECT_TRUE(increase(p.a, likes, number(15), p.replicas));
    EXPECT_TRUE(increase(p.b, likes, number(7), p.replicas));
    EXPECT_EQ(p.merged(likes), "22");
    EXPECT_FALSE(decrease(p.a, likes, number(1), p.replicas));
    EXPECT_FALSE(increase(p.a, likes, number(-1), p.replicas));
    EXPECT_TRUE(increase(p.a, score, number(-5), p.replicas));
    EXPECT_TRUE(decrease(p.b, score, number(-2), p.replicas));
    EXPECT_EQ(p.merged(score), "-3");
    EXPECT_TRUE(increase(p.a, likes, number(INT64_MAX), p.replicas));
    EXPECT_EQ(increase(p.a, likes, number(INT64_MAX), p.replicas).error().text, "number too large");
    EXPECT_EQ(shown(p.a, likes), "9223372036854775829");
}

TEST(Shared, VL52_a_copy_that_changes_is_another_replica) {
    Pair p;
    EXPECT_TRUE(increase(p.a, likes, number(1), p.replicas));
    p.b = p.a;
    EXPECT_TRUE(increase(p.b, likes, number(2), p.replicas));
    EXPECT_TRUE(increase(p.a, likes, number(4), p.replicas));
    EXPECT_EQ(shown(p.b, likes), "3");
    EXPECT_EQ(p.merged(likes), "7");
}

TEST(Shared, VL53_the_last_writer_wins_everywhere) {
    Pair p;
    EXPECT_TRUE(write_shared(p.a, title, text("one"), p.replicas));
    EXPECT_TRUE(write_shared(p.b, title, text("other"), p.replicas));
    EXPECT_EQ(p.merged(title), "other");
    EXPECT_TRUE(write_shared(p.a, title, text("later"), p.replicas));
    EXPECT_EQ(p.merged(title), "later");
}

TEST(Shared, VL54_divergent_values_stand_side_by_side_until_resolved) {
    Pair p;
    EXPECT_TRUE(write_shared(p.a, status, text("x"), p.replicas));
    EXPECT_TRUE(write_shared(p.b, status, text("y"), p.replicas));
    EXPECT_EQ(p.merged(status), "{x, y}");
    EXPECT_TRUE(write_shared(p.b, status, text("z"), p.replicas));
    EXPECT_EQ(p.merged(status), "z");
}

TEST(Shared, VL55_adding_wins_or_removing_wins) {
    Pair p;
    for (const std::size_t field : {tags, locks}) {
        EXPECT_TRUE(add_to_shared(p.a, field, text("x"), p.replicas));
        EXPECT_EQ(p.merged(field), "{x}");
        EXPECT_TRUE(remove_from_shared(p.a, field, text("x"), p.replicas));
        EXPECT_TRUE(add_to_shared(p.b, field, text("x"), p.replicas));
        EXPECT_EQ(p.merged(field), field == tags ? "{x}" : "{}");
        EXPECT_TRUE(add_to_shared(p.a, field, text("x"), p.replicas));
        EXPECT_EQ(p.merged(field), "{x}");
    }
}

TEST(Shared, VL56_sequences_keep_what_both_append_and_what_neither_removed) {
    Pair p;
    EXPECT_TRUE(append_to_shared(p.a, lines, number(1), p.replicas));
    EXPECT_EQ(p.merged(lines), "[1]");
    for (const int value : {10, 11})
        EXPECT_TRUE(append_to_shared(p.a, lines, number(value), p.replicas));
    for (const int value : {20, 21})
        EXPECT_TRUE(append_to_shared(p.b, lines, number(value), p.replicas));
    EXPECT_TRUE(remove_from_shared(p.b, lines, number(1), p.replicas));
    EXPECT_EQ(p.merged(lines), "[20, 21, 10, 11]");
    EXPECT_TRUE(append_to_shared(p.a, lines, number(3), p.replicas));
    EXPECT_EQ(p.merged(lines), "[20, 21, 10, 11, 3]");
}

TEST(Shared, VL57_a_change_that_does_not_suit_the_field_is_refused) {
    Pair p;
    EXPECT_EQ(add_to_shared(p.a, likes, number(1), p.replicas).error().text,
              "Cannot add to the field likes");
    EXPECT_EQ(increase(p.a, likes, text("x"), p.replicas).error().text,
              "Cannot increase the field likes");
    EXPECT_EQ(write_shared(p.a, tags, text("x"), p.replicas).error().text,
              "Cannot set the field tags");
    EXPECT_EQ(merge_shared(p.a, number(1), p.replicas).error().text, "Cannot merge Int into Doc");
    EXPECT_TRUE(merge_shared(p.a, p.a, p.replicas));
}

}  // namespace
}  // namespace logos
