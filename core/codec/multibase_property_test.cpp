// Bytes round-trip in every base.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/codec/multibase.h"

namespace core::codec {
namespace {

RC_GTEST_PROP(MultibaseProperty, MB2_bytes_round_trip, (std::string bytes)) {
    const char prefix = *rc::gen::elementOf(std::string("fFbBcCvVtTkKzmMuU"));
    bytes.resize(std::min(bytes.size(), radix_size_max));
    const std::string text = encode_multibase(static_cast<Base>(prefix), as_bytes(bytes));
    const auto decoded = decode_multibase(text);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(as_text(*decoded) == bytes);
}

}  // namespace
}  // namespace core::codec
