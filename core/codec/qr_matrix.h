// The square of a QR code while it is made: the patterns by which a reader finds it, the codewords
// in their zigzag, a mask over them, and what tells of version, level and mask (rules QR6–QR9).
#pragma once

#include "core/base/bytes.h"
#include "core/codec/qr.h"

namespace core::codec {

inline constexpr unsigned qr_mask_count = 8;

// Modules that no pattern has. They hold the codewords, and up to seven are left over.
[[nodiscard]] std::size_t qr_free_modules(unsigned version);
// Where alignment patterns have their centres, across and down; version 1 has none.
[[nodiscard]] std::vector<int> qr_alignment_centres(unsigned version);
// 15 bits that tell of level and mask.
[[nodiscard]] unsigned qr_format_bits(QrCorrection level, unsigned mask);
// 18 bits, from version 7 on.
[[nodiscard]] unsigned qr_version_bits(unsigned version);

class QrMatrix {
public:
    // With all patterns; what the format says is yet to be written.
    explicit QrMatrix(unsigned version);

    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] bool is_dark(int x, int y) const { return modules_[index_of(x, y)].dark; }

    void place(Bytes codewords);
    // Twice is as if never.
    void toggle_mask(unsigned mask);
    void write_format(QrCorrection level, unsigned mask);
    [[nodiscard]] QrCode code() const;

private:
    struct Module {
        bool dark = false;
        bool is_free = true;
    };

    [[nodiscard]] std::size_t index_of(int x, int y) const {
        return static_cast<std::size_t>(y * size_ + x);
    }
    void set(int x, int y, bool dark) {
        modules_[index_of(x, y)] = {.dark = dark, .is_free = false};
    }
    void draw_timing();
    void draw_rings(int centre_x, int centre_y, int radius, unsigned dark_rings);
    void draw_alignment(unsigned version);
    void draw_version(unsigned version);

    int size_;
    std::vector<Module> modules_;
};

}  // namespace core::codec
