// Messages as bytes.
#include "fabric/broadcast/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "fabric/broadcast/node_test.h"

namespace fabric::broadcast {
namespace {

using core::Error;
using testing::key_of;

TEST(BroadcastMessage, BR10_every_kind_comes_back_as_it_was) {
    const core::Buffer payload(300, std::byte{5});
    const std::vector<Message> messages{
        Deltas{{{key_of(9), payload}, {key_of(1), core::Bytes(payload).first(1)}}},
        Acknowledgements{{key_of(1), key_of(2), key_of(900)}},
    };
    for (const Message& message : messages) {
        const core::Buffer bytes = write_message(message);
        const auto read = read_message(bytes);
        ASSERT_TRUE(read.has_value());
        EXPECT_EQ(read->index(), message.index());
        EXPECT_EQ(write_message(*read), bytes);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(read_message(core::Bytes(bytes).first(size)).has_value()) << size;
    }
}

TEST(BroadcastMessage, BR10_bytes_are_stable) {
    const core::Buffer payload{std::byte{0xaa}, std::byte{0xbb}};
    const std::string key = "0000000000000007" + std::string(48, '0');
    EXPECT_EQ(core::to_hex(write_message(Deltas{{{key_of(7), payload}}})),
              "010001" + key + "02aabb");
    EXPECT_EQ(core::to_hex(write_message(Acknowledgements{{key_of(7)}})), "010101" + key);
}

TEST(BroadcastMessage, BR10_what_is_malformed_is_an_error) {
    const auto error = [](const std::string& hex) {
        return read_message(core::from_hex(hex).value()).error();
    };
    const std::string key = "0000000000000007" + std::string(48, '0');
    EXPECT_EQ(error(""), Error::truncated);
    EXPECT_EQ(error("020101" + key), Error::format_unknown);
    EXPECT_EQ(error("010201" + key), Error::malformed);
    EXPECT_EQ(error("010100"), Error::malformed);
    EXPECT_EQ(error("010001" + key + "00aa"), Error::malformed);
    EXPECT_EQ(error("010102" + key + key), Error::not_canonical);
    EXPECT_EQ(error("010101" + key + "00"), Error::trailing_bytes);
    EXPECT_EQ(error("010102" + key), Error::truncated);
    EXPECT_EQ(error("0101ffffffff7f" + key), Error::too_large);
    EXPECT_EQ(error("010001" + key + "c180800801"), Error::too_large);
    EXPECT_EQ(read_message(core::Buffer(message_size_max + 1)).error(), Error::too_large);
}

}  // namespace
}  // namespace fabric::broadcast
