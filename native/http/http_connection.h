// HttpConnection is one connection of HTTP/1.1: requests one after the other, or a WebSocket that
// speaks the control protocol.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <optional>
#include <string>

#include "native/http/http_server.h"

namespace native {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    // Nobody who asks this machine sends more in front of what it wants.
    static constexpr std::uint32_t header_size_max = 16 * 1024;
    static constexpr std::uint64_t request_size_max = 1024;
    static constexpr std::size_t message_size_max = std::size_t{4} << 20;
    static constexpr std::chrono::seconds patience{30};

    HttpConnection(HttpServer& server, boost::asio::ip::tcp::socket socket)
        : server_(&server), stream_(std::move(socket)) {}

    void begin() { read(); }
    void pump();
    void close();

private:
    using ErrorCode = boost::system::error_code;
    using Stream = boost::beast::tcp_stream;
    using WebSocket = boost::beast::websocket::stream<Stream>;

    void read();
    void answer(const HttpRequest& request);
    void upgrade(const HttpRequest& request);
    void read_message();
    void send();
    void end();

    HttpServer* server_;  // Null when this has ended.
    Stream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    HttpResponse response_;
    std::optional<WebSocket> socket_;
    std::optional<fabric::control::SessionId> session_;
    std::string sending_;
    bool is_sending_ = false;
};

}  // namespace native
