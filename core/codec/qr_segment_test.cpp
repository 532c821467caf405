// What a text becomes before it is drawn: its mode, version, level and data, at every boundary that
// the standard publishes.
#include "core/codec/qr_segment.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/codec/multibase.h"
#include "core/codec/qr_blocks.h"
#include "core/codec/qr_vectors_test.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

TEST(QrSegment, QR1_the_first_mode_that_has_all_characters) {
    EXPECT_EQ(qr_mode_of("0123456789"), QrMode::digits);
    EXPECT_EQ(qr_mode_of(""), QrMode::digits);
    EXPECT_EQ(qr_mode_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), QrMode::alphanumeric);
    EXPECT_EQ(qr_mode_of("1 "), QrMode::alphanumeric);
    EXPECT_EQ(qr_mode_of("a"), QrMode::bytes);
    EXPECT_EQ(qr_mode_of("0123456789a"), QrMode::bytes);
    int alphanumeric = 0;
    for (int byte = 0; byte < 256; ++byte)
        if (qr_mode_of(std::string(1, static_cast<char>(byte))) != QrMode::bytes) ++alphanumeric;
    EXPECT_EQ(alphanumeric, 45);
}

TEST(QrSegment, QR1_the_text_of_an_invite_is_alphanumeric) {
    Buffer bytes;
    for (unsigned byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<std::byte>(byte));
    EXPECT_EQ(qr_mode_of("SELVAGE:" + encode_base(Base::base32_upper, bytes)),
              QrMode::alphanumeric);
}

TEST(QrSegment, QR2_the_longest_invite_fits_at_medium) {
    // 2,048 bytes (rule IV7).
    const std::string text = "SELVAGE:" + encode_base(Base::base32_upper, Buffer(2048));
    const auto fit = qr_fit(text, QrCorrection::medium);
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->version, 40u);
}

struct Filling {
    std::string field;
    char character;
};

TEST(QrSegment, QR2_QR3_each_version_holds_at_each_level_what_the_standard_says) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_capacity.json"))
        for (const auto& [field, character] :
             {Filling{"digits", '7'}, Filling{"alphanumeric", 'Z'}, Filling{"bytes", 'z'}}) {
            const QrFit expected = fit_of(vector);
            const std::string full(number_of(vector, field), character);
            const auto fit = qr_fit(full, expected.level);
            ASSERT_TRUE(fit) << vector.name();
            EXPECT_EQ(fit->version, expected.version) << vector.name() << ' ' << field;
            EXPECT_EQ(fit->level, expected.level) << vector.name() << ' ' << field;
            const auto larger = qr_fit(full + character, expected.level);
            if (expected.version == 40)
                EXPECT_EQ(larger.error(), Error::too_large) << vector.name();
            else
                EXPECT_EQ(larger->version, expected.version + 1) << vector.name() << ' ' << field;
        }
}

TEST(QrSegment, QR3_a_higher_level_is_taken_where_it_costs_no_larger_code) {
    // Version 1 holds 17, 14, 11 and 7 bytes.
    const auto level_for = [](std::size_t size, QrCorrection asked) {
        const auto fit = qr_fit(std::string(size, 'x'), asked);
        return fit->version == 1 ? std::optional(fit->level) : std::nullopt;
    };
    for (const QrCorrection asked : {QrCorrection::low, QrCorrection::medium}) {
        EXPECT_EQ(level_for(7, asked), QrCorrection::high);
        EXPECT_EQ(level_for(8, asked), QrCorrection::quartile);
        EXPECT_EQ(level_for(12, asked), QrCorrection::medium);
    }
    EXPECT_EQ(level_for(15, QrCorrection::low), QrCorrection::low);
    EXPECT_EQ(level_for(15, QrCorrection::medium), std::nullopt);
}

TEST(QrSegment, QR4_data_is_as_in_the_examples) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_codewords.json")) {
        if (vector.text("text").empty()) continue;
        EXPECT_EQ(qr_data(vector.text("text"), fit_of(vector)), vector.bytes("data"))
            << vector.name();
    }
}

std::string data_of(std::string_view text, QrCorrection level) {
    return to_hex(qr_data(text, {.version = 1, .level = level}));
}

TEST(QrSegment, QR4_the_terminator_is_as_long_as_there_is_room) {
    // 9 codewords, of which 17 digits need 71 bits: one is left.
    EXPECT_EQ(data_of("11111111111111111", QrCorrection::high), "10446f1bc6f1bc6f16");
    // 16 digits need 68: the terminator ends with the last byte.
    EXPECT_EQ(data_of("1111111111111111", QrCorrection::high), "10406f1bc6f1bc6f10");
    // 6 bytes need 60: it is whole, and one byte of padding follows.
    EXPECT_EQ(data_of("aaaaaa", QrCorrection::high), "4066161616161610ec");
    // None needs 14: padding begins behind the third byte.
    EXPECT_EQ(data_of("", QrCorrection::high), "100000ec11ec11ec11");
}

TEST(QrSegment, QR4_digits_that_are_no_whole_group_take_fewer_bits) {
    EXPECT_EQ(data_of("123", QrCorrection::high).substr(0, 6), "100c7b");
    // 0001 0000000010 0001100 0…
    EXPECT_EQ(data_of("12", QrCorrection::high).substr(0, 8), "10086000");
    // 0001 0000000001 0001 0…
    EXPECT_EQ(data_of("1", QrCorrection::high).substr(0, 6), "100440");
    // 0010 000000011 00111001101 001100 0…
    EXPECT_EQ(data_of("ABC", QrCorrection::high).substr(0, 8), "2019cd30");
}

}  // namespace
}  // namespace core::codec
