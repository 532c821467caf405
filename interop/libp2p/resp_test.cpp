// The bytes of the protocol of Redis.
#include "interop/libp2p/resp.h"

#include <gtest/gtest.h>

namespace interop::libp2p {
namespace {

RespReply reply_to(std::string_view bytes) {
    const auto read = read_resp(bytes);
    EXPECT_TRUE(read) << bytes;
    if (!read) return {};
    EXPECT_EQ(read->size, bytes.size());
    return read->reply;
}

TEST(Resp, a_command_is_a_list_of_texts) {
    EXPECT_EQ(resp_command({"SET", "key", ""}), "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$0\r\n\r\n");
}

TEST(Resp, each_kind_of_reply_is_understood) {
    EXPECT_EQ(reply_to("+OK\r\n"), (RespReply{false, {"OK"}}));
    EXPECT_EQ(reply_to(":-42\r\n"), (RespReply{false, {std::int64_t{-42}}}));
    EXPECT_EQ(reply_to("$4\r\na\r\nb\r\n"), (RespReply{false, {"a\r\nb"}}));
    EXPECT_EQ(reply_to("$-1\r\n"), (RespReply{false, {RespNothing{}}}));
    EXPECT_EQ(reply_to("-WRONGTYPE no\r\n"), (RespReply{false, {RespError{"WRONGTYPE no"}}}));
    EXPECT_EQ(reply_to("*-1\r\n"), (RespReply{true, {}}));
    EXPECT_EQ(reply_to("*2\r\n$1\r\na\r\n:7\r\n"), (RespReply{true, {"a", std::int64_t{7}}}));
}

TEST(Resp, a_reply_that_is_not_all_there_is_waited_for) {
    const std::string_view whole = "*2\r\n$1\r\na\r\n$3\r\nbcd\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(read_resp(whole.substr(0, size)).error(), RespFailure::incomplete) << size;
    EXPECT_EQ(read_resp("+a\r\n+b\r\n")->size, 4u);
}

TEST(Resp, what_is_no_reply_is_refused) {
    for (const std::string_view bytes :
         {"?\r\n", "\r\n", ":x\r\n", "$-2\r\n", "$99999999999\r\n", "$1\r\nabc\r\n", "*5000\r\n",
          "*1\r\n*1\r\n:1\r\n", ":\r\n", "HTTP/1.1 200 OK\r\n"})
        EXPECT_EQ(read_resp(bytes).error(), RespFailure::malformed) << bytes;
}

}  // namespace
}  // namespace interop::libp2p
