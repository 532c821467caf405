// SwarmBody gives a swarm sockets and time: it does what the swarm orders, and tells it what comes
// of it. Single-threaded: everything happens on the io_context it was given.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/codec/multiaddr.h"
#include "native/net/tcp_link.h"
#include "native/net/webrtc_body.h"
#include "net/swarm/swarm.h"

namespace native {

class SwarmBody {
public:
    using OnEvent = std::function<void(const net::swarm::Event&)>;

    // The handler may call the swarm; views in what it is given are valid while it runs.
    SwarmBody(boost::asio::io_context& context, net::swarm::Swarm& swarm, OnEvent on_event);
    ~SwarmBody();

    // From now on there is webrtc-direct. The stack is the process's only one.
    void enable_webrtc(const webrtc::Certificate& certificate, webrtc::SctpStack& stack);

    // The address with the port that was given, or what went wrong, for people.
    std::expected<core::codec::Multiaddr, std::string> listen(
        const core::codec::Multiaddr& address);
    void stop();

    // To be called after every call of the swarm that did not come from the handler.
    void pump();

    // For links.
    [[nodiscard]] core::MutableBytes reading_room() { return reading_room_; }
    void hear(net::LinkId link, core::Bytes bytes);
    void lose(net::LinkId link);
    [[nodiscard]] core::Bytes outgoing(net::LinkId link) { return swarm_.outgoing(link); }
    void consume(net::LinkId link, std::size_t size);

private:
    using Tcp = boost::asio::ip::tcp;
    using ErrorCode = boost::system::error_code;

    struct Listener {
        Tcp::acceptor acceptor;
        net::Transport transport;
    };

    std::expected<core::codec::Multiaddr, std::string> listen_tcp(
        const core::codec::Multiaddr& address, net::Transport transport);
    void accept(Listener& listener);
    void obey(const net::swarm::Order& order);
    void dial(const net::swarm::Dial& order);
    void connect(net::LinkId link, const Tcp::resolver::results_type& found);
    bool take_events();
    void arm_timer();

    boost::asio::io_context& context_;
    net::swarm::Swarm& swarm_;
    OnEvent on_event_;
    boost::asio::steady_timer timer_;
    Tcp::resolver resolver_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::map<net::LinkId, std::shared_ptr<TcpLink>> links_;
    std::unique_ptr<WebrtcBody> webrtc_;
    core::Buffer reading_room_;
    std::optional<core::Instant> armed_;  // When the timer will wake us.
    bool is_pumping_ = false;
};

}  // namespace native
