// What is called with what; that nothing else is called is a matter of types.
#include "core/base/match.h"

#include <gtest/gtest.h>

#include <string>

namespace core {
namespace {

using Some = std::variant<int, std::string, std::monostate>;

TEST(Match, CallsWithWhatIsHeld) {
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
    const Some nothing = std::monostate();
    EXPECT_EQ(match(number, told), "7");
    EXPECT_EQ(match(text, told), "a");
    EXPECT_EQ(match(nothing, told), "nothing");
}

TEST(Match, MayChangeWhatIsHeld) {
    Some some = 1;
    match(some, [](auto& held) {
        if constexpr (std::is_same_v<decltype(held), int&>) ++held;
    });
    EXPECT_EQ(std::get<int>(some), 2);
}

}  // namespace
}  // namespace core
