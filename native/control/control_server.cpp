// Connections and their sessions, which end with one another.
#include "native/control/control_server.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <utility>

#include "native/control/control_socket.h"
#include "native/platform/clock.h"

namespace native {

using ErrorCode = boost::system::error_code;

ControlServer::ControlServer(boost::asio::io_context& context, NodeBody& body)
    : context_(context), body_(body), acceptor_(context) {}

ControlServer::~ControlServer() { stop(); }

std::expected<void, std::string> ControlServer::listen(const std::string& path) {
    const auto socket = listen_control(path);
    if (!socket) return std::unexpected(socket.error());
    ErrorCode error;
    acceptor_.assign(Stream(), ::dup(socket->number()), error);
    if (error) return std::unexpected(error.message());
    accept();
    return {};
}

void ControlServer::stop() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    for (const auto& [session, connection] : std::exchange(connections_, {})) {
        connection->socket.close(ignored);
        body_.control().close(session, steady_now());
    }
}

void ControlServer::accept() {
    acceptor_.async_accept(
        [this, alive = std::weak_ptr(alive_)](const ErrorCode& error, Stream::socket socket) {
            if (alive.expired() || error == boost::asio::error::operation_aborted) return;
            if (!error) begin(std::move(socket));
            accept();
        });
}

void ControlServer::begin(Stream::socket socket) {
    const auto connection = std::make_shared<Connection>(std::move(socket));
    const auto session = body_.control().open();
    if (!session) return;  // Which closes the socket.
    connection->session = *session;
    connections_.emplace(*session, connection);
    read(connection);
}

void ControlServer::read(const Shared& connection) {
    connection->socket.async_read_some(
        boost::asio::buffer(connection->room), [this, connection, alive = std::weak_ptr(alive_)](
                                                   const ErrorCode& error, std::size_t size) {
            if (alive.expired() || !connections_.contains(connection->session)) return;
            if (error) {
                connection->has_peer_ended = true;
                // Who only closed its end still hears the answers to what it asked.
                return error == boost::asio::error::eof ? send(connection) : end(connection);
            }
            const core::Bytes bytes = core::Bytes(connection->room).first(size);
            body_.act([&] { body_.control().receive(connection->session, bytes, steady_now()); });
            read(connection);
        });
}

void ControlServer::pump() {
    for (const auto& [session, connection] : std::map(connections_)) send(connection);
}

void ControlServer::send(const Shared& connection) {
    fabric::control::Control& control = body_.control();
    if (connection->is_sending || !connections_.contains(connection->session)) return;
    const std::string_view text = control.outgoing(connection->session);
    if (text.empty()) {
        if (control.has_ended(connection->session) ||
            (connection->has_peer_ended && !control.owes(connection->session)))
            end(connection);
        return;
    }
    connection->is_sending = true;
    connection->sending = text.substr(0, room_size);  // More may be said meanwhile.
    connection->socket.async_write_some(
        boost::asio::buffer(connection->sending), [this, connection, alive = std::weak_ptr(alive_)](
                                                      const ErrorCode& error, std::size_t size) {
            connection->is_sending = false;
            if (alive.expired() || !connections_.contains(connection->session)) return;
            if (error) return end(connection);
            body_.act([&] { body_.control().consume(connection->session, size, steady_now()); });
            send(connection);
        });
}

void ControlServer::end(const Shared& connection) {
    if (connections_.erase(connection->session) == 0) return;
    ErrorCode ignored;
    connection->socket.close(ignored);
    body_.control().close(connection->session, steady_now());
}

}  // namespace native
