// Requests and answers as bytes.
#include "core/store/disk_codec.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace core::store {
namespace {

std::string hex(DiskAction action) {
    return to_hex(write_request({Ticket{0x0102}, std::move(action)}));
}

// The same texts are in web/selvage/src/disk/codec.test.ts.
TEST(DiskCodec, DK10_requests_have_these_bytes) {
    const std::string ticket = "0201000000000000";
    const std::string file = "0300000000000000";
    EXPECT_EQ(hex(OpenFile{FileNumber{3}, "ab", true}), ticket + "00" + file + "01026162");
    EXPECT_EQ(hex(CloseFile{FileNumber{3}}), ticket + "01" + file);
    EXPECT_EQ(hex(WriteFile{FileNumber{3}, 5, Buffer(2, std::byte{0xee})}),
              ticket + "02" + file + "050000000000000002000000eeee");
    EXPECT_EQ(hex(ReadFile{FileNumber{3}, 5, 7}),
              ticket + "03" + file + "050000000000000007000000");
    EXPECT_EQ(hex(SyncFile{FileNumber{3}}), ticket + "04" + file);
    EXPECT_EQ(hex(ResizeFile{FileNumber{3}, 9}), ticket + "05" + file + "0900000000000000");
    EXPECT_EQ(hex(RenameFile{"a", "b"}), ticket + "0601610162");
    EXPECT_EQ(hex(RemoveFile{"a"}), ticket + "070161");
    EXPECT_EQ(hex(SyncNames{}), ticket + "08");
    EXPECT_EQ(hex(ListFiles{}), ticket + "09");
    EXPECT_EQ(hex(MeasureSpace{}), ticket + "0a");
}

constexpr std::string_view answer_hex =
    "0201000000000000"
    "03"
    "0400000000000000"
    "0500000000000000"
    "0600000000000000"
    "02000000"
    "0161"
    "0700000000000000"
    "0162"
    "0800000000000000"
    "02000000"
    "eeff";

TEST(DiskCodec, DK10_answers_are_read) {
    const auto answer = read_answer(from_hex(answer_hex).value());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->ticket, Ticket{0x0102});
    EXPECT_EQ(answer->fault, DiskFault::full);
    EXPECT_EQ(answer->size, 4u);
    EXPECT_EQ(answer->space.used, 5u);
    EXPECT_EQ(answer->space.quota, 6u);
    EXPECT_EQ(answer->files, (std::vector<FileEntry>{{"a", 7}, {"b", 8}}));
    EXPECT_EQ(to_hex(answer->bytes), "eeff");
}

TEST(DiskCodec, DK10_answers_that_are_none_are_refused) {
    const Buffer whole = from_hex(answer_hex).value();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(read_answer(Bytes(whole).first(size))) << size;
    Buffer longer = whole;
    longer.push_back(std::byte{0});
    EXPECT_EQ(read_answer(longer).error(), Error::trailing_bytes);
    const auto with = [&](std::size_t at, std::uint8_t value) {
        Buffer changed = whole;
        changed[at] = std::byte{value};
        return read_answer(changed).error();
    };
    EXPECT_EQ(with(8, 7), Error::malformed);      // A fault of an unknown kind.
    EXPECT_EQ(with(38, 'A'), Error::malformed);   // A name that is none.
    EXPECT_EQ(with(36, 0xff), Error::truncated);  // More files than there is room for.
}

}  // namespace
}  // namespace core::store
