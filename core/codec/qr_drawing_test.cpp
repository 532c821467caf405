// Drawings are read back: each gives the code it was made from, and a margin of light around it.
#include <gtest/gtest.h>

#include <sstream>

#include "core/codec/qr.h"

namespace core::codec {
namespace {

constexpr std::string_view drawn_text = "SELVAGE:ABCDEFG234567";

// Whether a module is light, with `margin` modules around the code.
bool is_light_at(const QrCode& code, std::size_t x, std::size_t y, std::size_t margin) {
    if (x < margin || y < margin || x >= code.size() + margin || y >= code.size() + margin)
        return true;
    return !code.is_dark(x - margin, y - margin);
}

std::vector<std::vector<std::string>> letters_of(const std::string& text) {
    std::vector<std::vector<std::string>> lines(1);
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t size = first < 0x80 ? 1 : 3;
        const std::string letter = text.substr(at, size);
        at += size;
        if (letter == "\n")
            lines.emplace_back();
        else
            lines.back().push_back(letter);
    }
    EXPECT_TRUE(lines.back().empty());
    lines.pop_back();
    return lines;
}

TEST(QrDrawing, QR11_blocks_show_two_rows_a_line_and_light_is_what_is_printed) {
    const QrCode code = encode_qr(drawn_text).value();
    const auto lines = letters_of(qr_as_blocks(code));
    const std::size_t size = code.size() + 4;
    ASSERT_EQ(lines.size(), (size + 1) / 2);
    for (std::size_t line = 0; line < lines.size(); ++line) {
        ASSERT_EQ(lines[line].size(), size) << line;
        for (std::size_t x = 0; x < size; ++x) {
            const std::string& letter = lines[line][x];
            EXPECT_EQ(letter == "▀" || letter == "█", is_light_at(code, x, 2 * line, 2));
            // Below the last row is nothing.
            const bool is_light = 2 * line + 1 < size && is_light_at(code, x, 2 * line + 1, 2);
            EXPECT_EQ(letter == "▄" || letter == "█", is_light) << x << ", " << line;
        }
    }
}

TEST(QrDrawing, QR11_a_code_begins_with_its_margin_and_a_finder) {
    const auto lines = letters_of(qr_as_blocks(encode_qr("1").value()));
    const auto begin_of = [&](std::size_t line) {
        std::string begin;
        for (std::size_t x = 0; x < 10; ++x) begin += lines[line][x];
        return begin;
    };
    EXPECT_EQ(begin_of(0), "██████████");
    EXPECT_EQ(begin_of(1), "██ ▄▄▄▄▄ █");
    EXPECT_EQ(begin_of(2), "██ █   █ █");
    EXPECT_EQ(begin_of(3), "██ █▄▄▄█ █");
    EXPECT_EQ(begin_of(4), "██▄▄▄▄▄▄▄█");
}

TEST(QrDrawing, QR12_one_path_paints_each_dark_module_once) {
    const QrCode code = encode_qr(drawn_text).value();
    const std::string text = qr_as_svg(code);
    const std::size_t size = code.size() + 8;
    const std::string edge = std::to_string(size);
    EXPECT_TRUE(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + edge +
                                 ' ' + edge + '"'));
    EXPECT_TRUE(
        text.contains("<rect width=\"" + edge + "\" height=\"" + edge + "\" fill=\"#fff\"/>"));
    EXPECT_TRUE(text.ends_with("\"/></svg>"));
    const std::size_t begin = text.find("<path d=\"") + 9;
    EXPECT_FALSE(text.substr(begin).contains("<path"));
    std::vector<unsigned> painted(size * size);
    std::istringstream path(text.substr(begin, text.find('"', begin) - begin));
    std::size_t x = 0;
    std::size_t y = 0;
    std::size_t run = 0;
    std::size_t back = 0;
    char m = 0;
    char h = 0;
    std::string down;
    while (path >> m >> x >> y >> h >> run && std::getline(path, down, 'H') && path >> back) {
        ASSERT_EQ(std::string({m, h}) + down, "Mhv1");
        ASSERT_EQ(back, x);
        ASSERT_EQ(path.get(), 'z');
        for (std::size_t i = 0; i < run; ++i) ++painted[y * size + x + i];
    }
    for (std::size_t i = 0; i < painted.size(); ++i)
        EXPECT_EQ(painted[i], is_light_at(code, i % size, i / size, 4) ? 0u : 1u) << i;
}

}  // namespace
}  // namespace core::codec
