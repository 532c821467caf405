// Messages and configurations as bytes.
#include "fabric/leadership/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "fabric/leadership/disk_test.h"

namespace fabric::leadership {
namespace {

using core::Error;
using testing::member;
using testing::voters;

core::Buffer bytes_of(std::string_view text) {
    const core::Bytes bytes = core::as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

TEST(RaftMessage, RF60_every_kind_comes_back_as_it_was) {
    const core::Buffer payload = bytes_of("payload");
    SnapshotMeta snapshot{{{3}, {70}}, {12}, voters(3), 7, core::blake3(payload)};
    const std::vector<Message> messages{
        VoteRequest{{5}, {{4}, {900}}, true, false},
        VoteRequest{{5}, {{4}, {900}}, false, true},
        VoteResult{{6}, true, false},
        Append{{7}, {{6}, {8}}, {5}, {{{7}, EntryKind::command, payload}}, {44}},
        AppendResult{{7}, {9}, {4}, Place{{2}, {4}}, {44}},
        AppendResult{{7}, {}, {4}},
        InstallSnapshot{{9}, snapshot, 0, 7, payload},
        SnapshotResult{{9}, {70}, 7},
        TimeoutNow{{9}, {{9}, {80}}},
    };
    for (const Message& message : messages) {
        const core::Buffer bytes = write_message(message);
        const auto read = read_message(bytes);
        ASSERT_TRUE(read.has_value());
        EXPECT_EQ(read->index(), message.index());
        EXPECT_EQ(write_message(*read), bytes);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto cut = read_message(core::Bytes(bytes).first(size));
            // Only the data of a chunk ends where the message does.
            EXPECT_TRUE(!cut || holds_alternative<InstallSnapshot>(message)) << size;
        }
    }
}

TEST(RaftMessage, RF60_bytes_are_stable) {
    EXPECT_EQ(core::to_hex(write_message(VoteRequest{{5}, {{4}, {900}}, true, false})),
              "01000584070401");
    EXPECT_EQ(core::to_hex(write_message(AppendResult{{7}, {9}, {4}, Place{{2}, {3}}, {1}})),
              "01030709040101"
              "0302");
}

TEST(RaftMessage, RF60_what_is_malformed_is_an_error) {
    const auto error = [](std::string_view hex) {
        return read_message(core::from_hex(hex).value()).error();
    };
    EXPECT_EQ(error(""), Error::truncated);
    EXPECT_EQ(error("02000584070401"), Error::format_unknown);
    EXPECT_EQ(error("01070584070401"), Error::malformed);
    EXPECT_EQ(error("01000584070404"), Error::malformed);
    EXPECT_EQ(error("0100058407040100"), Error::trailing_bytes);
    // A number beyond 2^56, and more entries than there are bytes.
    EXPECT_EQ(error("01000581808080808080800204"), Error::too_large);
    EXPECT_EQ(error("010205000000007f"), Error::truncated);
}

TEST(RaftConfiguration, RF46_configurations_have_voters_in_order) {
    const core::Buffer bytes = voters(2).write();
    EXPECT_EQ(Configuration::read(bytes), voters(2));
    core::Buffer swapped{std::byte{2}};
    core::append(swapped, core::Bytes(bytes).subspan(1 + bytes.size() / 2, bytes.size() / 2));
    core::append(swapped, core::Bytes(bytes).subspan(1, bytes.size() / 2));
    EXPECT_EQ(Configuration::read(swapped).error(), Error::not_canonical);
    core::Buffer without = bytes;
    without[1] = std::byte{0};
    without[1 + bytes.size() / 2] = std::byte{0};
    EXPECT_EQ(Configuration::read(without).error(), Error::value_missing);
    const core::Buffer too_many{std::byte{members_max + 1}};
    EXPECT_EQ(Configuration::read(too_many).error(), Error::too_large);
}

}  // namespace
}  // namespace fabric::leadership
