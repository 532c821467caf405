// Multibase: the published vectors in both directions, and texts that only a lenient reader takes.
#include "core/codec/multibase.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

constexpr std::string_view prefixes = "fFbBcCvVtTkKzmMuU";

// [MB1] [MB2] [MB3] [MB4] [MB5] [MB6]
TEST(Multibase, MB2_reads_and_writes_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/multibase.json")) {
        const std::string& text = vector.text("text");
        const auto bytes = decode_multibase(text);
        ASSERT_EQ(bytes.has_value(), vector.is_true("valid")) << vector.name();
        if (!bytes) continue;
        EXPECT_EQ(*bytes, vector.bytes("bytes")) << vector.name();
        const std::string again = encode_multibase(static_cast<Base>(text.front()), *bytes);
        EXPECT_EQ(again == text, vector.is_true("canonical")) << vector.name() << ": " << again;
    }
}

TEST(Multibase, MB1_an_unknown_prefix_is_named_as_such) {
    EXPECT_EQ(decode_multibase("").error(), Error::truncated);
    for (unsigned byte = 0; byte < 256; ++byte) {
        const char prefix = static_cast<char>(byte);
        const auto bytes = decode_multibase(std::string(1, prefix));
        if (prefixes.contains(prefix))
            EXPECT_TRUE(bytes && bytes->empty()) << byte;
        else
            EXPECT_EQ(bytes.error(), Error::base_unknown) << byte;
    }
}

TEST(Multibase, MB2_every_length_and_leading_zeros_round_trip_in_every_base) {
    for (const char prefix : prefixes)
        for (std::size_t size = 0; size <= 64; ++size)
            for (const unsigned fill : {0x00u, 0x01u, 0x7fu, 0xffu}) {
                Buffer bytes(size, static_cast<std::byte>(fill));
                for (std::size_t i = size / 2; i < size; ++i)
                    bytes[i] = static_cast<std::byte>(i * 37 + fill);
                const std::string text = encode_multibase(static_cast<Base>(prefix), bytes);
                ASSERT_EQ(text.front(), prefix);
                ASSERT_EQ(decode_multibase(text), bytes) << text;
            }
}

TEST(Multibase, MB2_every_base_has_its_own_digits_alone) {
    for (const char prefix : prefixes) {
        // A whole group of digits, so that a digit is the only thing that can be wrong.
        int digits = 0;
        for (unsigned byte = 0; byte < 256; ++byte) {
            const std::string text = prefix + std::string(7, '2') + static_cast<char>(byte);
            const auto bytes = decode_multibase(text);
            if (bytes) ++digits;
            if (!bytes && byte != '=') EXPECT_EQ(bytes.error(), Error::bad_digit) << text;
        }
        const std::string_view sixty_four = "mMuU";
        const std::string_view both_cases = "bBcCvVtTkKfF";
        if (sixty_four.contains(prefix)) EXPECT_GE(digits, 64) << prefix;
        if (prefix == 'z') EXPECT_EQ(digits, 58);
        if (both_cases.contains(prefix)) EXPECT_LT(digits, 36 + 27) << prefix;
    }
}

TEST(Multibase, MB3_case_matters_where_it_has_a_meaning) {
    EXPECT_EQ(decode_multibase("fAbCd"), decode_multibase("fabcd"));
    EXPECT_EQ(decode_multibase("Fabcd"), decode_multibase("FABCD"));
    EXPECT_EQ(decode_multibase("bAbCdefgh"), decode_multibase("babcdefgh"));
    EXPECT_EQ(decode_multibase("kAbC"), decode_multibase("kabc"));
    EXPECT_NE(decode_multibase("zAbC"), decode_multibase("zabc"));
    EXPECT_NE(decode_multibase("mAbCd"), decode_multibase("mabcd"));
    EXPECT_EQ(encode_multibase(Base::base16_upper, *from_hex("abcd")), "FABCD");
}

TEST(Multibase, MB4_leftover_bits_must_be_zero_and_digits_needed) {
    for (const std::string_view text : {"f0", "ba", "baaa", "bab", "mA", "mAB", "mAAB", "uAB"})
        EXPECT_EQ(decode_multibase(text).error(), Error::not_canonical) << text;
}

TEST(Multibase, MB5_padding_is_as_written_or_nothing) {
    EXPECT_TRUE(decode_multibase("MAA=="));
    EXPECT_TRUE(decode_multibase("caa======"));
    for (const std::string_view text :
         {"MAA", "MAA=", "MAA===", "MAAA==", "MAA==AA==", "M====", "M=", "caa", "c========"})
        EXPECT_FALSE(decode_multibase(text)) << text;
    EXPECT_EQ(decode_multibase("mAA==").error(), Error::bad_digit);
}

TEST(Multibase, MB6_bases_36_and_58_are_limited) {
    const Buffer most(radix_size_max, std::byte{0xff});
    for (const Base base : {Base::base36, Base::base58btc}) {
        const std::string text = encode_base(base, most);
        EXPECT_LE(text.size(), radix_digits_max);
        EXPECT_EQ(decode_base(base, text), most);
        EXPECT_EQ(decode_base(base, std::string(radix_digits_max + 1, '2')).error(),
                  Error::too_large);
        EXPECT_EQ(decode_base(base, std::string(radix_digits_max, '2')).error(), Error::too_large);
    }
    EXPECT_TRUE(decode_base(Base::base16, std::string(10'000, '0')));
}

}  // namespace
}  // namespace core::codec
