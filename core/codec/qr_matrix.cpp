// Coordinates are from the left and from the top. They are signed, since patterns at the border are
// drawn with a margin that partly lies outside.
#include "core/codec/qr_matrix.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace core::codec {
namespace {

// Rows and columns are counted from 0; this one is dotted.
constexpr int qr_timing_line = 6;
constexpr unsigned qr_first_with_version = 7;
constexpr unsigned qr_format_length = 15;
constexpr unsigned qr_version_length = 18;
// A ring has one bit: the centre the lowest.
constexpr unsigned qr_finder_rings = 0b01011;
constexpr unsigned qr_alignment_rings = 0b101;

int qr_size_of(unsigned version) { return static_cast<int>(17 + 4 * version); }

bool qr_bit(unsigned bits, unsigned index) { return (bits >> index & 1) != 0; }

// The data, and behind it what is left when it is divided by the generator, bit by bit.
unsigned qr_with_remainder(unsigned data, unsigned generator) {
    const auto degree = static_cast<unsigned>(std::bit_width(generator)) - 1;
    unsigned rest = data << degree;
    for (unsigned bit = 32; bit-- > degree;)
        if (qr_bit(rest, bit)) rest ^= generator << (bit - degree);
    return data << degree | rest;
}

bool qr_is_masked(unsigned mask, int x, int y) {
    switch (mask) {
        case 0: return (x + y) % 2 == 0;
        case 1: return y % 2 == 0;
        case 2: return x % 3 == 0;
        case 3: return (x + y) % 3 == 0;
        case 4: return (x / 3 + y / 2) % 2 == 0;
        case 5: return x * y % 2 + x * y % 3 == 0;
        case 6: return (x * y % 2 + x * y % 3) % 2 == 0;
        default: return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

}  // namespace

std::size_t qr_free_modules(unsigned version) {
    const auto size = static_cast<std::size_t>(qr_size_of(version));
    const std::size_t finders = std::size_t{3} * 8 * 8;
    const std::size_t timing = 2 * (size - 2 * 8);
    const std::size_t format = 2 * qr_format_length + 1;  // And the module that is always dark.
    const std::size_t information = version < qr_first_with_version ? 0 : 2 * qr_version_length;
    const std::size_t across = qr_alignment_centres(version).size();
    // Three corners are the finders'; those on a timing line share five modules with it.
    const std::size_t alignment = across == 0 ? 0 : 25 * (across * across - 3) - 10 * (across - 2);
    return size * size - finders - timing - format - information - alignment;
}

std::vector<int> qr_alignment_centres(unsigned version) {
    if (version == 1) return {};
    const int gaps = static_cast<int>(version / 7 + 1);
    const int last = qr_size_of(version) - 1 - qr_timing_line;
    // Equal steps of an even width, and what they are too wide by is taken from the first gap. In
    // version 32 alone they are narrower, and the first gap is wider.
    const int gap = (last - qr_timing_line + gaps - 1) / gaps;
    const int step = version == 32 ? 26 : gap + gap % 2;
    std::vector<int> centres{qr_timing_line};
    for (int i = gaps - 1; i >= 0; --i) centres.push_back(last - i * step);
    return centres;
}

unsigned qr_format_bits(QrCorrection level, unsigned mask) {
    constexpr std::array<unsigned, 4> numbers{1, 0, 3, 2};
    const unsigned data = numbers[static_cast<std::size_t>(level)] << 3 | mask;
    // Inverted in places, so that no format is all light.
    return qr_with_remainder(data, 0b10100110111) ^ 0b101010000010010;
}

unsigned qr_version_bits(unsigned version) { return qr_with_remainder(version, 0b1111100100101); }

QrMatrix::QrMatrix(unsigned version)
    : size_(qr_size_of(version)), modules_(static_cast<std::size_t>(size_ * size_)) {
    draw_timing();
    const int far = size_ - 4;
    draw_rings(3, 3, 4, qr_finder_rings);
    draw_rings(far, 3, 4, qr_finder_rings);
    draw_rings(3, far, 4, qr_finder_rings);
    draw_alignment(version);
    if (version >= qr_first_with_version) draw_version(version);
    write_format(QrCorrection::low, 0);  // So that its modules are taken, whatever it will say.
    const auto free =
        static_cast<std::size_t>(std::ranges::count(modules_, true, &Module::is_free));
    ASSERT(free == qr_free_modules(version));
}

void QrMatrix::draw_timing() {
    for (int i = 0; i < size_; ++i) {
        set(i, qr_timing_line, i % 2 == 0);
        set(qr_timing_line, i, i % 2 == 0);
    }
}

void QrMatrix::draw_rings(int centre_x, int centre_y, int radius, unsigned dark_rings) {
    for (int y = std::max(centre_y - radius, 0); y <= std::min(centre_y + radius, size_ - 1); ++y)
        for (int x = std::max(centre_x - radius, 0); x <= std::min(centre_x + radius, size_ - 1);
             ++x) {
            const int ring = std::max(std::abs(x - centre_x), std::abs(y - centre_y));
            set(x, y, qr_bit(dark_rings, static_cast<unsigned>(ring)));
        }
}

void QrMatrix::draw_alignment(unsigned version) {
    const std::vector<int> centres = qr_alignment_centres(version);
    for (const int y : centres)
        for (const int x : centres) {
            const bool is_left = x == centres.front();
            const bool is_top = y == centres.front();
            const bool is_finder =
                (is_left && (is_top || y == centres.back())) || (is_top && x == centres.back());
            if (!is_finder) draw_rings(x, y, 2, qr_alignment_rings);
        }
}

void QrMatrix::draw_version(unsigned version) {
    const unsigned bits = qr_version_bits(version);
    for (unsigned i = 0; i < qr_version_length; ++i) {
        const int along = static_cast<int>(i / 3);
        const int across = size_ - 11 + static_cast<int>(i % 3);
        set(across, along, qr_bit(bits, i));
        set(along, across, qr_bit(bits, i));
    }
}

void QrMatrix::write_format(QrCorrection level, unsigned mask) {
    const unsigned bits = qr_format_bits(level, mask);
    for (unsigned i = 0; i < qr_format_length; ++i) {
        const bool dark = qr_bit(bits, i);
        const int at = static_cast<int>(i);
        // Down beside the first finder and then to the left below it, around the timing lines; and
        // half of it at each of the other finders.
        if (i < 8) {
            set(8, at < qr_timing_line ? at : at + 1, dark);
            set(size_ - 1 - at, 8, dark);
        } else {
            set(at == 8 ? 7 : 14 - at, 8, dark);
            set(8, size_ - 15 + at, dark);
        }
    }
    set(8, size_ - 8, true);
}

void QrMatrix::place(Bytes codewords) {
    std::size_t placed = 0;
    bool is_upward = true;
    // Pairs of columns from right to left; the one of the timing line is left out.
    for (int right = size_ - 1; right > 0; right -= right == 8 ? 3 : 2) {
        for (int i = 0; i < size_; ++i) {
            const int y = is_upward ? size_ - 1 - i : i;
            for (const int x : {right, right - 1}) {
                Module& module = modules_[index_of(x, y)];
                if (!module.is_free || placed == codewords.size() * 8) continue;
                const auto codeword = std::to_integer<unsigned>(codewords[placed / 8]);
                module.dark = qr_bit(codeword, 7 - placed % 8);
                ++placed;
            }
        }
        is_upward = !is_upward;
    }
    ASSERT(placed == codewords.size() * 8);
}

void QrMatrix::toggle_mask(unsigned mask) {
    ASSERT(mask < qr_mask_count);
    for (int y = 0; y < size_; ++y)
        for (int x = 0; x < size_; ++x) {
            Module& module = modules_[index_of(x, y)];
            if (module.is_free && qr_is_masked(mask, x, y)) module.dark = !module.dark;
        }
}

QrCode QrMatrix::code() const {
    std::vector<bool> dark;
    dark.reserve(modules_.size());
    for (const Module& module : modules_) dark.push_back(module.dark);
    return {static_cast<std::size_t>(size_), std::move(dark)};
}

}  // namespace core::codec
