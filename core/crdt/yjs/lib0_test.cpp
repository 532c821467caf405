// lib0 by example: what its values are in bytes, and what is refused.
#include "core/crdt/yjs/lib0.h"

#include <gtest/gtest.h>

#include "core/crdt/yjs/columns.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt::yjs {
namespace {

using core::testing::spaced_hex;

template <class Read>
auto read_from(const std::string& hex, Read read) {
    const Buffer bytes = spaced_hex(hex);
    Reader reader(bytes);
    auto value = read(reader);
    EXPECT_EQ(reader.position(), value ? bytes.size() : 0) << hex;
    return value;
}

Result<std::uint64_t> uint_of(const std::string& hex) { return read_from(hex, read_var_uint); }
Result<SignedNumber> int_of(const std::string& hex) {
    return read_from(hex, [](Reader& reader) { return read_var_int(reader); });
}

TEST(Lib0, YW1_numbers_hold_what_javascript_holds_exactly) {
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, number_max}) {
        Buffer bytes;
        append_var_uint(bytes, number);
        Reader reader(bytes);
        EXPECT_EQ(read_var_uint(reader), number);
        EXPECT_TRUE(reader.at_end());
    }
    EXPECT_EQ(uint_of("ffffffffffffff0f"), number_max);
    EXPECT_EQ(uint_of("8000"), 0u);
    EXPECT_EQ(uint_of("8080808080808010").error(), Error::too_large);
    EXPECT_EQ(uint_of("ffffffffffffffffff01").error(), Error::too_large);
    EXPECT_EQ(uint_of("80808080808080808080808000").error(), Error::too_large);
    EXPECT_EQ(uint_of("ff").error(), Error::truncated);
    EXPECT_EQ(uint_of("").error(), Error::truncated);
}

TEST(Lib0, YW1_zero_may_be_negative) {
    EXPECT_EQ(int_of("40"), (SignedNumber{0, true}));
    EXPECT_EQ(int_of("00"), (SignedNumber{0, false}));
    EXPECT_EQ(int_of("7f"), (SignedNumber{63, true}));
    EXPECT_EQ(int_of("c001"), (SignedNumber{64, true}));
    EXPECT_EQ(int_of("bfffffffffffff1f"), (SignedNumber{number_max, false}));
    EXPECT_EQ(int_of("80808080808080 40").error(), Error::too_large);
    for (const SignedNumber number : {SignedNumber{0, true}, SignedNumber{63, false},
                                      SignedNumber{64, true}, SignedNumber{number_max, true}}) {
        Buffer bytes;
        append_var_int(bytes, number);
        Reader reader(bytes);
        EXPECT_EQ(read_var_int(reader), number);
    }
}

TEST(Lib0, YW2_texts_are_utf8_and_counted_in_units_of_utf16) {
    EXPECT_EQ(utf16_units("abcdefgh12345678"), 16u);
    EXPECT_EQ(utf16_units("abcdefghé漢🙂z"), 13u);
    EXPECT_EQ(utf16_units("\xed\xa0\x80").error(), Error::malformed);
    const std::string_view text = "ä🙂b";
    EXPECT_EQ(place_of_unit(text, 1).size, 2u);
    EXPECT_TRUE(place_of_unit(text, 2).is_cut);
    EXPECT_EQ(place_of_unit(text, 2).size, 2u);
    EXPECT_EQ(place_of_unit(text, 3).size, 6u);
    EXPECT_EQ(place_of_unit(text, 4).size, 7u);
    EXPECT_FALSE(place_of_unit(text, 5).is_there);
    for (std::uint64_t units = 0; units <= 4; ++units) {
        EXPECT_EQ(place_of_unit(text, units, 4).size, place_of_unit(text, units).size);
        EXPECT_EQ(place_of_unit(text, units, 4).is_cut, place_of_unit(text, units).is_cut);
    }
}

TEST(Lib0, YW3_any_is_checked_whole) {
    const auto any_of = [](const std::string& hex) {
        return read_from(hex, [](Reader& reader) -> Result<std::size_t> {
            return TRY(read_any(reader)).size();
        });
    };
    EXPECT_EQ(any_of("7f"), 1u);
    EXPECT_EQ(any_of("76 02 01 61 75 00 01 62 75 02 78 79"), 12u);
    EXPECT_EQ(any_of("7b 3ff0000000000000"), 9u);
    EXPECT_EQ(any_of("80").error(), Error::malformed);
    EXPECT_EQ(any_of("73").error(), Error::malformed);
    EXPECT_EQ(any_of("75 05 78").error(), Error::truncated);
    EXPECT_EQ(any_of("76 02 01 61 78").error(), Error::truncated);
    EXPECT_EQ(any_of("77 01 ff").error(), Error::malformed);
    std::string deep;
    for (std::size_t i = 0; i < any_depth_max; ++i) deep += "7501";
    EXPECT_EQ(any_of(deep + "7e"), 2 * any_depth_max + 1);
    EXPECT_EQ(any_of("7501" + deep + "7e").error(), Error::too_deep);
}

TEST(Columns, YW5_count_what_repeats) {
    RunWriter runs;
    for (const unsigned number : {0u, 0u, 0u, 5u, 7u, 7u}) runs.write(number);
    EXPECT_EQ(runs.finish(), spaced_hex("40 01 05 47 00"));
    DifferenceWriter differences;
    for (const unsigned number : {3u, 4u, 5u, 6u, 2u, 2u}) differences.write(number);
    EXPECT_EQ(differences.finish(), spaced_hex("06 03 01 48 00"));
    ByteWriter bytes;
    for (const unsigned byte : {4u, 4u, 4u, 0u}) bytes.write(static_cast<std::uint8_t>(byte));
    EXPECT_EQ(bytes.finish(), spaced_hex("04 02 00"));

    RunReader read_runs(runs.finish());
    for (const unsigned number : {0u, 0u, 0u, 5u, 7u, 7u}) EXPECT_EQ(read_runs.read(), number);
    EXPECT_EQ(read_runs.read().error(), Error::truncated);
    DifferenceReader read_differences(differences.finish());
    for (const unsigned number : {3u, 4u, 5u, 6u, 2u, 2u})
        EXPECT_EQ(read_differences.read(), number);
    EXPECT_EQ(read_differences.read().error(), Error::truncated);
    ByteReader read_bytes(bytes.finish());
    for (const unsigned byte : {4u, 4u, 4u, 0u, 0u, 0u}) EXPECT_EQ(read_bytes.read(), byte);
    const Buffer below_zero = spaced_hex("42");
    EXPECT_EQ(DifferenceReader(below_zero).read().error(), Error::too_large);
}

TEST(Columns, YW6_texts_are_cut_from_one) {
    TextWriter writer;
    writer.write({.utf8 = "ab", .units = 2});
    writer.write({.utf8 = "🙂", .units = 2});
    const Buffer column = writer.finish();
    EXPECT_EQ(column, spaced_hex("06 6162f09f9982 42 00"));
    auto reader = TextReader::open(column);
    EXPECT_EQ(reader->read()->text.utf8, "ab");
    EXPECT_EQ(reader->read()->text.utf8, "🙂");
    EXPECT_EQ(reader->read().error(), Error::truncated);

    const Buffer cut = spaced_hex("06 61f09f998262 42 00");
    reader = TextReader::open(cut);
    const auto first = reader->read();
    EXPECT_EQ(first->text.utf8, "a");
    EXPECT_TRUE(first->is_ended_cut);
    const auto second = reader->read();
    EXPECT_TRUE(second->is_begun_cut);
    EXPECT_EQ(second->text.utf8, "b");
}

}  // namespace
}  // namespace core::crdt::yjs
