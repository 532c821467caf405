// The steps from a text to its code, each of which has a file of its own.
#include "core/codec/qr.h"

#include "core/codec/qr_blocks.h"
#include "core/codec/qr_mask.h"
#include "core/codec/qr_matrix.h"
#include "core/codec/qr_segment.h"

namespace core::codec {

Result<QrCode> encode_qr(std::string_view text, QrCorrection level) {
    const QrFit fit = TRY(qr_fit(text, level));
    QrMatrix matrix(fit.version);
    matrix.place(qr_codewords(qr_data(text, fit), qr_layout(fit.version, fit.level)));
    const unsigned mask = qr_best_mask(matrix, fit.level);
    matrix.toggle_mask(mask);
    matrix.write_format(fit.level, mask);
    return matrix.code();
}

}  // namespace core::codec
