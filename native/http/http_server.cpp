// One port of this machine.
#include "native/http/http_server.h"

#include <utility>

#include "native/http/http_connection.h"

namespace native {

using ErrorCode = boost::system::error_code;

HttpServer::HttpServer(boost::asio::io_context& context, NodeBody& body, HttpOptions options)
    : context_(context), body_(body), options_(std::move(options)), acceptor_(context) {}

HttpServer::~HttpServer() { stop(); }

std::expected<std::uint16_t, std::string> HttpServer::listen() {
    const Tcp::endpoint here(boost::asio::ip::address_v4::loopback(), options_.port);
    ErrorCode error;
    acceptor_.open(here.protocol(), error);
    if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(here, error);
    if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error)
        return std::unexpected("Cannot serve the Studio on port " + std::to_string(options_.port) +
                               ": " + error.message() + ". Choose another with --studio.");
    accept();
    return acceptor_.local_endpoint().port();
}

void HttpServer::accept() {
    acceptor_.async_accept(
        [this, alive = std::weak_ptr(alive_)](const ErrorCode& error, Tcp::socket socket) {
            if (alive.expired() || error == boost::asio::error::operation_aborted) return;
            if (!error && connections_.size() < connections_max) {
                const auto connection = std::make_shared<HttpConnection>(*this, std::move(socket));
                connections_.insert(connection);
                connection->begin();
            }
            accept();
        });
}

void HttpServer::pump() {
    for (const auto& connection : std::set(connections_)) connection->pump();
}

void HttpServer::stop() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    for (const auto& connection : std::exchange(connections_, {})) connection->close();
}

}  // namespace native
