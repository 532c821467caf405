// Headers and names of segments.
#include "core/store/journal/segment_header.h"

#include <gtest/gtest.h>

namespace core::store {
namespace {

SegmentHeader example() {
    SegmentHeader header;
    header.owner.mesh.bytes.fill(std::byte{0xaa});
    header.owner.node.bytes.fill(std::byte{0xbb});
    header.number = SegmentNumber{0x1234};
    header.salt = Salt{77};
    header.previous = SegmentNumber{0x1233};
    header.previous_salt = Salt{66};
    return header;
}

TEST(SegmentHeader, JN5_names_are_in_the_order_of_the_numbers) {
    EXPECT_EQ(segment_name(SegmentNumber{1}), "journal-0000000000000001");
    EXPECT_EQ(rotten_segment_name(SegmentNumber{UINT64_MAX}), "rotten-ffffffffffffffff");
    EXPECT_LT(segment_name(SegmentNumber{9}), segment_name(SegmentNumber{10}));
    EXPECT_LT(segment_name(SegmentNumber{255}), segment_name(SegmentNumber{4096}));
    for (const bool is_rotten : {false, true}) {
        const SegmentNumber number{0xabcdef};
        const auto read =
            read_segment_name(is_rotten ? rotten_segment_name(number) : segment_name(number));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->number, number);
        EXPECT_EQ(read->is_rotten, is_rotten);
    }
}

TEST(SegmentHeader, JN5_other_names_are_not_ours) {
    for (const char* name :
         {"", "journal-", "journal-1", "journal-0000000000000000", "journal-000000000000000g",
          "journal-000000000000000A", "journal-00000000000000010", "journal-0000000000000001.new",
          "Journal-0000000000000001", "snapshot-0000000000000001",
          "rotten-snapshot-0000000000000001", "rotten-journal-0000000000000001"})
        EXPECT_FALSE(read_segment_name(name)) << name;
}

TEST(SegmentHeader, JN6_stands_twice_and_either_copy_will_do) {
    const Buffer bytes = write_segment_header(example());
    EXPECT_EQ(bytes.size(), segment_data_begin);
    EXPECT_TRUE(equal(Bytes(bytes).first(200), Bytes(bytes).subspan(header_copy_distance, 200)));
    EXPECT_EQ(read_segment_header(bytes), example());
    for (const std::size_t begin : {std::size_t{0}, header_copy_distance}) {
        Buffer rotten = bytes;
        std::fill_n(rotten.begin() + static_cast<std::ptrdiff_t>(begin), header_copy_distance,
                    std::byte{0x5a});
        EXPECT_EQ(read_segment_header(rotten), example()) << begin;
    }
    EXPECT_EQ(read_segment_header(Bytes(bytes).first(200)), example());
    EXPECT_EQ(read_segment_header(Bytes(bytes).first(50)).error(), Error::truncated);
    EXPECT_FALSE(read_segment_header(Buffer(segment_data_begin)));
}

TEST(SegmentHeader, JN6_a_copy_that_was_changed_anywhere_is_none) {
    const Buffer bytes = write_segment_header(example());
    for (std::size_t i = 0; i < 112; ++i) {
        Buffer changed = bytes;
        changed[i] ^= std::byte{1};
        EXPECT_FALSE(read_segment_header(Bytes(changed).first(200))) << i;
    }
}

TEST(SegmentHeader, JN7_a_later_version_is_told_from_rot) {
    Buffer later = write_segment_header(example());
    later[8] = std::byte{2};
    EXPECT_EQ(read_segment_header(later), example());  // One copy says so: that is rot.
    later[header_copy_distance + 8] = std::byte{2};
    EXPECT_EQ(read_segment_header(later).error(), Error::format_unknown);
    later[header_copy_distance] = std::byte{0};
    EXPECT_EQ(read_segment_header(later).error(), Error::malformed);
}

}  // namespace
}  // namespace core::store
