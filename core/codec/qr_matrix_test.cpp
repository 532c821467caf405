// What is drawn: patterns and information of every version against the standard's, and whole codes
// against another program's.
#include "core/codec/qr_matrix.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/codec/qr_blocks.h"
#include "core/codec/qr_twin.h"
#include "core/codec/qr_vectors_test.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;
using Picture = std::vector<std::string>;

Picture cut(const QrCode& code, std::size_t left, std::size_t top, std::size_t size) {
    Picture picture;
    for (std::size_t y = top; y < top + size; ++y) {
        std::string& row = picture.emplace_back();
        for (std::size_t x = left; x < left + size; ++x) row += code.is_dark(x, y) ? 'X' : ' ';
    }
    return picture;
}

const Picture finder{"XXXXXXX", "X     X", "X XXX X", "X XXX X", "X XXX X", "X     X", "XXXXXXX"};
const Picture alignment{"XXXXX", "X   X", "X X X", "X   X", "XXXXX"};

std::vector<int> numbers_of(const std::string& text) {
    std::istringstream words(text);
    return {std::istream_iterator<int>(words), {}};
}

unsigned bits_of(const Case& vector) {
    return static_cast<unsigned>(std::stoul(vector.text("bits"), nullptr, 2));
}

TEST(QrMatrix, QR6_finders_stand_in_three_corners_and_are_set_apart) {
    for (unsigned version = 1; version <= qr_version_max; ++version) {
        const QrCode code = QrMatrix(version).code();
        const std::size_t size = code.size();
        ASSERT_EQ(size, 17 + 4 * version);
        EXPECT_EQ(cut(code, 0, 0, 7), finder);
        EXPECT_EQ(cut(code, size - 7, 0, 7), finder);
        EXPECT_EQ(cut(code, 0, size - 7, 7), finder);
        for (std::size_t i = 0; i < 8; ++i) {
            EXPECT_FALSE(code.is_dark(7, i) || code.is_dark(i, 7));
            EXPECT_FALSE(code.is_dark(size - 8, i) || code.is_dark(size - 1 - i, 7));
            EXPECT_FALSE(code.is_dark(i, size - 8) || code.is_dark(7, size - 1 - i));
        }
        EXPECT_TRUE(code.is_dark(8, size - 8));
    }
}

TEST(QrMatrix, QR6_alignment_and_timing_are_where_the_standard_has_them) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_version.json")) {
        const unsigned version = number_of(vector, "version");
        const std::vector<int> centres = numbers_of(vector.text("alignment"));
        EXPECT_EQ(qr_alignment_centres(version), centres) << vector.name();
        const QrCode code = QrMatrix(version).code();
        for (const int x : centres)
            for (const int y : centres) {
                const bool is_finder = (x == 6 && y == 6) || (x == 6 && y == centres.back()) ||
                                       (y == 6 && x == centres.back());
                if (is_finder) continue;
                EXPECT_EQ(
                    cut(code, static_cast<std::size_t>(x - 2), static_cast<std::size_t>(y - 2), 5),
                    alignment)
                    << vector.name() << ": " << x << ", " << y;
            }
        for (std::size_t i = 8; i < code.size() - 8; ++i) {
            EXPECT_EQ(code.is_dark(i, 6), i % 2 == 0) << vector.name() << ' ' << i;
            EXPECT_EQ(code.is_dark(6, i), i % 2 == 0) << vector.name() << ' ' << i;
        }
    }
}

TEST(QrMatrix, QR7_formats_are_those_of_the_standard) {
    std::size_t count = 0;
    for (const Case& vector : read_cases("spec/vectors/codec/qr_format.json")) {
        const auto level = std::string_view("LMQH").find(vector.text("level"));
        const unsigned mask = number_of(vector, "mask");
        EXPECT_EQ(qr_format_bits(static_cast<QrCorrection>(level), mask), bits_of(vector))
            << vector.name();
        ++count;
    }
    EXPECT_EQ(count, 32u);
}

TEST(QrMatrix, QR7_versions_are_those_of_the_standard) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_version.json")) {
        const unsigned version = number_of(vector, "version");
        ASSERT_EQ(vector.text("bits").empty(), version < 7);
        if (version < 7) continue;
        EXPECT_EQ(qr_version_bits(version), bits_of(vector)) << vector.name();
        EXPECT_EQ(qr_read_version(QrMatrix(version).code()), version) << vector.name();
    }
}

TEST(QrMatrix, QR8_free_modules_hold_the_codewords_and_at_most_seven_are_left) {
    for (unsigned version = 1; version <= qr_version_max; ++version) {
        std::size_t free = 0;
        const int size = QrMatrix(version).size();
        const QrPatterns patterns(version);
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x) free += patterns.contain(x, y) ? 0 : 1;
        EXPECT_EQ(qr_free_modules(version), free) << version;
        EXPECT_EQ(free / 8, qr_layout(version, QrCorrection::low).codewords);
    }
}

TEST(QrMatrix, QR9_masks_invert_data_alone_and_twice_is_as_if_never) {
    for (const unsigned version : {1u, 7u, 32u}) {
        const QrPatterns patterns(version);
        for (unsigned mask = 0; mask < qr_mask_count; ++mask) {
            QrMatrix matrix(version);
            const QrCode before = matrix.code();
            matrix.toggle_mask(mask);
            const QrCode masked = matrix.code();
            for (std::size_t y = 0; y < masked.size(); ++y)
                for (std::size_t x = 0; x < masked.size(); ++x) {
                    const int row = static_cast<int>(y);
                    const int column = static_cast<int>(x);
                    const bool is_inverted =
                        !patterns.contain(column, row) && qr_is_inverted(mask, row, column);
                    ASSERT_EQ(masked.is_dark(x, y) != before.is_dark(x, y), is_inverted)
                        << version << ' ' << mask << ": " << x << ", " << y;
                }
            matrix.toggle_mask(mask);
            EXPECT_EQ(matrix.code(), before);
        }
    }
}

// [QR4] [QR5] [QR6] [QR7] [QR8] [QR9]
TEST(QrMatrix, QR8_whole_codes_are_those_of_another_program) {
    unsigned masks = 0;
    for (const Case& vector : read_cases("spec/vectors/codec/qr_symbols.json")) {
        const unsigned mask = number_of(vector, "mask");
        const QrCode code = qr_of(vector.text("text"), fit_of(vector), mask);
        const Buffer expected = vector.bytes("modules");
        Buffer modules(expected.size());
        for (std::size_t i = 0; i < code.size() * code.size(); ++i)
            if (code.is_dark(i % code.size(), i / code.size()))
                modules[i / 8] |= std::byte{0x80} >> (i % 8);
        EXPECT_EQ(modules, expected) << vector.name();
        masks |= 1u << mask;
    }
    EXPECT_EQ(masks, 0xffu);
}

}  // namespace
}  // namespace core::codec
