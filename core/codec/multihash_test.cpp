// Multihashes: the published vectors, and every way in which one can be wrong.
#include "core/codec/multihash.h"

#include <gtest/gtest.h>

#include <string_view>

#include "core/base/hex.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

HashFunction function_named(std::string_view name) {
    if (name == "sha2-256") return HashFunction::sha2_256;
    return name == "blake3" ? HashFunction::blake3 : HashFunction::identity;
}

// [MH1] [MH2] [MH3] [MH4] [MH5]
TEST(Multihash, MH5_makes_and_reads_the_vectors) {
    for (const Case& vector : read_cases("spec/vectors/codec/multihash.json")) {
        const Buffer bytes = vector.bytes("multihash");
        const auto hash = parse_multihash(bytes);
        ASSERT_EQ(hash.has_value(), vector.is_true("valid")) << vector.name();
        if (!hash) continue;
        const HashFunction function = function_named(vector.text("function"));
        EXPECT_EQ(hash->function, function) << vector.name();
        EXPECT_EQ(hash_content(function, vector.bytes("content")), bytes) << vector.name();
        EXPECT_EQ(encode_multihash(*hash), bytes) << vector.name();
    }
}

Error error_of(std::string_view hex) { return parse_multihash(*from_hex(hex)).error(); }

TEST(Multihash, MH1_numbers_are_strict_varints) {
    const std::string digest(64, '0');
    EXPECT_EQ(error_of("920020" + digest), Error::not_canonical);
    EXPECT_EQ(error_of("12a000" + digest), Error::not_canonical);
}

TEST(Multihash, MH2_other_functions_are_unknown) {
    EXPECT_EQ(error_of("1114" + std::string(40, '0')), Error::hash_unknown);
    EXPECT_EQ(error_of("1340" + std::string(128, '0')), Error::hash_unknown);
}

TEST(Multihash, MH3_every_function_has_its_length) {
    EXPECT_EQ(error_of("120ae3b0c44298fc1c149afb"), Error::hash_size_wrong);
    EXPECT_EQ(error_of("1e21" + std::string(66, '0')), Error::hash_size_wrong);
    EXPECT_EQ(error_of("0041" + std::string(130, '0')), Error::hash_size_wrong);
    EXPECT_TRUE(parse_multihash(*from_hex("0040" + std::string(128, '0'))));
    EXPECT_TRUE(parse_multihash(*from_hex("0000")));
}

TEST(Multihash, MH4_stands_alone_or_among_others) {
    const Buffer two = *from_hex(
        "000161"
        "000162");
    EXPECT_EQ(parse_multihash(two).error(), Error::trailing_bytes);
    Reader reader(two);
    EXPECT_EQ(as_text(read_multihash(reader)->digest), "a");
    EXPECT_EQ(as_text(read_multihash(reader)->digest), "b");
    EXPECT_TRUE(reader.at_end());
    for (const std::string_view wrong : {"1220aa", "1101aa", "0002aa"}) {
        const Buffer bytes = *from_hex(wrong);
        Reader failing(bytes);
        EXPECT_FALSE(read_multihash(failing));
        EXPECT_EQ(failing.position(), 0u) << wrong;
    }
}

}  // namespace
}  // namespace core::codec
