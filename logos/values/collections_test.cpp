// Lists, tuples, texts, sets and maps, by the examples of the language and at their ends.
#include <gtest/gtest.h>

#include "logos/values/arithmetic.h"
#include "logos/values/collections.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

Value number(std::int64_t value) { return Value::integer(value); }
Value text(std::string_view words) { return make_text(std::string(words)); }

Value numbers(std::initializer_list<std::int64_t> values) {
    std::vector<Value> items;
    for (const std::int64_t value : values) items.push_back(number(value));
    return make_list(std::move(items));
}

Value set_of(std::initializer_list<std::int64_t> values) {
    Value set = make_set();
    for (const std::int64_t value : values) own_table(set).insert(number(value));
    return set;
}

std::string shown(const Outcome<Value>& outcome) {
    return outcome ? print(*outcome) : "! " + outcome.error().text;
}
std::string shown(const Outcome<void>& outcome) {
    return outcome ? "done" : "! " + outcome.error().text;
}

TEST(Collections, VL30_items_count_from_one) {
    const Value list = numbers({3, 1, 2});
    EXPECT_EQ(shown(item(list, number(1))), "3");
    EXPECT_EQ(shown(item(list, number(3))), "2");
    EXPECT_EQ(shown(item(list, number(5))), "! Index 5 out of bounds for list of length 3");
    EXPECT_EQ(shown(item(list, number(0))), "! Index 0 out of bounds for list of length 3");
    EXPECT_EQ(shown(item(list, number(INT64_MIN))),
              "! Index -9223372036854775808 out of bounds for list of length 3");
    EXPECT_EQ(shown(item(list, *power(number(2), number(64)))),
              "! Index 18446744073709551616 out of bounds for list of length 3");
    EXPECT_EQ(shown(item(make_tuple({number(1), text("a")}), number(2))), "a");
    EXPECT_EQ(shown(item(text("Hi"), number(1))), "H");
    EXPECT_EQ(shown(item(text("日本"), number(2))), "本");
    EXPECT_EQ(shown(item(text("日本"), number(3))), "! Index 3 out of bounds for text of length 2");
    EXPECT_EQ(shown(item(list, text("a"))), "! Cannot index List by Text");
    EXPECT_EQ(shown(item(number(1), number(1))), "! Cannot index Int");
}

TEST(Collections, VL31_maps_have_keys_in_the_order_they_came) {
    Value map = make_map();
    EXPECT_TRUE(set_item(map, text("b"), number(2)));
    EXPECT_TRUE(set_item(map, text("a"), number(1)));
    EXPECT_TRUE(set_item(map, text("c"), number(3)));
    EXPECT_TRUE(set_item(map, text("b"), number(4)));
    EXPECT_EQ(print(map), "{b: 4, a: 1, c: 3}");
    EXPECT_EQ(shown(item(map, text("b"))), "4");
    EXPECT_TRUE(remove_from(map, text("b")));
    EXPECT_TRUE(remove_from(map, text("b")));
    EXPECT_EQ(print(map), "{a: 1, c: 3}");
    EXPECT_EQ(shown(item(map, text("zz"))), "! Key 'zz' not found in map");
    EXPECT_EQ(shown(take_item(map, text("zz"))), "! Key 'zz' not found in map");
    EXPECT_EQ(shown(iteration(map)), "[(a, 1), (c, 3)]");
    EXPECT_EQ(shown(contains(map, text("c"))), "true");
}

TEST(Collections, VL32_lists_are_changed_in_place_and_in_bounds) {
    Value list = numbers({3, 1});
    const Value old_list = list;
    EXPECT_TRUE(push(list, number(9)));
    EXPECT_TRUE(set_item(list, number(2), number(200)));
    EXPECT_EQ(print(list), "[3, 200, 9]");
    EXPECT_EQ(print(old_list), "[3, 1]");
    EXPECT_EQ(shown(set_item(list, number(4), number(1))),
              "! Index 4 out of bounds for list of length 3");
    EXPECT_EQ(shown(pop(list)), "9");
    EXPECT_EQ(print(list), "[3, 200]");
    Value empty = make_list();
    EXPECT_EQ(shown(pop(empty)), "! Cannot pop from an empty list");
    Value tuple = make_tuple({number(1)});
    EXPECT_EQ(shown(set_item(tuple, number(1), number(2))), "! Cannot set an item of Tuple");
    EXPECT_EQ(shown(push(tuple, number(1))), "! Cannot push to Tuple");
    EXPECT_TRUE(remove_from(list, number(3)));
    EXPECT_EQ(print(list), "[200]");
}

TEST(Collections, VL33_what_is_taken_out_is_changed_in_place_and_put_back) {
    Value grid = make_list({numbers({1, 2}), numbers({3})});
    const Object* row_object = items_of(grid)[0].as_object();
    Value row = take_item(grid, number(1)).value();
    EXPECT_EQ(print(grid), "[nothing, [3]]");
    EXPECT_TRUE(push(row, number(8)));
    EXPECT_EQ(row.as_object(), row_object);
    EXPECT_TRUE(set_item(grid, number(1), std::move(row)));
    EXPECT_EQ(print(grid), "[[1, 2, 8], [3]]");
    const Value old_grid = grid;
    EXPECT_TRUE(take_item(grid, number(2)));
    EXPECT_EQ(print(old_grid), "[[1, 2, 8], [3]]");
    EXPECT_EQ(shown(take_item(grid, number(3))), "! Index 3 out of bounds for list of length 2");
}

TEST(Collections, VL34_slices_include_both_ends) {
    const Value list = numbers({3, 1, 2, 9});
    EXPECT_EQ(shown(slice(list, number(2), number(3))), "[1, 2]");
    EXPECT_EQ(shown(slice(list, number(1), number(4))), "[3, 1, 2, 9]");
    EXPECT_EQ(shown(slice(list, number(3), number(2))), "[]");
    EXPECT_EQ(shown(slice(list, number(5), number(4))), "[]");
    EXPECT_EQ(shown(slice(list, number(1), number(0))), "[]");
    EXPECT_EQ(shown(slice(list, number(2), number(5))),
              "! Index 5 out of bounds for list of length 4");
    EXPECT_EQ(shown(slice(list, number(0), number(2))),
              "! Index 0 out of bounds for list of length 4");
    EXPECT_EQ(shown(slice(list, number(1), number(-1))),
              "! Index -1 out of bounds for list of length 4");
    EXPECT_EQ(shown(slice(text("日本go"), number(2), number(3))), "本g");
    EXPECT_EQ(shown(slice(make_tuple({number(1), number(2)}), number(2), number(2))), "(2)");
}

TEST(Collections, VL35_sets_unite_and_intersect) {
    Value set = make_set();
    for (const std::int64_t value : {3, 1, 3}) EXPECT_TRUE(add_to(set, number(value)));
    EXPECT_EQ(print(set), "{3, 1}");
    EXPECT_TRUE(remove_from(set, number(3)));
    EXPECT_EQ(shown(united(set, set_of({1, 2, 3}))), "{1, 2, 3}");
    EXPECT_EQ(shown(without(set_of({1, 2, 3}), set)), "{2, 3}");
    EXPECT_EQ(shown(intersected(set_of({1, 2, 3}), set_of({3, 2, 7}))), "{2, 3}");
    EXPECT_EQ(shown(without(numbers({1, 2, 1, 3}), numbers({1}))), "[2, 3]");
    EXPECT_EQ(shown(united(set, number(1))), "! Cannot unite Set and Int");
    EXPECT_EQ(shown(add_to(set, number(5))), "done");
}

TEST(Collections, VL36_lists_and_texts_follow_one_another) {
    EXPECT_EQ(shown(followed(numbers({1, 2}), numbers({3}))), "[1, 2, 3]");
    EXPECT_EQ(shown(followed(text("a"), text("b"))), "ab");
    EXPECT_EQ(shown(followed(text("a"), number(1))), "! Cannot put in sequence Text and Int");
    EXPECT_EQ(shown(joined(text("Hi"), text("!"))), "Hi!");
    EXPECT_EQ(shown(joined(number(1), number(2))), "12");
    EXPECT_EQ(shown(copies(number(3), number(7))), "[7, 7, 7]");
    EXPECT_EQ(shown(copies(number(0), number(7))), "[]");
    EXPECT_EQ(shown(copies(number(INT64_MAX), number(7))),
              "! Too many copies: 9223372036854775807");
}

TEST(Collections, VL37_what_is_in_them_and_how_long_they_are) {
    EXPECT_EQ(shown(contains(text("hello"), text("ell"))), "true");
    EXPECT_EQ(shown(contains(numbers({1, 2}), Value::real(2))), "true");
    EXPECT_EQ(shown(contains(set_of({1}), number(2))), "false");
    EXPECT_EQ(shown(contains(number(1), number(1))), "! Cannot look into Int");
    EXPECT_EQ(shown(length(text("日本"))), "6");
    EXPECT_EQ(shown(length(set_of({1, 2, 3}))), "3");
    EXPECT_EQ(shown(length(number(1))), "! Cannot take the length of Int");
}

TEST(Collections, VL38_loops_go_through_items_characters_and_entries) {
    const Value list = numbers({7, 8});
    EXPECT_EQ(iteration(list)->as_object(), list.as_object());
    EXPECT_EQ(shown(iteration(text("aé"))), "[a, é]");
    EXPECT_EQ(shown(iteration(set_of({3, 1}))), "[3, 1]");
    EXPECT_EQ(shown(iteration(number(1))), "! Cannot go through Int");
}

TEST(Collections, VL6_a_key_must_not_be_nested_too_deep) {
    Value deep;
    for (int i = 0; i < 1000; ++i) deep = make_list({std::move(deep)});
    Value set = make_set();
    Value map = make_map();
    EXPECT_EQ(shown(add_to(set, deep)), "! A key must not be nested so deep");
    EXPECT_EQ(shown(set_item(map, deep, number(1))), "! A key must not be nested so deep");
}

}  // namespace
}  // namespace logos
