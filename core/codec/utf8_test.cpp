// UTF-8: every code point is text, everything beside them is not.
#include "core/codec/utf8.h"

#include <gtest/gtest.h>

#include "core/codec/utf8_twin.h"

namespace core::codec {
namespace {

TEST(Utf8, JS3_every_code_point_is_text_and_nothing_else_of_two_bytes) {
    for (char32_t code_point = 0; code_point <= 0x10ffff; ++code_point) {
        if (code_point >= 0xd800 && code_point <= 0xdfff) continue;
        std::string text;
        append_utf8(text, code_point);
        ASSERT_TRUE(is_utf8(text)) << static_cast<std::uint32_t>(code_point);
        ASSERT_FALSE(is_utf8(std::string_view(text).substr(1)) && text.size() > 1);
        ASSERT_EQ(decode_one(text).size, text.size());
    }
    for (unsigned pair = 0; pair < 0x10000; ++pair) {
        const std::string text{static_cast<char>(pair >> 8), static_cast<char>(pair)};
        ASSERT_EQ(is_utf8(text), is_utf8_slowly(text)) << pair;
    }
}

TEST(Utf8, JS3_malformed_sequences_are_not_text) {
    for (const std::string_view text :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
          "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xe2\x82", "\xe2\x28\xa1",
          "abcdefgh\xc3", "abcdefg\xc3\xa9\xc3"})
        EXPECT_FALSE(is_utf8(text)) << text.size();
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("abcdefghijklmnop\xc3\xa9 and more"));
}

TEST(Utf8, JS3_a_fault_is_found_at_every_position) {
    std::string text(40, 'a');
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = '\xbf';
        EXPECT_FALSE(is_utf8(text)) << i;
        text[i] = 'a';
    }
}

}  // namespace
}  // namespace core::codec
