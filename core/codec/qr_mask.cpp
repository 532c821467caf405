// The four penalties of the standard, with its points. Where it leaves open how they are counted,
// the rule says what is done here.
#include "core/codec/qr_mask.h"

#include <algorithm>

namespace core::codec {
namespace {

constexpr int qr_run_min = 5;
constexpr unsigned qr_run_points = 3;
constexpr unsigned qr_square_points = 3;
constexpr unsigned qr_finder_points = 40;
constexpr unsigned qr_balance_points = 10;

// A finder cut through its middle, in a window with four modules on each side of it.
constexpr unsigned qr_finder_cut = 0b1011101;
constexpr int qr_margin = 4;

// Runs of one colour, and what looks like a finder, in one line. Around the code all is light.
template <class IsDark>
unsigned qr_line_penalty(int size, const IsDark& is_dark) {
    unsigned points = 0;
    unsigned window = 0;
    int run = 0;
    bool last = false;
    for (int i = 0; i < size + qr_margin; ++i) {
        const bool dark = i < size && is_dark(i);
        window = (window << 1 | (dark ? 1u : 0u)) & 0x7fff;
        const bool is_alone = window >> 11 == 0 || (window & 0xf) == 0;
        if ((window >> qr_margin & 0x7f) == qr_finder_cut && is_alone) points += qr_finder_points;
        if (i >= size) continue;
        run = i > 0 && dark == last ? run + 1 : 1;
        last = dark;
        if (run == qr_run_min) points += qr_run_points;
        if (run > qr_run_min) ++points;
    }
    return points;
}

unsigned qr_square_penalty(const QrMatrix& matrix) {
    unsigned squares = 0;
    for (int y = 1; y < matrix.size(); ++y)
        for (int x = 1; x < matrix.size(); ++x) {
            const bool dark = matrix.is_dark(x, y);
            if (matrix.is_dark(x - 1, y) == dark && matrix.is_dark(x, y - 1) == dark &&
                matrix.is_dark(x - 1, y - 1) == dark)
                ++squares;
        }
    return squares * qr_square_points;
}

// For every whole 5 percent by which the dark modules are more or fewer than half.
unsigned qr_balance_penalty(const QrMatrix& matrix) {
    int dark = 0;
    for (int y = 0; y < matrix.size(); ++y)
        for (int x = 0; x < matrix.size(); ++x) dark += matrix.is_dark(x, y) ? 1 : 0;
    const int all = matrix.size() * matrix.size();
    const int steps = std::max(20 * dark - 10 * all, 10 * all - 20 * dark) / all;
    return static_cast<unsigned>(steps) * qr_balance_points;
}

}  // namespace

unsigned qr_penalty(const QrMatrix& matrix) {
    unsigned points = qr_square_penalty(matrix) + qr_balance_penalty(matrix);
    for (int line = 0; line < matrix.size(); ++line) {
        points += qr_line_penalty(matrix.size(), [&](int x) { return matrix.is_dark(x, line); });
        points += qr_line_penalty(matrix.size(), [&](int y) { return matrix.is_dark(line, y); });
    }
    return points;
}

unsigned qr_best_mask(QrMatrix& matrix, QrCorrection level) {
    unsigned best = 0;
    unsigned fewest = 0;
    for (unsigned mask = 0; mask < qr_mask_count; ++mask) {
        matrix.toggle_mask(mask);
        matrix.write_format(level, mask);
        const unsigned points = qr_penalty(matrix);
        matrix.toggle_mask(mask);
        if (mask > 0 && points >= fewest) continue;
        best = mask;
        fewest = points;
    }
    return best;
}

}  // namespace core::codec
