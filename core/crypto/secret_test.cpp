// Secrets: moved, cloned on purpose, wiped, compared without telling where they differ.
#include "core/crypto/secret.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "core/base/format.h"

namespace core::crypto {
namespace {

using Key = Secret<struct KeyTag, 4>;

constexpr std::array<std::byte, 4> bytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
constexpr std::array<std::byte, 4> zeros{};

TEST(Secret, CY7_moving_wipes_what_it_leaves_behind) {
    Key first{bytes};
    Key second(std::move(first));
    EXPECT_TRUE(equal(second.expose(), bytes));
    EXPECT_TRUE(
        equal(first.expose(), zeros));  // NOLINT: what a moved-from secret holds is the point.
    Key third;
    third = std::move(second);
    EXPECT_TRUE(equal(third.expose(), bytes));
    EXPECT_TRUE(equal(second.expose(), zeros));  // NOLINT
}

TEST(Secret, CY7_the_end_of_its_life_wipes_its_memory) {
    alignas(Key) std::array<std::byte, sizeof(Key)> memory{};
    std::destroy_at(std::construct_at(reinterpret_cast<Key*>(memory.data()), bytes));
    EXPECT_TRUE(equal(memory, zeros));
}

TEST(Secret, CY7_copies_are_made_on_purpose_only) {
    static_assert(!std::is_copy_constructible_v<Key> && !std::is_copy_assignable_v<Key>);
    const Key key{bytes};
    EXPECT_TRUE(equal(key.clone().expose(), bytes));
}

TEST(Secret, CY8_comparing_finds_any_difference) {
    Buffer other(bytes.begin(), bytes.end());
    EXPECT_TRUE(constant_time_equal(bytes, other));
    EXPECT_FALSE(constant_time_equal(bytes, Bytes(other).first(3)));
    EXPECT_TRUE(constant_time_equal({}, {}));
    for (std::size_t bit = 0; bit < 32; ++bit) {
        const auto mask = static_cast<std::byte>(1u << (bit % 8));
        other[bit / 8] ^= mask;
        EXPECT_FALSE(constant_time_equal(bytes, other)) << bit;
        other[bit / 8] ^= mask;
    }
}

}  // namespace
}  // namespace core::crypto
