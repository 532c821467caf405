// The table of blocks from the standard, and Reed-Solomon by long division over the field of 256
// elements.
#include "core/codec/qr_blocks.h"

#include <array>

#include "core/codec/qr_matrix.h"

namespace core::codec {
namespace {

struct QrShares {
    std::uint8_t check_size;
    std::uint8_t blocks;
};

// For each version low, medium, quartile and high.
constexpr std::array<std::array<QrShares, 4>, qr_version_max> qr_shares{{
    {{{7, 1}, {10, 1}, {13, 1}, {17, 1}}},      {{{10, 1}, {16, 1}, {22, 1}, {28, 1}}},
    {{{15, 1}, {26, 1}, {18, 2}, {22, 2}}},     {{{20, 1}, {18, 2}, {26, 2}, {16, 4}}},
    {{{26, 1}, {24, 2}, {18, 4}, {22, 4}}},     {{{18, 2}, {16, 4}, {24, 4}, {28, 4}}},
    {{{20, 2}, {18, 4}, {18, 6}, {26, 5}}},     {{{24, 2}, {22, 4}, {22, 6}, {26, 6}}},
    {{{30, 2}, {22, 5}, {20, 8}, {24, 8}}},     {{{18, 4}, {26, 5}, {24, 8}, {28, 8}}},
    {{{20, 4}, {30, 5}, {28, 8}, {24, 11}}},    {{{24, 4}, {22, 8}, {26, 10}, {28, 11}}},
    {{{26, 4}, {22, 9}, {24, 12}, {22, 16}}},   {{{30, 4}, {24, 9}, {20, 16}, {24, 16}}},
    {{{22, 6}, {24, 10}, {30, 12}, {24, 18}}},  {{{24, 6}, {28, 10}, {24, 17}, {30, 16}}},
    {{{28, 6}, {28, 11}, {28, 16}, {28, 19}}},  {{{30, 6}, {26, 13}, {28, 18}, {28, 21}}},
    {{{28, 7}, {26, 14}, {26, 21}, {26, 25}}},  {{{28, 8}, {26, 16}, {30, 20}, {28, 25}}},
    {{{28, 8}, {26, 17}, {28, 23}, {30, 25}}},  {{{28, 9}, {28, 17}, {30, 23}, {24, 34}}},
    {{{30, 9}, {28, 18}, {30, 25}, {30, 30}}},  {{{30, 10}, {28, 20}, {30, 27}, {30, 32}}},
    {{{26, 12}, {28, 21}, {30, 29}, {30, 35}}}, {{{28, 12}, {28, 23}, {28, 34}, {30, 37}}},
    {{{30, 12}, {28, 25}, {30, 34}, {30, 40}}}, {{{30, 13}, {28, 26}, {30, 35}, {30, 42}}},
    {{{30, 14}, {28, 28}, {30, 38}, {30, 45}}}, {{{30, 15}, {28, 29}, {30, 40}, {30, 48}}},
    {{{30, 16}, {28, 31}, {30, 43}, {30, 51}}}, {{{30, 17}, {28, 33}, {30, 45}, {30, 54}}},
    {{{30, 18}, {28, 35}, {30, 48}, {30, 57}}}, {{{30, 19}, {28, 37}, {30, 51}, {30, 60}}},
    {{{30, 19}, {28, 38}, {30, 53}, {30, 63}}}, {{{30, 20}, {28, 40}, {30, 56}, {30, 66}}},
    {{{30, 21}, {28, 43}, {30, 59}, {30, 70}}}, {{{30, 22}, {28, 45}, {30, 62}, {30, 74}}},
    {{{30, 24}, {28, 47}, {30, 65}, {30, 77}}}, {{{30, 25}, {28, 49}, {30, 68}, {30, 81}}},
}};

// Elements are polynomials over bits, modulo x^8 + x^4 + x^3 + x^2 + 1.
constexpr unsigned qr_field_polynomial = 0x11d;

std::byte qr_product(std::byte left, std::byte right) {
    auto factor = std::to_integer<unsigned>(left);
    unsigned product = 0;
    for (auto bits = std::to_integer<unsigned>(right); bits != 0; bits >>= 1) {
        if ((bits & 1) != 0) product ^= factor;
        factor <<= 1;
        if (factor > 0xff) factor ^= qr_field_polynomial;
    }
    return static_cast<std::byte>(product);
}

// (x − 2^0)(x − 2^1)…, the highest coefficient first. It is 1.
Buffer qr_generator(std::size_t degree) {
    Buffer polynomial{std::byte{1}};
    std::byte root{1};
    for (std::size_t i = 0; i < degree; ++i) {
        polynomial.push_back(std::byte{0});
        for (std::size_t at = polynomial.size(); at-- > 1;)
            polynomial[at] ^= qr_product(polynomial[at - 1], root);
        root = qr_product(root, std::byte{2});
    }
    return polynomial;
}

// Blocks differ by one codeword of data at most; those with fewer come first.
Bytes qr_block_of(Bytes data, std::size_t index, std::size_t blocks) {
    const std::size_t least = data.size() / blocks;
    const std::size_t short_blocks = blocks - data.size() % blocks;
    const std::size_t longer_before = index > short_blocks ? index - short_blocks : 0;
    const std::size_t size = least + (index >= short_blocks ? 1 : 0);
    return data.subspan(index * least + longer_before, size);
}

}  // namespace

QrLayout qr_layout(unsigned version, QrCorrection level) {
    ASSERT(version >= 1 && version <= qr_version_max);
    const QrShares shares = qr_shares[version - 1][static_cast<std::size_t>(level)];
    return {.codewords = qr_free_modules(version) / 8,
            .blocks = shares.blocks,
            .check_size = shares.check_size};
}

Buffer qr_checks(Bytes data, std::size_t size) {
    const Buffer generator = qr_generator(size);
    Buffer rest(data.begin(), data.end());
    rest.resize(data.size() + size);
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::byte factor = rest[i];
        for (std::size_t at = 0; at < generator.size(); ++at)
            rest[i + at] ^= qr_product(generator[at], factor);
    }
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(data.size()));
    return rest;
}

Buffer qr_codewords(Bytes data, const QrLayout& layout) {
    ASSERT(data.size() == layout.data_size());
    Buffer codewords(layout.codewords);
    const std::size_t rounds = data.size() / layout.blocks;
    for (std::size_t index = 0; index < layout.blocks; ++index) {
        const Bytes block = qr_block_of(data, index, layout.blocks);
        for (std::size_t i = 0; i < rounds; ++i) codewords[i * layout.blocks + index] = block[i];
        // Only the longer blocks, which are the last, have one codeword more.
        if (block.size() > rounds) codewords[data.size() + index - layout.blocks] = block[rounds];
        const Buffer checks = qr_checks(block, layout.check_size);
        for (std::size_t i = 0; i < checks.size(); ++i)
            codewords[data.size() + i * layout.blocks + index] = checks[i];
    }
    return codewords;
}

}  // namespace core::codec
