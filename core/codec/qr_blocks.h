// What stands in a QR code: for each version and level so many codewords, in blocks that are each
// corrected by themselves, with Reed-Solomon codewords behind their data (rule QR5).
#pragma once

#include "core/base/bytes.h"
#include "core/codec/qr.h"

namespace core::codec {

inline constexpr unsigned qr_version_max = 40;

struct QrLayout {
    std::size_t codewords = 0;
    std::size_t blocks = 0;
    std::size_t check_size = 0;  // In each block.

    [[nodiscard]] std::size_t data_size() const { return codewords - blocks * check_size; }
};

[[nodiscard]] QrLayout qr_layout(unsigned version, QrCorrection level);
// The codewords that follow this data in its block.
[[nodiscard]] Buffer qr_checks(Bytes data, std::size_t size);
// Data and checks in the order in which they stand in the code: the first of each block, the second
// of each, and so on.
[[nodiscard]] Buffer qr_codewords(Bytes data, const QrLayout& layout);

}  // namespace core::codec
