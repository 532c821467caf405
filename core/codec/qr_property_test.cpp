// Texts of bytes, capitals and digits read back from their codes.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/codec/qr.h"
#include "core/codec/qr_twin.h"

namespace core::codec {
namespace {

RC_GTEST_PROP(QrProperty, QR1_QR2_QR3_texts_read_back_at_the_level_asked_for_or_better, ()) {
    const auto alphabet = *rc::gen::element(std::string("0123456789"), std::string("AZ:$ 7"));
    const auto of_alphabet = rc::gen::container<std::string>(rc::gen::elementOf(alphabet));
    const std::string text =
        *rc::gen::oneOf(rc::gen::arbitrary<std::string>(), rc::gen::scale(4, of_alphabet));
    const auto level = static_cast<QrCorrection>(*rc::gen::inRange(0, 4));
    const auto code = encode_qr(text, level);
    RC_ASSERT(code.has_value());
    const auto read = read_qr(*code);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->text == text);
    RC_ASSERT(read->level >= level);
}

}  // namespace
}  // namespace core::codec
