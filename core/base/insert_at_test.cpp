// Inserting, against std::vector::insert.
#include "core/base/insert_at.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/testing/counted.h"

namespace core {
namespace {

TEST(InsertAt, CO1_does_as_a_vector_does) {
    Prng prng(Seed{1});
    {
        std::vector<Counted> items;
        std::vector<std::uint64_t> twin;
        for (int step = 0; step < 500; ++step) {
            const auto place = static_cast<std::ptrdiff_t>(prng.below(twin.size() + 1));
            const std::uint64_t drawn = prng.next();
            EXPECT_EQ(insert_at(items, items.begin() + place, Counted(drawn)).value(), drawn);
            twin.insert(twin.begin() + place, drawn);
            ASSERT_EQ(Counted::living, static_cast<int>(twin.size()));
        }
        for (std::size_t i = 0; i < twin.size(); ++i) EXPECT_EQ(items[i].value(), twin[i]);
    }
    EXPECT_EQ(Counted::living, 0);
}

}  // namespace
}  // namespace core
