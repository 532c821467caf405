// QR codes (ISO/IEC 18004): a text as a square of dark and light modules, which a camera reads. For
// invites, which one person shows to another, and for links. Only writing is here: reading needs a
// camera, and whoever has one has a reader. Rules: QR1–QR12, spec/qr.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/result.h"

namespace core::codec {

// How much of a code may be hidden or dirty: about 7, 15, 25 and 30 percent.
enum class QrCorrection : std::uint8_t { low, medium, quartile, high };

// Digits, of which most fit: in the largest code, corrected least.
inline constexpr std::size_t qr_text_size_max = 7089;

class QrCode {
public:
    // The modules row by row, dark ones true.
    QrCode(std::size_t size, std::vector<bool> modules)
        : size_(size), modules_(std::move(modules)) {
        ASSERT(modules_.size() == size_ * size_);
    }

    // Modules in a row: 21 to 177.
    [[nodiscard]] std::size_t size() const { return size_; }
    // From the left and from the top.
    [[nodiscard]] bool is_dark(std::size_t x, std::size_t y) const {
        ASSERT(x < size_ && y < size_);
        return modules_[y * size_ + x];
    }

    friend bool operator==(const QrCode&, const QrCode&) = default;

private:
    std::size_t size_;
    std::vector<bool> modules_;
};

// The smallest code for this text, corrected as asked for or better. Error::too_large if it does
// not fit the largest.
[[nodiscard]] Result<QrCode> encode_qr(std::string_view text,
                                       QrCorrection level = QrCorrection::medium);

// For terminals with light letters on a dark ground: two rows of modules in each line.
[[nodiscard]] std::string qr_as_blocks(const QrCode& code);
// A picture on its own ground, as wide as whoever shows it likes.
[[nodiscard]] std::string qr_as_svg(const QrCode& code);

}  // namespace core::codec
