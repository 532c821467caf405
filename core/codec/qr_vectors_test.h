// What the vectors of QR codes name, for the tests that read them.
#pragma once

#include <string>

#include "core/codec/qr_blocks.h"
#include "core/codec/qr_matrix.h"
#include "core/codec/qr_segment.h"
#include "core/testing/vectors.h"

namespace core::codec {

inline unsigned number_of(const core::testing::Case& vector, const std::string& field) {
    return static_cast<unsigned>(std::stoul(vector.text(field)));
}

inline QrFit fit_of(const core::testing::Case& vector) {
    const auto level = std::string_view("LMQH").find(vector.text("level"));
    return {.version = number_of(vector, "version"), .level = static_cast<QrCorrection>(level)};
}

// The code of a text in one version, level and mask, whatever encode_qr() would take.
inline QrCode qr_of(std::string_view text, QrFit fit, unsigned mask) {
    QrMatrix matrix(fit.version);
    matrix.place(qr_codewords(qr_data(text, fit), qr_layout(fit.version, fit.level)));
    matrix.toggle_mask(mask);
    matrix.write_format(fit.level, mask);
    return matrix.code();
}

}  // namespace core::codec
