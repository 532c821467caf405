// A table against a plain list of what came, whatever is put in and taken out.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "logos/values/comparison.h"
#include "logos/values/make.h"

namespace logos {
namespace {

using Twin = std::vector<std::pair<std::int64_t, std::int64_t>>;

Twin::iterator found_in(Twin& twin, std::int64_t key) {
    return std::ranges::find_if(twin, [&](const auto& entry) { return entry.first == key; });
}

// Keys in three guises, of which a number is the same as a whole number or a real one.
Value key_of(std::int64_t key) {
    if (key % 3 == 0) return make_text(std::to_string(key));
    return key % 3 == 1 ? Value::integer(key) : Value::real(static_cast<double>(key));
}

void check_same(const OrderedTable& table, const Twin& twin) {
    RC_ASSERT(table.size() == twin.size());
    for (std::size_t i = 0; i < twin.size(); ++i) {
        RC_ASSERT(equal(table.entry(i).key, key_of(twin[i].first)));
        RC_ASSERT(table.entry(i).value.as_integer() == twin[i].second);
    }
}

RC_GTEST_PROP(OrderedTableProperty, VL31_a_table_is_a_list_of_what_came_first, ()) {
    OrderedTable table;
    Twin twin;
    const auto steps = *rc::gen::arbitrary<std::vector<std::uint16_t>>();
    for (const std::uint16_t step : steps) {
        const std::int64_t key = step >> 2 & 31;
        const auto found = found_in(twin, key);
        const bool is_there = found != twin.end();
        RC_ASSERT(table.contains(key_of(key)) == is_there);
        if (step % 4 == 0) {
            RC_ASSERT(table.erase(key_of(key)) == is_there);
            if (is_there) twin.erase(found);
        } else {
            RC_ASSERT(table.insert_or_assign(key_of(key), Value::integer(step)) == !is_there);
            if (is_there)
                found->second = step;
            else
                twin.emplace_back(key, step);
        }
        if (step % 7 == 0) check_same(table, twin);
    }
    check_same(table, twin);
}

TEST(OrderedTable, VL31_many_keys_stay_in_order) {
    OrderedTable table;
    for (int i = 0; i < 10'000; ++i)
        EXPECT_TRUE(table.insert_or_assign(key_of(i), Value::integer(i)));
    for (int i = 0; i < 10'000; i += 2) EXPECT_TRUE(table.erase(key_of(i)));
    EXPECT_EQ(table.size(), 5'000);
    for (int i = 0; i < 5'000; ++i)
        EXPECT_EQ(table.entry(static_cast<std::size_t>(i)).value.as_integer(), 2 * i + 1);
    for (int i = 0; i < 10'000; ++i) EXPECT_EQ(table.contains(key_of(i)), i % 2 == 1);
}

}  // namespace
}  // namespace logos
