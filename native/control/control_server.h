// ControlServer lets those who connect to a node's control socket use the node: one session of its
// Control for each connection (rules CT2, CT14, spec/control.md).
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <expected>
#include <map>
#include <memory>
#include <string>

#include "native/node/node_body.h"

namespace native {

class ControlServer {
public:
    // The node outlives it.
    ControlServer(boost::asio::io_context& context, NodeBody& body);
    ~ControlServer();

    std::expected<void, std::string> listen(const std::string& path);
    // Sends what sessions have to send: to be called when the node's control may have something.
    void pump();
    void stop();

private:
    using Stream = boost::asio::local::stream_protocol;
    static constexpr std::size_t room_size = std::size_t{16} << 10;

    struct Connection {
        explicit Connection(Stream::socket connected) : socket(std::move(connected)) {}

        Stream::socket socket;
        fabric::control::SessionId session{};
        std::array<std::byte, room_size> room{};
        std::string sending;
        bool is_sending = false;
        bool has_peer_ended = false;  // It asks for nothing more, and is still answered.
    };
    using Shared = std::shared_ptr<Connection>;

    void accept();
    void begin(Stream::socket socket);
    void read(const Shared& connection);
    void send(const Shared& connection);
    void end(const Shared& connection);

    boost::asio::io_context& context_;
    NodeBody& body_;
    Stream::acceptor acceptor_;
    std::map<fabric::control::SessionId, Shared> connections_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native
