// Names that were mistyped.
#include "native/command/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace command {
namespace {

TEST(Nearest, CX9_mistakes_are_counted) {
    EXPECT_EQ(mistakes_between("", ""), 0u);
    EXPECT_EQ(mistakes_between("abc", ""), 3u);
    EXPECT_EQ(mistakes_between("studio", "studoi"), 1u);
    EXPECT_EQ(mistakes_between("listen", "lsiten"), 1u);
    EXPECT_EQ(mistakes_between("quiet", "quite"), 1u);
    EXPECT_EQ(mistakes_between("kitten", "sitting"), 3u);
}

TEST(Nearest, CX9_the_nearest_name_is_offered_and_none_that_is_unlike) {
    const std::array<std::string, 3> names{"status", "stop", "studio"};
    EXPECT_EQ(did_you_mean("statsu", names), " Did you mean status?");
    EXPECT_EQ(did_you_mean("stp", names), " Did you mean stop?");
    EXPECT_EQ(did_you_mean("dance", names), "");
    EXPECT_EQ(did_you_mean("", names), "");
    EXPECT_EQ(did_you_mean(std::string(1'000'000, 's'), names), "");
}

}  // namespace
}  // namespace command
