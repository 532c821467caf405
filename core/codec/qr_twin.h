// A reader of QR codes, of perfect ones only: it corrects nothing, but finds wrong whatever a
// writer may not do. The judge of encode_qr(), for its tests and its fuzzer. Of the writer it takes
// the tables of blocks and of alignment, which are tested against the standard's.
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <expected>
#include <string>
#include <tuple>
#include <vector>

#include "core/codec/qr.h"
#include "core/codec/qr_blocks.h"
#include "core/codec/qr_matrix.h"

namespace core::codec {

struct ReadQr {
    std::string text;
    unsigned version = 0;
    QrCorrection level = QrCorrection::low;
    unsigned mask = 0;
    unsigned mode = 0;
};

using QrBitList = std::vector<bool>;
template <class T>
using QrReading = std::expected<T, std::string_view>;  // Or what is wrong.

inline std::unexpected<std::string_view> qr_wrong(std::string_view what) {
    return std::unexpected(what);
}

inline unsigned take_bits(const QrBitList& bits, std::size_t& at, std::size_t count) {
    unsigned value = 0;
    for (const std::size_t end = at + count; at < end; ++at)
        value = value << 1 | (bits[at] ? 1 : 0);
    return value;
}

inline bool qr_divides(unsigned generator, unsigned bits, unsigned degree) {
    for (unsigned shift = 20; shift-- > 0;)
        if ((bits >> (shift + degree) & 1) != 0) bits ^= generator << shift;
    return bits == 0;
}

// Where a reader looks for no data: by it all places are of a pattern or of none.
class QrPatterns {
public:
    explicit QrPatterns(unsigned version)
        : version_(version),
          size_(static_cast<int>(17 + 4 * version)),
          centres_(qr_alignment_centres(version)) {}

    [[nodiscard]] bool contain(int x, int y) const {
        if (is_corner(x, y) || x == 6 || y == 6) return true;
        const bool is_version = (x >= size_ - 11 && y < 6) || (y >= size_ - 11 && x < 6);
        if (version_ >= 7 && is_version) return true;
        for (const int across : centres_) {
            if (std::abs(x - across) > 2) continue;
            for (const int down : centres_)
                if (std::abs(y - down) <= 2 && !is_corner(across, down)) return true;
        }
        return false;
    }

private:
    // A finder and what tells of the format beside it.
    [[nodiscard]] bool is_corner(int x, int y) const {
        return (x < 9 && y < 9) || (x >= size_ - 8 && y < 9) || (x < 9 && y >= size_ - 8);
    }

    unsigned version_;
    int size_;
    std::vector<int> centres_;
};

// The conditions as the standard has them: i is the row and j the column.
inline bool qr_is_inverted(unsigned mask, int i, int j) {
    switch (mask) {
        case 0b000: return (i + j) % 2 == 0;
        case 0b001: return i % 2 == 0;
        case 0b010: return j % 3 == 0;
        case 0b011: return (i + j) % 3 == 0;
        case 0b100: return (i / 2 + j / 3) % 2 == 0;
        case 0b101: return i * j % 2 + i * j % 3 == 0;
        case 0b110: return (i * j % 2 + i * j % 3) % 2 == 0;
        default: return ((i + j) % 2 + i * j % 3) % 2 == 0;
    }
}

// Both copies, the highest bit first.
inline QrReading<unsigned> qr_read_format(const QrCode& code) {
    const std::size_t size = code.size();
    QrBitList first;
    QrBitList second;
    for (const std::size_t x : {0u, 1u, 2u, 3u, 4u, 5u, 7u, 8u})
        first.push_back(code.is_dark(x, 8));
    for (const std::size_t y : {7u, 5u, 4u, 3u, 2u, 1u, 0u}) first.push_back(code.is_dark(8, y));
    for (std::size_t i = 1; i <= 7; ++i) second.push_back(code.is_dark(8, size - i));
    for (std::size_t i = 8; i >= 1; --i) second.push_back(code.is_dark(size - i, 8));
    if (first != second) return qr_wrong("the two formats differ");
    std::size_t at = 0;
    const unsigned format = take_bits(first, at, 15) ^ 0b101010000010010;
    if (!qr_divides(0b10100110111, format, 10)) return qr_wrong("no format");
    return format >> 10;
}

inline QrReading<unsigned> qr_read_version(const QrCode& code) {
    const std::size_t size = code.size();
    if (size < 21 || size > 177 || size % 4 != 1) return qr_wrong("no size of a code");
    const auto version = static_cast<unsigned>((size - 17) / 4);
    if (version < 7) return version;
    QrBitList right;
    QrBitList below;
    for (std::size_t i = 18; i-- > 0;) {
        right.push_back(code.is_dark(size - 11 + i % 3, i / 3));
        below.push_back(code.is_dark(i / 3, size - 11 + i % 3));
    }
    if (right != below) return qr_wrong("the two versions differ");
    std::size_t at = 0;
    const unsigned information = take_bits(right, at, 18);
    if (!qr_divides(0b1111100100101, information, 12)) return qr_wrong("no version");
    if (information >> 12 != version) return qr_wrong("another version");
    return version;
}

// Where data stands, in its order, found by sorting all places and not by going along them.
inline QrBitList qr_read_bits(const QrCode& code, unsigned version, unsigned mask) {
    const int size = static_cast<int>(code.size());
    const QrPatterns patterns(version);
    std::vector<std::tuple<int, int, int, bool>> places;
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            if (patterns.contain(x, y)) continue;
            const int from_right = size - 1 - (x < 6 ? x + 1 : x);
            const int pair = from_right / 2;
            const bool dark =
                code.is_dark(static_cast<std::size_t>(x), static_cast<std::size_t>(y));
            places.emplace_back(pair, pair % 2 == 0 ? -y : y, from_right,
                                dark != qr_is_inverted(mask, y, x));
        }
    std::ranges::sort(places);
    QrBitList bits;
    for (const auto& place : places) bits.push_back(std::get<bool>(place));
    return bits;
}

// By logarithms, where the writer multiplies bit by bit.
class QrField {
public:
    QrField() {
        unsigned power = 1;
        for (unsigned i = 0; i < 255; ++i) {
            powers_[i] = power;
            logarithms_[power] = i;
            power = power * 2 >= 256 ? (power * 2) ^ 0x11d : power * 2;
        }
    }
    [[nodiscard]] bool is_codeword(const std::vector<unsigned>& block, std::size_t checks) const {
        for (unsigned root = 0; root < checks; ++root) {
            unsigned sum = 0;
            for (const unsigned codeword : block)
                sum = (sum == 0 ? 0 : powers_[(logarithms_[sum] + root) % 255]) ^ codeword;
            if (sum != 0) return false;
        }
        return true;
    }

private:
    std::array<unsigned, 255> powers_{};
    std::array<unsigned, 256> logarithms_{};
};

// The data of all blocks in one, once each block has been found without errors.
inline QrReading<QrBitList> qr_read_data(const QrBitList& bits, const QrLayout& layout) {
    std::size_t at = 0;
    if (bits.size() / 8 != layout.codewords) return qr_wrong("too many places or too few");
    std::vector<std::vector<unsigned>> blocks(layout.blocks);
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < layout.blocks; ++i)
        sizes.push_back((layout.data_size() + i) / layout.blocks);
    for (std::size_t round = 0; round < sizes.back(); ++round)
        for (std::size_t i = 0; i < layout.blocks; ++i)
            if (round < sizes[i]) blocks[i].push_back(take_bits(bits, at, 8));
    for (std::size_t round = 0; round < layout.check_size; ++round)
        for (std::vector<unsigned>& block : blocks) block.push_back(take_bits(bits, at, 8));
    for (; at < bits.size(); ++at)
        if (bits[at]) return qr_wrong("something is left over");
    const QrField field;
    QrBitList data;
    for (std::size_t i = 0; i < layout.blocks; ++i) {
        if (!field.is_codeword(blocks[i], layout.check_size)) return qr_wrong("a check is wrong");
        for (std::size_t k = 0; k < sizes[i]; ++k)
            for (unsigned bit = 8; bit-- > 0;) data.push_back((blocks[i][k] >> bit & 1) != 0);
    }
    return data;
}

inline QrReading<std::string> qr_read_text(const QrBitList& data, std::size_t& at, unsigned mode,
                                           unsigned version) {
    const std::size_t range = version <= 9 ? 0 : version <= 26 ? 1 : 2;
    constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    std::string text;
    if (mode == 4) {
        for (unsigned left = take_bits(data, at, range == 0 ? 8 : 16); left > 0; --left)
            text += static_cast<char>(take_bits(data, at, 8));
    } else if (mode == 2) {
        const std::array<std::size_t, 3> widths{9, 11, 13};
        unsigned left = take_bits(data, at, widths[range]);
        for (; left >= 2; left -= 2) {
            const unsigned pair = take_bits(data, at, 11);
            if (pair >= 45 * 45) return qr_wrong("no pair of characters");
            text += alphabet[pair / 45];
            text += alphabet[pair % 45];
        }
        if (left == 1) text += alphabet.at(take_bits(data, at, 6));
    } else if (mode == 1) {
        const std::array<std::size_t, 3> widths{10, 12, 14};
        for (unsigned left = take_bits(data, at, widths[range]); left > 0;) {
            const unsigned count = std::min(left, 3u);
            const std::string digits = std::to_string(take_bits(data, at, count * 3 + 1));
            if (digits.size() > count) return qr_wrong("no digits");
            text += std::string(count - digits.size(), '0') + digits;
            left -= count;
        }
    } else {
        return qr_wrong("no mode");
    }
    return text;
}

inline bool qr_is_padding(const QrBitList& data, std::size_t at) {
    for (std::size_t i = 0; i < 4 && at < data.size(); ++i)
        if (data[at++]) return false;
    for (; at % 8 != 0; ++at)
        if (data[at]) return false;
    for (unsigned filler = 0xec; at < data.size(); filler = 0xec + 0x11 - filler)
        if (take_bits(data, at, 8) != filler) return false;
    return true;
}

inline QrReading<ReadQr> read_qr(const QrCode& code) {
    ReadQr read;
    const auto version = qr_read_version(code);
    if (!version) return qr_wrong(version.error());
    read.version = *version;
    const auto format = qr_read_format(code);
    if (!format) return qr_wrong(format.error());
    constexpr std::array levels{QrCorrection::medium, QrCorrection::low, QrCorrection::high,
                                QrCorrection::quartile};
    read.level = levels[*format >> 3];
    read.mask = *format & 7;
    const QrBitList bits = qr_read_bits(code, read.version, read.mask);
    const auto data = qr_read_data(bits, qr_layout(read.version, read.level));
    if (!data) return qr_wrong(data.error());
    std::size_t at = 0;
    read.mode = take_bits(*data, at, 4);
    auto text = qr_read_text(*data, at, read.mode, read.version);
    if (!text) return qr_wrong(text.error());
    if (!qr_is_padding(*data, at)) return qr_wrong("no padding");
    read.text = std::move(*text);
    return read;
}

}  // namespace core::codec
