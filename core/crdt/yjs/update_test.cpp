// Updates by example: the bytes that Yjs writes, what is in them, and what is refused.
#include <gtest/gtest.h>

#include "core/crdt/yjs/rewritten.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt::yjs {
namespace {

using core::testing::spaced_hex;

std::vector<Struct> structs_of(Bytes update, Format format) {
    UpdateReader reader = UpdateReader::open(update, format).value();
    std::vector<Struct> structs;
    while (const Struct* const one = reader.next().value()) structs.push_back(*one);
    EXPECT_TRUE(reader.finish());
    return structs;
}

TEST(Update, YW9_what_yjs_writes_is_read_and_written_again) {
    for (const char* hex : {
             "01 01 01 00 04 01 01 74 02 61 62 00",
             "0103010004010174016184010001 62c4010001010158 00",
             "0103010004010174016184010001 62c1010001010101 01 01 0201",
             "010201002101016d016b01a80100017d02 0101010001",
             "01020100010101610100010101010002",
             "01040100040101740161840100016246010004626f6c640474727565c60100010104626f6c64046e75"
             "6c6c00",
             "0101ffffffffffffff0f0004010174016100",
             "0102 09 00 0a01 04 01 01 74 01 61 00",
         }) {
        const Buffer update = spaced_hex(hex);
        EXPECT_EQ(rewritten(update, Format::v1, Format::v1), update) << hex;
        const auto other = rewritten(update, Format::v1, Format::v2);
        ASSERT_TRUE(other) << hex;
        EXPECT_EQ(rewritten(*other, Format::v2, Format::v2), other);
        EXPECT_EQ(rewritten(*other, Format::v2, Format::v1), update);
    }
}

TEST(Update, YW9_a_struct_says_what_it_is) {
    const Buffer update = spaced_hex(
        "0104 0100 0401017401618401000162 46010004626f6c640474727565"
        "c60100010104626f6c64046e756c6c00");
    const auto structs = structs_of(update, Format::v1);
    ASSERT_EQ(structs.size(), 4u);
    EXPECT_EQ(structs[0].kind, Kind::string);
    EXPECT_EQ(get<std::string_view>(structs[0].parent), "t");
    EXPECT_EQ(structs[1].origin, (ItemId{Client{1}, 0}));
    EXPECT_EQ(structs[2].kind, Kind::format);
    EXPECT_EQ(structs[2].text, "bold");
    EXPECT_EQ(structs[2].value.bytes, "true");
    EXPECT_EQ(structs[3].right_origin, (ItemId{Client{1}, 1}));
    EXPECT_EQ(structs[3].id, (ItemId{Client{1}, 3}));
}

TEST(Update, YW10_a_struct_may_be_written_from_within) {
    const Buffer update = spaced_hex("0101 0100 0401017406 61f09f998262 00");
    const auto from = [&](std::uint64_t offset, Format format) {
        UpdateWriter writer(format, 1);
        writer.begin_client(Client{1}, 1, offset);
        const auto structs = structs_of(update, Format::v1);
        writer.add(structs[0], offset);
        return std::move(writer).finish({}).value();
    };
    EXPECT_EQ(from(1, Format::v1), spaced_hex("0101 0101 84 0100 05 f09f998262 00"));
    EXPECT_EQ(from(2, Format::v1), spaced_hex("0101 0102 84 0101 04 efbfbd62 00"));
    EXPECT_EQ(from(3, Format::v1), spaced_hex("0101 0103 84 0102 01 62 00"));
    const auto cut = from(2, Format::v2);
    EXPECT_EQ(rewritten(cut, Format::v2, Format::v1), from(2, Format::v1));
}

TEST(Update, YW13_refuses_what_cannot_be) {
    const auto error = [](const std::string& hex, Format format = Format::v1) {
        return rewritten(spaced_hex(hex), format, format).error();
    };
    EXPECT_EQ(error("01 01 01 00 0b 01 00"), Error::type_wrong);               // Content 11.
    EXPECT_EQ(error("01 01 01 00 07 01 01 74 07 00"), Error::type_wrong);      // Type 7.
    EXPECT_EQ(error("01 01 01 00 04 02 01 74 01 61 00"), Error::malformed);    // Parent 2.
    EXPECT_EQ(error("01 01 01 00 00 00 00"), Error::malformed);                // GC of 0.
    EXPECT_EQ(error("01 01 01 00 04 01 01 74 00 00"), Error::malformed);       // No text.
    EXPECT_EQ(error("01 01 01 00 04 01 01 74 01 ff 00"), Error::malformed);    // No UTF-8.
    EXPECT_EQ(error("01 01 01 00 05 01 01 74 01 5b 00"), Error::truncated);    // No JSON.
    EXPECT_EQ(error("01 ff7f 01 00 00 01 00"), Error::truncated);              // 16,383 structs.
    EXPECT_EQ(error("ff7f 01 01 00 00 01 00"), Error::truncated);              // As many clients.
    EXPECT_EQ(error("01 01 01 ffffffffffffff0f 00 01 00"), Error::too_large);  // Clock 2^53.
    EXPECT_EQ(error("01 01 8080808080808010 00 00 01 00"), Error::too_large);  // Client 2^53.
    EXPECT_EQ(error("01 01 01 00 08 01 01 74 ff7f 7e"), Error::truncated);     // Many values.
    EXPECT_EQ(error("00 01 01 01 ffffffffffffff0f 01"), Error::too_large);     // Deletes 2^53.
    EXPECT_EQ(error("00 00 00"), Error::trailing_bytes);
    EXPECT_EQ(error("01", Format::v2), Error::malformed);  // A feature.
    // 2^40 structs of nothing but repetitions.
    EXPECT_EQ(error("00 00 01 01 00 00 01 00 00 00 00 07 41 8080808080 40 "
                    "01 808080808020 00 00",
                    Format::v2),
              Error::truncated);
}

TEST(Update, YW13_takes_clients_in_any_order_and_gaps_anywhere) {
    const Buffer update = spaced_hex("02 01 01 00 00 01 02 02 00 0a 05 00 01 00");
    const auto structs = structs_of(update, Format::v1);
    ASSERT_EQ(structs.size(), 3u);
    EXPECT_EQ(structs[1].kind, Kind::skip);
    EXPECT_EQ(structs[2].id, (ItemId{Client{2}, 5}));
}

TEST(Update, YW12_delete_sets_are_put_in_order) {
    const Buffer update = spaced_hex("00 02 01 03 05 01 00 02 02 01 02 01 00 01");
    const auto again = rewritten(update, Format::v1, Format::v1);
    EXPECT_EQ(again, spaced_hex("00 02 02 01 00 01 01 02 00 03 05 01"));
    const auto other = rewritten(update, Format::v1, Format::v2);
    EXPECT_EQ(rewritten(*other, Format::v2, Format::v1), again);
}

}  // namespace
}  // namespace core::crdt::yjs
