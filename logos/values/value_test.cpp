// What values share, and that they behave as if each were a copy.
#include <gtest/gtest.h>

#include "logos/values/make.h"

namespace logos {
namespace {

TEST(Value, VL1_a_change_is_seen_by_its_owner_alone) {
    Value list = make_list({Value::integer(1)});
    const Value same = list;
    EXPECT_EQ(list.as_object(), same.as_object());
    own_items(list).push_back(Value::integer(2));
    EXPECT_EQ(items_of(list).size(), 2);
    EXPECT_EQ(items_of(same).size(), 1);
    const Object* own_object = list.as_object();
    own_items(list).push_back(Value::integer(3));
    EXPECT_EQ(list.as_object(), own_object);
}

TEST(Value, VL1_texts_tables_and_records_become_their_owners) {
    Value text = make_text("a");
    const Value old_text = text;
    own_text(text) += "b";
    EXPECT_EQ(text_of(old_text), "a");
    Value map = make_map();
    const Value old_map = map;
    own_table(map).insert_or_assign(make_text("k"), Value::integer(1));
    EXPECT_EQ(table_of(old_map).size(), 0);
    const Shape shape{.name = "Point", .fields = {"x"}};
    Value record = make_record(&shape, {Value::integer(1)});
    const Value old_record = record;
    own_record(record).fields[0] = Value::integer(7);
    EXPECT_EQ(record_of(old_record).fields[0].as_integer(), 1);
    EXPECT_EQ(record_of(record).fields[0].as_integer(), 7);
}

TEST(Value, VL1_a_cell_is_shared_and_a_closure_keeps_what_it_captured) {
    const Value cell = make_cell(Value::integer(1));
    const Value same = cell;
    cell_of(cell) = Value::integer(2);
    EXPECT_EQ(cell_of(same).as_integer(), 2);
    const Value closure = make_closure(3, {cell});
    EXPECT_EQ(closure_of(closure).function, 3);
    EXPECT_EQ(cell_of(closure_of(closure).captured[0]).as_integer(), 2);
}

TEST(Value, VL6_what_is_nested_a_million_deep_ends_without_a_deep_stack) {
    Value list = make_list();
    Value record = Value::integer(1);
    const Shape shape{.name = "Link", .fields = {"next"}};
    Value map = make_map();
    for (int i = 0; i < 1'000'000; ++i) {
        list = make_list({std::move(list)});
        record = make_record(&shape, {std::move(record)});
        Value outer = make_map();
        own_table(outer).insert_or_assign(Value::integer(1),
                                          make_cell(make_closure(0, {std::move(map)})));
        map = std::move(outer);
    }
    const Value shared = list;
    list = Value();
    EXPECT_EQ(items_of(shared).size(), 1);
}

TEST(Value, VL2_what_64_bits_hold_is_never_big) {
    EXPECT_TRUE(make_integer(BigInteger(INT64_MIN)).is(Tag::integer));
    EXPECT_TRUE(make_integer(BigInteger(INT64_MIN) - BigInteger(1)).is(Tag::big));
}

}  // namespace
}  // namespace logos
