// Texts into codes and back, through a reader that shares little with the writer.
#include "core/codec/qr.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/codec/qr_mask.h"
#include "core/codec/qr_twin.h"
#include "core/codec/qr_vectors_test.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

constexpr std::array qr_levels{QrCorrection::low, QrCorrection::medium, QrCorrection::quartile,
                               QrCorrection::high};

std::string some_digits(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('0' + i * i % 10);
    return text;
}

std::string some_letters(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += "0A:Z$ X-9"[i * i % 9];
    return text;
}

std::string some_bytes(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(i * i + 97);
    return text;
}

// [QR2] [QR3] [QR4] [QR5] [QR7] [QR8]
TEST(Qr, QR2_a_full_code_of_every_version_reads_back) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_capacity.json")) {
        const QrFit fit = fit_of(vector);
        // Each level of a version with another kind of text, so that all meet all in the end.
        const unsigned kind = (fit.version + static_cast<unsigned>(fit.level)) % 3;
        const std::string text = kind == 0   ? some_digits(number_of(vector, "digits"))
                                 : kind == 1 ? some_letters(number_of(vector, "alphanumeric"))
                                             : some_bytes(number_of(vector, "bytes"));
        const auto code = encode_qr(text, fit.level);
        ASSERT_TRUE(code) << vector.name();
        const auto read = read_qr(*code);
        ASSERT_TRUE(read) << vector.name() << ": " << read.error();
        EXPECT_EQ(read->text, text) << vector.name();
        EXPECT_EQ(read->version, fit.version) << vector.name();
        EXPECT_EQ(read->level, fit.level) << vector.name();
    }
}

TEST(Qr, QR1_QR4_texts_of_every_length_read_back) {
    for (std::size_t size = 0; size <= 130; ++size)
        for (const std::string& text : {some_digits(size), some_letters(size), some_bytes(size)}) {
            const auto code = encode_qr(text, qr_levels[size % 4]);
            const auto read = read_qr(code.value());
            ASSERT_TRUE(read) << size << ": " << read.error();
            ASSERT_EQ(read->text, text);
            ASSERT_GE(read->level, qr_levels[size % 4]);
        }
}

TEST(Qr, QR1_what_is_not_ascii_is_written_as_the_bytes_it_has) {
    for (const std::string_view text : {"Grüße, 世界 😀", "https://selvage.example/ü#join=abc_-"}) {
        const auto read = read_qr(encode_qr(text).value());
        EXPECT_EQ(read->text, text);
        EXPECT_EQ(read->mode, 4u);
    }
}

TEST(Qr, QR2_what_fits_no_code_is_too_large) {
    EXPECT_TRUE(encode_qr(std::string(qr_text_size_max, '1'), QrCorrection::low));
    EXPECT_EQ(encode_qr(std::string(qr_text_size_max + 1, '1'), QrCorrection::low).error(),
              Error::too_large);
    EXPECT_EQ(encode_qr(std::string(4297, 'A'), QrCorrection::low).error(), Error::too_large);
    EXPECT_EQ(encode_qr(std::string(2954, 'a'), QrCorrection::low).error(), Error::too_large);
    EXPECT_EQ(encode_qr(std::string(1'000'000, 'a')).error(), Error::too_large);
}

TEST(Qr, QR3_who_asks_for_no_level_gets_medium_at_least) {
    // 15 to 26 bytes: in version 1 low has room for 17 of them.
    const auto read = read_qr(encode_qr("fifteen letters").value());
    EXPECT_EQ(read->version, 2u);
    EXPECT_GE(read->level, QrCorrection::medium);
}

TEST(Qr, QR9_every_mask_at_every_level_reads_back) {
    for (const unsigned version : {1u, 2u, 6u, 7u, 9u, 10u, 14u, 21u, 26u, 27u, 32u, 40u})
        for (unsigned mask = 0; mask < qr_mask_count; ++mask) {
            const QrFit fit{.version = version, .level = qr_levels[(mask + version) % 4]};
            // Ten characters: as many as the smallest holds at the highest level.
            const auto read = read_qr(qr_of("SELVAGE:AB", fit, mask));
            ASSERT_TRUE(read) << version << ' ' << mask << ": " << read.error();
            EXPECT_EQ(read->text, "SELVAGE:AB");
            EXPECT_EQ(read->mask, mask);
            EXPECT_EQ(read->level, fit.level);
        }
}

// The four penalties once more, on texts.
unsigned penalty_of_line(std::string_view line) {
    unsigned points = 0;
    const std::string wide = "0000" + std::string(line) + "0000";
    for (std::size_t at = wide.find("1011101"); at != std::string::npos;
         at = wide.find("1011101", at + 1))
        if (wide.substr(at - 4, 4) == "0000" || wide.substr(at + 7, 4) == "0000") points += 40;
    while (!line.empty()) {
        const std::size_t run = std::min(line.find_first_not_of(line.front()), line.size());
        if (run >= 5) points += static_cast<unsigned>(run) - 2;
        line.remove_prefix(run);
    }
    return points;
}

unsigned penalty_slowly(const QrCode& code) {
    const std::size_t size = code.size();
    unsigned points = 0;
    std::size_t dark = 0;
    for (std::size_t i = 0; i < size; ++i) {
        std::string row;
        std::string column;
        for (std::size_t k = 0; k < size; ++k) {
            row += code.is_dark(k, i) ? '1' : '0';
            column += code.is_dark(i, k) ? '1' : '0';
            dark += code.is_dark(k, i) ? 1 : 0;
            if (i + 1 == size || k + 1 == size) continue;
            const int square = code.is_dark(k, i) + code.is_dark(k + 1, i) +
                               code.is_dark(k, i + 1) + code.is_dark(k + 1, i + 1);
            if (square % 4 == 0) points += 3;
        }
        points += penalty_of_line(row) + penalty_of_line(column);
    }
    const double percent = 100.0 * static_cast<double>(dark) / static_cast<double>(size * size);
    return points + 10 * static_cast<unsigned>(std::abs(percent - 50) / 5);
}

TEST(Qr, QR10_the_mask_has_the_fewest_points_and_of_equals_is_the_first) {
    std::array<unsigned, qr_mask_count> taken{};
    for (std::size_t size = 1; size < 90; ++size) {
        const std::string text = some_letters(size) + (size % 2 == 0 ? "x" : "");
        const auto code = encode_qr(text, qr_levels[size % 4]);
        const auto read = read_qr(code.value());
        ASSERT_TRUE(read) << read.error();
        std::vector<unsigned> points;
        for (unsigned mask = 0; mask < qr_mask_count; ++mask)
            points.push_back(penalty_slowly(
                qr_of(text, {.version = read->version, .level = read->level}, mask)));
        const auto fewest = std::ranges::min_element(points) - points.begin();
        EXPECT_EQ(read->mask, fewest) << size;
        ++taken[read->mask];
    }
    EXPECT_GT(std::ranges::min(taken), 0u);
}

TEST(Qr, QR10_points_are_counted_alike_where_nearly_all_is_light_or_dark) {
    for (const unsigned version : {1u, 5u})
        for (const std::byte fill : {std::byte{0}, std::byte{0xff}, std::byte{0x5d}}) {
            QrMatrix matrix(version);
            matrix.place(Buffer(qr_layout(version, QrCorrection::low).codewords, fill));
            EXPECT_EQ(qr_penalty(matrix), penalty_slowly(matrix.code()));
        }
}

TEST(Qr, a_reader_finds_whatever_is_wrong) {
    const QrCode code = encode_qr("SELVAGE:ABCDEFGHIJKLMNOP234567", QrCorrection::high).value();
    const auto with_flipped = [&](std::size_t at_x, std::size_t at_y) {
        std::vector<bool> modules;
        for (std::size_t y = 0; y < code.size(); ++y)
            for (std::size_t x = 0; x < code.size(); ++x)
                modules.push_back(code.is_dark(x, y) != (x == at_x && y == at_y));
        return QrCode(code.size(), std::move(modules));
    };
    EXPECT_EQ(read_qr(with_flipped(8, 0)).error(), "the two formats differ");
    EXPECT_EQ(read_qr(with_flipped(code.size() - 1, code.size() - 1)).error(), "a check is wrong");
    EXPECT_EQ(read_qr(with_flipped(12, 12)).error(), "a check is wrong");
}

}  // namespace
}  // namespace core::codec
