// The rules DF1–DF3 of spec/dialing.md.
#include "net/base/dial_failure.h"

#include <gtest/gtest.h>

#include <set>

namespace net {
namespace {

TEST(DialFailure, DF1_each_says_what_happened) {
    std::set<std::string_view> texts;
    for (std::size_t i = 0; i < dial_failure_count; ++i) {
        const std::string_view text = describe(static_cast<DialFailure>(i));
        EXPECT_FALSE(text.empty());
        EXPECT_FALSE(text.ends_with('.')) << text;
        EXPECT_TRUE(texts.insert(text).second) << text;
    }
}

TEST(DialFailure, DF2_each_says_in_a_sentence_what_can_be_done) {
    std::set<std::string_view> texts;
    for (std::size_t i = 0; i < dial_failure_count; ++i) {
        const std::string_view text = advice(static_cast<DialFailure>(i));
        EXPECT_TRUE(text.ends_with('.')) << text;
        EXPECT_TRUE(texts.insert(text).second) << text;
    }
}

TEST(DialFailure, DF3_what_happened_here_blames_nobody) {
    EXPECT_EQ(blame(DialFailure::cancelled), Blame::nobody);
    EXPECT_EQ(blame(DialFailure::limit_reached), Blame::nobody);
    EXPECT_EQ(blame(DialFailure::backing_off), Blame::nobody);
    EXPECT_EQ(blame(DialFailure::refused), Blame::address);
    EXPECT_EQ(blame(DialFailure::upgrade_timeout), Blame::address);
}

// [DF3] Else whoever names a false peer at an address would keep others from the true one.
TEST(DialFailure, DF3_a_wrong_peer_blames_only_the_pair) {
    EXPECT_EQ(blame(DialFailure::wrong_peer), Blame::peer);
}

}  // namespace
}  // namespace net
