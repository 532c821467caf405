// A client of Redis that waits for every answer: the official interop tests have nothing else to do
// meanwhile.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>

#include "interop/libp2p/resp.h"

namespace interop::libp2p {

class RedisClient {
public:
    // The address is host:port. Errors are texts for people.
    static std::expected<RedisClient, std::string> connect(boost::asio::io_context& context,
                                                           std::string_view address);

    // An error of Redis is one here, too.
    std::expected<RespReply, std::string> ask(std::initializer_list<std::string_view> words);

private:
    explicit RedisClient(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

    boost::asio::ip::tcp::socket socket_;
    std::string received_{};
};

}  // namespace interop::libp2p
