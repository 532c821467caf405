// Frames made by hand, byte for byte as RFC 8878 has them, and frames made by zstd's command.
#include <gtest/gtest.h>

#include <string>

#include "core/base/hex.h"
#include "core/testing/vectors.h"
#include "core/zstd/test_content.h"
#include "core/zstd/xxh64.h"

namespace core::zstd {
namespace {

using core::testing::Case;
using core::testing::read_cases;

Result<Buffer> read(const std::string& frame, std::size_t size_max = 1'000'000) {
    return decompress(*from_hex(frame), size_max);
}

std::string text_of(const std::string& frame) {
    const auto content = read(frame);
    return content ? std::string(as_text(*content)) : std::string(describe(content.error()));
}

Error error_of(const std::string& frame, std::size_t size_max = 1'000'000) {
    const auto content = read(frame, size_max);
    EXPECT_FALSE(content) << frame;
    return content ? Error{} : content.error();
}

const std::string magic = "28b52ffd";
const std::string abc = magic + "2003190000616263";  // Three bytes, in one last raw block.
const std::string window_1k = magic + "0000";        // No size, a window of 1 KiB.

// A compressed block, also given in hexadecimal.
std::string last_block(const std::string& content) {
    const std::size_t header = content.size() / 2 << 3 | 5;
    Buffer bytes;
    for (unsigned shift = 0; shift < 24; shift += 8)
        bytes.push_back(static_cast<std::byte>(header >> shift));
    return to_hex(bytes) + content;
}

// [ZS8] [ZS9] [ZS10] [ZS11] [ZS12]
TEST(ZstdDecompress, ZS1_reads_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/zstd/frames.json")) {
        Buffer expected;
        for (int i = std::stoi(vector.text("times")); i > 0; --i)
            append(expected, vector.bytes("unit"));
        const auto content = decompress(vector.bytes("frame"), expected.size());
        ASSERT_TRUE(content) << vector.name() << ": " << describe(content.error());
        EXPECT_TRUE(*content == expected) << vector.name();
    }
}

TEST(ZstdDecompress, ZS1_frames_follow_one_another) {
    const std::string skippable = "5f2a4d1802000000ffff";
    EXPECT_EQ(text_of(abc + abc), "abcabc");
    EXPECT_EQ(text_of(skippable + abc + skippable), "abc");
    EXPECT_EQ(text_of(skippable), "");
    EXPECT_EQ(error_of("00112233"), Error::malformed);
    EXPECT_EQ(error_of(abc + "00112233"), Error::trailing_bytes);
    EXPECT_EQ(error_of(abc + "00"), Error::trailing_bytes);
}

TEST(ZstdDecompress, ZS2_input_that_ends_early_is_truncated) {
    EXPECT_EQ(error_of(""), Error::truncated);
    EXPECT_EQ(error_of("502a4d1803000000ffff"), Error::truncated);
    for (const Case& vector : read_cases("spec/vectors/zstd/frames.json")) {
        const Buffer frame = vector.bytes("frame");
        for (std::size_t size = 0; size < frame.size(); ++size)
            EXPECT_EQ(decompress(Bytes(frame).first(size), 1'000'000).error(), Error::truncated)
                << vector.name() << " " << size;
    }
}

TEST(ZstdDecompress, ZS3_refuses_a_frame_that_lies_about_its_size) {
    EXPECT_EQ(error_of(magic + "2002190000616263"), Error::malformed);
    EXPECT_EQ(error_of(magic + "2004190000616263"), Error::malformed);
    EXPECT_EQ(error_of(magic + "20021b000061"), Error::malformed);
    EXPECT_EQ(error_of(magic + "2002" + last_block("1861626300")), Error::malformed);
}

TEST(ZstdDecompress, ZS4_content_above_the_limit_is_too_large) {
    EXPECT_EQ(error_of(abc, 2), Error::too_large);
    EXPECT_EQ(error_of(abc + abc, 5), Error::too_large);
    EXPECT_EQ(error_of(window_1k + "190000616263", 2), Error::too_large);
    EXPECT_EQ(error_of(window_1k + "1b000061", 2), Error::too_large);
    EXPECT_EQ(error_of(window_1k + last_block("1861626300"), 2), Error::too_large);
    EXPECT_EQ(read(window_1k + last_block("1861626300"), 3)->size(), 3u);
    // 2^64 - 1 bytes are announced.
    EXPECT_EQ(error_of(magic + "c000ffffffffffffffff190000616263"), Error::too_large);
}

TEST(ZstdDecompress, ZS4_memory_grows_with_what_was_made) {
    const auto content = read(magic + "a000000008190000616263", std::size_t{1} << 30);
    EXPECT_EQ(content.error(), Error::malformed);
    EXPECT_LT(read(window_1k + "190000616263", std::size_t{1} << 30)->capacity(), 200'000u);
}

TEST(ZstdDecompress, ZS5_the_checksum_is_checked) {
    EXPECT_EQ(xxh64({}), 0xef46db3751d8e999);
    EXPECT_EQ(xxh64(as_bytes("abc")), 0x44bc2cf5ad770999);
    EXPECT_EQ(xxh64(as_bytes("Nobody inspects the spammish repetition")), 0xfbcea83c8a378bf1);
    EXPECT_EQ(text_of(magic + "2403190000616263"
                              "990977ad"),
              "abc");
    EXPECT_EQ(error_of(magic + "2403190000616263"
                               "990977ac"),
              Error::malformed);
}

TEST(ZstdDecompress, ZS6_dictionaries_are_refused) {
    EXPECT_EQ(error_of(magic + "210103190000616263"), Error::value_missing);
    EXPECT_EQ(error_of(magic + "22000103190000616263"), Error::value_missing);
    EXPECT_EQ(error_of(magic + "230000000103190000616263"), Error::value_missing);
    EXPECT_EQ(text_of(magic + "210003190000616263"), "abc");
}

TEST(ZstdDecompress, ZS7_windows_are_bounded) {
    EXPECT_EQ(text_of(magic + "0088190000616263"), "abc");
    EXPECT_EQ(error_of(magic + "0089190000616263"), Error::too_large);
    EXPECT_EQ(error_of(magic + "2803190000616263"), Error::malformed);
    EXPECT_EQ(error_of(window_1k + "1a0000"
                                   "616263"),
              Error::truncated);
    // Literal "a", then a match of three at distance 1, 2, and 4.
    EXPECT_EQ(text_of(window_1k + last_block("086101540102"
                                             "0004")),
              "aaaa");
    EXPECT_EQ(error_of(window_1k + last_block("086101540102"
                                              "0005")),
              Error::malformed);
    EXPECT_EQ(error_of(window_1k + last_block("086101540101"
                                              "0002")),
              Error::malformed);
    // 1025 bytes back in a window of 1024: a value of 1028, or 4 above 1024.
    const std::string two_blocks = window_1k + "02200078" + "08000079";
    EXPECT_EQ(text_of(two_blocks + last_block("000154000a000304")).size(), 1028u);
    EXPECT_EQ(error_of(two_blocks + last_block("000154000a000404")), Error::malformed);
}

TEST(ZstdDecompress, ZS8_blocks_are_bounded) {
    EXPECT_EQ(text_of(window_1k + "180000616263"
                                  "1b000078"),
              "abcxxx");
    EXPECT_EQ(read(window_1k + "03200078")->size(), 1024u);
    EXPECT_EQ(error_of(window_1k + "0b200078"), Error::malformed);
    EXPECT_EQ(error_of(window_1k + "1f0000616263"), Error::malformed);
    EXPECT_EQ(error_of(window_1k + last_block("")), Error::malformed);
}

TEST(ZstdDecompress, ZS9_literals_of_all_types) {
    EXPECT_EQ(text_of(window_1k + last_block("18616263"
                                             "00")),
              "abc");
    EXPECT_EQ(text_of(window_1k + last_block("2961"
                                             "00")),
              "aaaaa");
    // Symbols 0 and 1 have a code of one bit each.
    EXPECT_EQ(read(window_1k + last_block("42c000"
                                          "8010"
                                          "16"
                                          "00")),
              from_hex("00010100"));
    EXPECT_EQ(error_of(window_1k + last_block("42c000"
                                              "8010"
                                              "2c"
                                              "00")),
              Error::malformed);
    EXPECT_EQ(error_of(window_1k + last_block("42c000"
                                              "8010"
                                              "0b"
                                              "00")),
              Error::malformed);
    EXPECT_EQ(error_of(window_1k + last_block("42c000"
                                              "8010"
                                              "00"
                                              "00")),
              Error::malformed);
    // No block before had a tree.
    EXPECT_EQ(error_of(window_1k + last_block("434000"
                                              "16"
                                              "00")),
              Error::malformed);
    // Four streams of six and of five literals.
    const std::string streams =
        "010001000100"
        "04040202";
    EXPECT_EQ(error_of(window_1k + last_block("560003"
                                              "8010" +
                                              streams + "00")),
              Error::malformed);
    EXPECT_EQ(read(window_1k + last_block("660003"
                                          "8010"
                                          "010001000100"
                                          "04040401"
                                          "00")),
              from_hex("000000000000"));
}

TEST(ZstdDecompress, ZS10_codes_are_complete_and_short) {
    const auto with_tree = [](const std::string& tree) {
        return window_1k + last_block("42c000" + tree +
                                      "16"
                                      "00");
    };
    EXPECT_EQ(read(with_tree("8010")), from_hex("00010100"));
    EXPECT_EQ(error_of(with_tree("8131")), Error::malformed);  // What is left is no power of 2.
    EXPECT_EQ(error_of(with_tree("8000")), Error::malformed);  // No code at all.
    EXPECT_EQ(error_of(with_tree("80c0")), Error::malformed);  // 12 bits.
    EXPECT_EQ(error_of(with_tree("8020")), Error::malformed);  // None of the longest.
}

TEST(ZstdDecompress, ZS11_tables_of_sequences) {
    const auto with_tables = [](const std::string& tables) {
        return window_1k + last_block(
                               "0861"
                               "01" +
                               tables + "01");
    };
    EXPECT_EQ(text_of(with_tables("54010000")), "aaaa");
    EXPECT_EQ(error_of(with_tables("55010000")), Error::malformed);  // A reserved bit.
    EXPECT_EQ(error_of(with_tables("fc")), Error::malformed);        // Nothing to repeat.
    EXPECT_EQ(error_of(with_tables("54240000")), Error::malformed);  // Codes out of range.
    EXPECT_EQ(error_of(with_tables("54012000")), Error::malformed);
    EXPECT_EQ(error_of(with_tables("54010035")), Error::malformed);
    EXPECT_EQ(error_of(with_tables("94050000")), Error::malformed);  // 1024 states.
    EXPECT_EQ(error_of(with_tables("940000")), Error::malformed);    // Shares that end too early.
}

TEST(ZstdDecompress, ZS12_short_names_of_distances) {
    const std::string abcd = window_1k +
                             "200000"
                             "61626364";
    // Without literals the names stand for distances 4, 8 and 0.
    EXPECT_EQ(text_of(abcd + last_block("00"
                                        "01"
                                        "54000000"
                                        "01")),
              "abcdabc");
    EXPECT_EQ(error_of(abcd + last_block("00"
                                         "01"
                                         "54000100"
                                         "02")),
              Error::malformed);
    EXPECT_EQ(error_of(abcd + last_block("00"
                                         "01"
                                         "54000100"
                                         "03")),
              Error::malformed);
    // Bits that are left, bits that are missing, literals that are missing.
    EXPECT_EQ(error_of(abcd + last_block("00"
                                         "01"
                                         "54000000"
                                         "02")),
              Error::malformed);
    EXPECT_EQ(error_of(abcd + last_block("00"
                                         "01"
                                         "54000100"
                                         "01")),
              Error::malformed);
    EXPECT_EQ(error_of(abcd + last_block("00"
                                         "01"
                                         "54010000"
                                         "01")),
              Error::malformed);
    // No sequences, but something behind them.
    EXPECT_EQ(error_of(abcd + last_block("00"
                                         "0000")),
              Error::malformed);
}

}  // namespace
}  // namespace core::zstd
