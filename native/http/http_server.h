// HttpServer shows a node to this machine alone: the Studio's files, how healthy it is, figures for
// Prometheus, and the control protocol over WebSocket for programs that have the token. Rules
// HS1–HS6, spec/http.md.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <expected>
#include <memory>
#include <set>
#include <string>

#include "native/node/node_body.h"

namespace native {

class HttpConnection;

struct HttpOptions {
    std::uint16_t port = 0;
    std::string files;  // The Studio's folder; empty if there is none.
    std::string token;  // Of those who may use the node.
};

class HttpServer {
public:
    // More browsers and programs than one machine's user has.
    static constexpr std::size_t connections_max = 64;

    // The node outlives it.
    HttpServer(boost::asio::io_context& context, NodeBody& body, HttpOptions options);
    ~HttpServer();

    // The port, or what went wrong, for people.
    std::expected<std::uint16_t, std::string> listen();
    // Sends what sessions have to send.
    void pump();
    void stop();

    // For connections.
    [[nodiscard]] NodeBody& body() { return body_; }
    [[nodiscard]] const HttpOptions& options() const { return options_; }
    void end(const std::shared_ptr<HttpConnection>& connection) { connections_.erase(connection); }

private:
    using Tcp = boost::asio::ip::tcp;

    void accept();

    boost::asio::io_context& context_;
    NodeBody& body_;
    HttpOptions options_;
    Tcp::acceptor acceptor_;
    std::set<std::shared_ptr<HttpConnection>> connections_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native
