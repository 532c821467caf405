// Blocks and Reed-Solomon: the standard's table and published examples, and checks that are
// checked.
#include "core/codec/qr_blocks.h"

#include <gtest/gtest.h>

#include "core/codec/qr_twin.h"
#include "core/codec/qr_vectors_test.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

TEST(QrBlocks, QR5_blocks_are_those_of_the_standard) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_capacity.json")) {
        const QrFit fit = fit_of(vector);
        const QrLayout layout = qr_layout(fit.version, fit.level);
        EXPECT_EQ(layout.data_size(), number_of(vector, "data")) << vector.name();
        EXPECT_EQ(layout.blocks, number_of(vector, "blocks")) << vector.name();
    }
}

TEST(QrBlocks, QR5_codewords_are_as_in_the_examples) {
    for (const Case& vector : read_cases("spec/vectors/codec/qr_codewords.json")) {
        const QrFit fit = fit_of(vector);
        const QrLayout layout = qr_layout(fit.version, fit.level);
        EXPECT_EQ(qr_codewords(vector.bytes("data"), layout), vector.bytes("codewords"))
            << vector.name();
    }
}

TEST(QrBlocks, QR5_a_block_with_its_checks_has_no_syndrome_and_a_changed_one_has) {
    const QrField field;
    for (const std::size_t size :
         {7u, 10u, 13u, 15u, 16u, 17u, 18u, 20u, 22u, 24u, 26u, 28u, 30u}) {
        Buffer data;
        for (unsigned i = 0; i < 123; ++i) data.push_back(static_cast<std::byte>(i * i + size));
        std::vector<unsigned> block;
        for (const std::byte byte : data) block.push_back(std::to_integer<unsigned>(byte));
        for (const std::byte byte : qr_checks(data, size))
            block.push_back(std::to_integer<unsigned>(byte));
        ASSERT_EQ(block.size(), data.size() + size);
        EXPECT_TRUE(field.is_codeword(block, size)) << size;
        block[size] ^= 1;
        EXPECT_FALSE(field.is_codeword(block, size)) << size;
    }
}

TEST(QrBlocks, QR5_zeros_have_zeros_for_checks) {
    EXPECT_EQ(qr_checks(Buffer(9), 17), Buffer(17));
    EXPECT_EQ(qr_checks({}, 7), Buffer(7));
}

}  // namespace
}  // namespace core::codec
