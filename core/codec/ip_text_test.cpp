// IP addresses as text: every form of RFC 4291, section 2.2, in; the one form of RFC 5952 out.
#include "core/codec/ip_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/base/format.h"
#include "core/base/hex.h"

namespace core::codec {
namespace {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string hex_of(std::string_view text) {
    const auto address = parse_ip6(text);
    return address ? to_hex(address->view()) : "refused";
}

std::string written(std::string_view text) {
    const auto address = parse_ip6(text);
    return address ? to_text(*address) : "refused";
}

Ip6Address address_of(std::string_view hex) {
    Ip6Address address;
    copy(address.mutable_view(), *from_hex(hex));
    return address;
}

TEST(IpText, MA5_every_number_of_an_ip4_address) {
    for (unsigned number = 0; number < 256; ++number) {
        const std::string text = formatted("{}.0.{}.255", number, 255 - number);
        const auto address = parse_ip4(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(std::to_integer<unsigned>(address->bytes[0]), number);
        EXPECT_EQ(std::to_integer<unsigned>(address->bytes[1]), 0u);
        EXPECT_EQ(std::to_integer<unsigned>(address->bytes[2]), 255 - number);
        EXPECT_EQ(std::to_integer<unsigned>(address->bytes[3]), 255u);
        EXPECT_EQ(to_text(*address), text);
        EXPECT_EQ(ip_text(address->view()), text);
    }
}

TEST(IpText, MA5_other_forms_of_ip4_are_refused) {
    for (const std::string_view text :
         {"",           ".",         "...",        "1",
          "1.2",        "1.2.3",     "1.2.3.",     ".1.2.3",
          "1..2.3",     "1.2.3.4.",  ".1.2.3.4",   "1.2.3.4.5",
          "256.0.0.0",  "0.0.0.256", "1.2.3.1000", "99999999999.0.0.0",
          "01.2.3.4",   "1.2.3.04",  "00.0.0.0",   "0x1.2.3.4",
          "1.2.3.-4",   "+1.2.3.4",  " 1.2.3.4",   "1.2.3.4 ",
          "1. 2.3.4",   "1.2.3.4/8", "a.b.c.d",    "1,2,3,4",
          "2130706433", "::1",       "1.2.3.4\n"})
        EXPECT_FALSE(parse_ip4(text)) << text;
    EXPECT_FALSE(parse_ip4(std::string_view("1.2.3.4\0", 8)));
}

TEST(IpText, MA6_every_form_of_RFC_4291_is_read) {
    const Texts forms{
        // 2.2, form 1: all groups, leading zeros or none, either case.
        {"ABCD:EF01:2345:6789:abcd:ef01:2345:6789", "abcdef0123456789abcdef0123456789"},
        {"2001:DB8:0:0:8:800:200C:417A", "20010db80000000000080800200c417a"},
        {"2001:0db8:0000:0000:0008:0800:200c:417a", "20010db80000000000080800200c417a"},
        {"0:0:0:0:0:0:0:0", "00000000000000000000000000000000"},
        // Form 2: a gap at the beginning, within, at the end, or alone.
        {"2001:DB8::8:800:200C:417A", "20010db80000000000080800200c417a"},
        {"FF01::101", "ff010000000000000000000000000101"},
        {"::1", "00000000000000000000000000000001"},
        {"::", "00000000000000000000000000000000"},
        {"1::", "00010000000000000000000000000000"},
        {"2001:0DB8:0:CD30::", "20010db80000cd300000000000000000"},
        {"::2:3:4:5:6:7:8", "00000002000300040005000600070008"},
        {"1:2:3::5:6:7:8", "00010002000300000005000600070008"},
        {"1:2:3:4:5:6:7::", "00010002000300040005000600070000"},
        // Form 3: the end as an IPv4 address.
        {"0:0:0:0:0:0:13.1.68.3", "0000000000000000000000000d014403"},
        {"0:0:0:0:0:FFFF:129.144.52.38", "00000000000000000000ffff81903426"},
        {"::13.1.68.3", "0000000000000000000000000d014403"},
        {"::FFFF:129.144.52.38", "00000000000000000000ffff81903426"},
        {"1:2:3:4:5::1.2.3.4", "00010002000300040005000001020304"},
        {"64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"}};
    for (const auto& [text, hex] : forms) EXPECT_EQ(hex_of(text), hex) << text;
}

TEST(IpText, MA6_other_forms_of_ip6_are_refused) {
    for (const std::string_view text : {"",
                                        ":",
                                        ":::",
                                        "::::",
                                        "1",
                                        "1:",
                                        ":1",
                                        "1:2:3:4:5:6:7",
                                        "1:2:3:4:5:6:7:",
                                        ":1:2:3:4:5:6:7",
                                        "1:2:3:4:5:6:7:8:9",
                                        "1:2:3:4:5:6:7:8:",
                                        "::1:2:3:4:5:6:7:8",
                                        "1:2:3:4:5:6:7:8::",
                                        "1:2:3:4::5:6:7:8",
                                        "1::2::3",
                                        "::1::",
                                        ":::1",
                                        "1:::2",
                                        "1:::",
                                        ":1::",
                                        "::1:",
                                        "12345::",
                                        "::00001",
                                        "::g",
                                        "::-1",
                                        "::+1",
                                        ":: 1",
                                        " ::1",
                                        "::1 ",
                                        "::1\n",
                                        "[::1]",
                                        "::1/64",
                                        "fe80::1%eth0",
                                        "0x1::",
                                        "1.2.3.4",
                                        "::1.2.3",
                                        "::1.2.3.4.5",
                                        "::1.2.3.256",
                                        "::01.2.3.4",
                                        "1.2.3.4::",
                                        "::1.2.3.4:5",
                                        "1:2:3:4:5:6:7:1.2.3.4",
                                        "1:2:3:4:5:1.2.3.4",
                                        "1:2:3:4:5:6::1.2.3.4",
                                        "::1.2.3.4::",
                                        "1.2.3.4:1:2:3:4:5:6",
                                        "::ffff:1.2.3.4.",
                                        "::."})
        EXPECT_FALSE(parse_ip6(text)) << text;
    EXPECT_FALSE(parse_ip6(std::string_view("::1\0", 4)));
}

TEST(IpText, MA6_is_written_as_RFC_5952_recommends) {
    const Texts forms{// 4.1: no leading zeros. 4.3: small letters.
                      {"2001:0db8::0001", "2001:db8::1"},
                      {"2001:DB8:0:0:0:0:2:ABCD", "2001:db8::2:abcd"},
                      // 4.2.1: as short as can be. 4.2.2: one group alone stays.
                      {"2001:db8::0:1", "2001:db8::1"},
                      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
                      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
                      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
                      // 4.2.3: the longest run, of two equal ones the first.
                      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
                      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
                      {"0:0:1:0:0:0:1:1", "0:0:1::1:1"},
                      {"1:0:0:1:1:1:0:0", "1::1:1:1:0:0"},
                      {"0:0:0:0:0:0:0:0", "::"},
                      {"1:0:0:0:0:0:0:0", "1::"},
                      // 5: an IPv4 address only where it is known to be one.
                      {"::ffff:c000:201", "::ffff:192.0.2.1"},
                      {"::ffff:0:0", "::ffff:0.0.0.0"},
                      {"::fffe:c000:201", "::fffe:c000:201"},
                      {"::1:ffff:c000:201", "::1:ffff:c000:201"},
                      {"::ffff:0:c000:201", "::ffff:0:c000:201"},
                      {"::192.0.2.1", "::c000:201"}};
    for (const auto& [text, expected] : forms) EXPECT_EQ(written(text), expected) << text;
}

// Where the gap must be, by trying every run.
std::string expected_text(unsigned zeros) {
    std::size_t gap_begin = 0;
    std::size_t gap_size = 1;
    for (std::size_t begin = 0; begin < 8; ++begin)
        for (std::size_t size = 2; begin + size <= 8; ++size) {
            const unsigned run = ((1u << size) - 1) << begin;
            if ((zeros & run) != run || size <= gap_size) continue;
            gap_begin = begin;
            gap_size = size;
        }
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        const bool has_gap = gap_size > 1;
        if (has_gap && i == gap_begin) text += "::";
        if (has_gap && i >= gap_begin && i < gap_begin + gap_size) continue;
        if (!text.empty() && !text.ends_with(':')) text += ':';
        text += (zeros >> i & 1) != 0 ? "0" : "a0b";
    }
    return text;
}

TEST(IpText, MA6_the_gap_is_right_for_every_pattern_of_zeros) {
    for (unsigned zeros = 0; zeros < 256; ++zeros) {
        std::string hex;
        for (std::size_t i = 0; i < 8; ++i) hex += (zeros >> i & 1) != 0 ? "0000" : "0a0b";
        const std::string text = ip_text(address_of(hex).view());
        EXPECT_EQ(text, expected_text(zeros));
        EXPECT_EQ(hex_of(text), hex) << text;
    }
}

}  // namespace
}  // namespace core::codec
