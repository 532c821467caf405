// Which mask a QR code gets: the one that leaves least to mislead a reader (rule QR10).
#pragma once

#include "core/codec/qr_matrix.h"

namespace core::codec {

// Points for all that may mislead a reader.
[[nodiscard]] unsigned qr_penalty(const QrMatrix& matrix);
// Of a matrix that has its codewords and no mask. It is left so.
[[nodiscard]] unsigned qr_best_mask(QrMatrix& matrix, QrCorrection level);

}  // namespace core::codec
