// Variants against the standard library's, with items that can only be moved and are counted.
#include "core/base/variant.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/prng.h"
#include "core/testing/counted.h"

namespace core {
namespace {

using Some = Variant<int, std::string, Nothing>;

static_assert(std::is_trivially_copyable_v<Variant<int, Nothing>>);
static_assert(sizeof(Variant<std::uint32_t, Nothing>) == 8);
static_assert(std::is_trivially_destructible_v<Variant<int, Nothing>>);
static_assert(!std::is_trivially_copyable_v<Some> && std::is_copy_constructible_v<Some>);
static_assert(std::is_nothrow_move_constructible_v<Some>);
static_assert(!std::is_copy_constructible_v<Variant<int, Counted>>);
static_assert(!std::is_copy_assignable_v<Variant<int, Counted>>);
// A number is never changed into another, nor a pointer into a truth.
static_assert(!std::is_constructible_v<Variant<bool, std::string>, int>);
static_assert(!std::is_constructible_v<Variant<bool, double>, const char*>);

TEST(Variant, VA1_begins_with_its_first_type) { EXPECT_EQ(get<int>(Some()), 0); }

TEST(Variant, VA1_becomes_what_it_is_made_of) {
    EXPECT_EQ(get<int>(Some(7)), 7);
    EXPECT_EQ(get<std::string>(Some("a")), "a");
    const std::string_view view = "b";
    EXPECT_EQ(get<std::string>(Some(std::string(view))), "b");
    EXPECT_EQ(Some(Nothing()).index(), 2u);
    EXPECT_EQ((get<bool>(Variant<bool, std::string>(true))), true);
    EXPECT_EQ(get<std::string>(Some(std::in_place_type<std::string>, 3u, 'x')), "xxx");
}

TEST(Variant, VA1_tells_what_it_holds) {
    Some some = "a";
    EXPECT_EQ(get_if<int>(&some), nullptr);
    EXPECT_TRUE(holds_alternative<std::string>(some));
    *get_if<std::string>(&some) += "b";
    EXPECT_EQ(*get_if<std::string>(&std::as_const(some)), "ab");
    EXPECT_EQ(get<std::string>(std::move(some)), "ab");
    EXPECT_EQ(get_if<int>(static_cast<Some*>(nullptr)), nullptr);
}

TEST(Variant, VA1_matches_with_what_it_holds) {
    const auto told = [](const auto& held) -> std::string {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, int>)
            return std::to_string(held);
        else if constexpr (std::is_same_v<Held, std::string>)
            return held;
        else
            return "nothing";
    };
    const Some number = 7;
    const Some text = "a";
    const Some nothing = Nothing();
    EXPECT_EQ(match(number, told), "7");
    EXPECT_EQ(match(text, told), "a");
    EXPECT_EQ(match(nothing, told), "nothing");
    Some some = 1;
    match(some, [](auto& held) {
        if constexpr (std::is_same_v<decltype(held), int&>) ++held;
    });
    EXPECT_EQ(get<int>(some), 2);
}

// It may hold others of its own kind.
struct Tree {
    Variant<int, std::vector<Tree>> what;
    friend bool operator==(const Tree&, const Tree&) = default;
};

TEST(Variant, VA1_copies_what_is_nested) {
    const Tree tree{std::vector<Tree>{{1}, {std::vector<Tree>{{2}}}}};
    Tree copy = tree;
    EXPECT_EQ(copy, tree);
    get<std::vector<Tree>>(copy.what).front() = tree;
    EXPECT_NE(copy, tree);
    copy = tree;
    EXPECT_EQ(copy, tree);
}

// Four types, of which one is a number, one nothing, and two need more than their bytes.
struct Twins {
    Variant<std::uint64_t, std::string, Nothing, std::vector<std::uint64_t>> ours;
    std::variant<std::uint64_t, std::string, Nothing, std::vector<std::uint64_t>> theirs;

    template <class T>
    void become(const T& value) {
        ours = value;
        theirs = value;
    }
    template <class T>
    void hold(const T& value) {
        ours.emplace<T>(value);
        theirs.emplace<T>(value);
    }
    void expect_same() const {
        ASSERT_EQ(ours.index(), theirs.index());
        match(ours, [this](const auto& held) {
            EXPECT_EQ(held, std::get<std::remove_cvref_t<decltype(held)>>(theirs));
        });
    }
};

std::size_t below(Prng& prng, std::size_t end) { return static_cast<std::size_t>(prng.below(end)); }

void draw(Prng& prng, Twins& twins) {
    const std::uint64_t number = prng.below(3);
    const std::string text(below(prng, 40), 'x');
    const std::vector<std::uint64_t> numbers(below(prng, 4), number);
    switch (prng.below(6)) {
        case 0: return twins.become(number);
        case 1: return twins.become(text);
        case 2: return twins.become(Nothing());
        case 3: return twins.become(numbers);
        case 4: return twins.hold(text);
        default: return twins.hold(number);
    }
}

TEST(Variant, VA1_does_as_the_standard_one_does) {
    Prng prng(Seed{1});
    std::vector<Twins> all(4);
    for (int step = 0; step < 20'000; ++step) {
        Twins& one = all[below(prng, all.size())];
        Twins& other = all[below(prng, all.size())];
        switch (prng.below(4)) {
            case 0: draw(prng, one); break;
            case 1: one = other; break;
            case 2: one = Twins(other); break;
            default: {
                Twins moved(std::move(one));
                draw(prng, one);
                one = std::move(moved);
            }
        }
        one.expect_same();
        other.expect_same();
        EXPECT_EQ(one.ours == other.ours, one.theirs == other.theirs);
        EXPECT_EQ(one.ours <=> other.ours, one.theirs <=> other.theirs);
        EXPECT_EQ(one.ours < other.ours, one.theirs < other.theirs);
    }
}

TEST(Variant, CO1_neither_loses_an_item_nor_destroys_it_twice) {
    Prng prng(Seed{2});
    {
        using Item = Variant<int, Counted, std::unique_ptr<Counted>>;
        std::vector<Item> items(5);
        for (int step = 0; step < 20'000; ++step) {
            Item& one = items[below(prng, items.size())];
            Item& other = items[below(prng, items.size())];
            switch (prng.below(5)) {
                case 0: one = step; break;
                case 1: one = Counted(7); break;
                case 2: one = std::make_unique<Counted>(7); break;
                case 3: one.emplace<Counted>(8); break;
                default: one = std::move(other);
            }
            int counted = 0;
            for (const Item& item : items) {
                const auto* const owner = get_if<std::unique_ptr<Counted>>(&item);
                counted += holds_alternative<Counted>(item) || (owner && *owner) ? 1 : 0;
            }
            ASSERT_EQ(Counted::living, counted);
        }
    }
    EXPECT_EQ(Counted::living, 0);
}

}  // namespace
}  // namespace core
