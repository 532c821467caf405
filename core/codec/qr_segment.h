// A text as the data of a QR code: the mode that writes it shortest, the version and the level that
// it needs, and its bits (rules QR1–QR4).
#pragma once

#include "core/base/bytes.h"
#include "core/codec/qr.h"

namespace core::codec {

// Each value is what announces the mode in a code.
enum class QrMode : std::uint8_t { digits = 1, alphanumeric = 2, bytes = 4 };

struct QrFit {
    unsigned version = 1;
    QrCorrection level = QrCorrection::medium;
};

[[nodiscard]] QrMode qr_mode_of(std::string_view text);
// The smallest version, and the highest level that costs no larger one.
[[nodiscard]] Result<QrFit> qr_fit(std::string_view text, QrCorrection level);
// As many bytes as there is room for; the text must fit.
[[nodiscard]] Buffer qr_data(std::string_view text, QrFit fit);

}  // namespace core::codec
