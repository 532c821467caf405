// Orders into sockets, sockets into inputs.
#include "native/net/swarm_body.h"

#include <boost/asio/connect.hpp>
#include <chrono>
#include <utility>

#include "native/net/endpoint.h"
#include "native/platform/clock.h"

namespace native {

using core::codec::Multiaddr;
using net::LinkId;

namespace {
// More in one read saves calls; beyond this the caches are too small for it.
constexpr std::size_t reading_room_size = std::size_t{256} * 1024;
}  // namespace

SwarmBody::SwarmBody(boost::asio::io_context& context, net::swarm::Swarm& swarm, OnEvent on_event)
    : context_(context),
      swarm_(swarm),
      on_event_(std::move(on_event)),
      timer_(context),
      resolver_(context),
      reading_room_(reading_room_size) {}

SwarmBody::~SwarmBody() { stop(); }

void SwarmBody::enable_webrtc(const webrtc::Certificate& certificate, webrtc::SctpStack& stack) {
    webrtc_ =
        std::make_unique<WebrtcBody>(context_, swarm_, certificate, stack, [this] { pump(); });
}

std::expected<Multiaddr, std::string> SwarmBody::listen(const Multiaddr& address) {
    // A certificate's hash is not known before there is one: the address need not have it.
    const bool is_webrtc = address.find(core::codec::Protocol::webrtc_direct).has_value();
    const auto transport = net::transport_of(address);
    std::expected<Multiaddr, std::string> bound =
        std::unexpected("nothing listens on such addresses");
    if (is_webrtc && webrtc_) bound = webrtc_->listen(address);
    if (!is_webrtc && transport) bound = listen_tcp(address, *transport);
    if (bound) {
        swarm_.listening(*bound);
        pump();
    }
    return bound;
}

std::expected<Multiaddr, std::string> SwarmBody::listen_tcp(const Multiaddr& address,
                                                            net::Transport transport) {
    const auto place = host_port_of(address);
    if (!place) return std::unexpected("no address to listen on");
    ErrorCode error;
    const auto ip = boost::asio::ip::make_address(place->host, error);
    if (error) return std::unexpected("listening needs an IP address, not a name");
    const Tcp::endpoint endpoint(ip, place->port);
    auto listener = std::make_unique<Listener>(Listener{Tcp::acceptor(context_), transport});
    Tcp::acceptor& acceptor = listener->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) return std::unexpected(error.message());
    const std::string suffix = transport == net::Transport::websocket ? "/ws" : "";
    const Multiaddr bound = address_of(acceptor.local_endpoint(), suffix);
    listeners_.push_back(std::move(listener));
    accept(*listeners_.back());
    return bound;
}

void SwarmBody::accept(Listener& listener) {
    listener.acceptor.async_accept([this, &listener](const ErrorCode& error, Tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        ErrorCode gone;
        const Tcp::endpoint remote = error ? Tcp::endpoint() : socket.remote_endpoint(gone);
        if (!error && !gone) {
            const auto id = swarm_.accept(listener.transport, address_of(remote, ""), steady_now());
            if (id) {
                auto link = std::make_shared<TcpLink>(*this, *id, std::move(socket));
                links_.emplace(*id, link);
                link->start();
            }
            pump();
        }
        accept(listener);
    });
}

void SwarmBody::stop() {
    ErrorCode ignored;
    timer_.cancel();
    resolver_.cancel();
    for (const auto& listener : listeners_) listener->acceptor.close(ignored);
    for (const auto& [id, link] : std::exchange(links_, {})) link->close({});
    if (webrtc_) webrtc_->stop();
}

void SwarmBody::pump() {
    if (std::exchange(is_pumping_, true)) return;
    bool any = true;
    while (any) {
        any = take_events();
        while (const auto order = swarm_.next_order()) {
            any = true;
            obey(*order);
        }
        while (const auto id = swarm_.next_ready()) {
            any = true;
            const auto link = links_.find(*id);
            if (link != links_.end()) link->second->send();
            if (webrtc_) webrtc_->obey(*id);
        }
    }
    is_pumping_ = false;
    arm_timer();
}

bool SwarmBody::take_events() {
    bool any = false;
    while (const auto event = swarm_.next_event(steady_now())) {
        any = true;
        on_event_(*event);
    }
    return any;
}

void SwarmBody::obey(const net::swarm::Order& order) {
    if (const auto* dialing = std::get_if<net::swarm::Dial>(&order)) return dial(*dialing);
    const auto& close = std::get<net::swarm::Close>(order);
    if (webrtc_) webrtc_->close(close.link);
    const auto link = links_.find(close.link);
    if (link == links_.end()) return;
    link->second->close(close.last);
    links_.erase(link);
}

void SwarmBody::dial(const net::swarm::Dial& order) {
    if (webrtc_ && net::transport_of(order.address) == net::Transport::webrtc_direct)
        return webrtc_->dial(order.link, order.address);
    const auto place = host_port_of(order.address);
    if (!place)
        return swarm_.dial_failed(order.link, net::DialFailure::address_unsupported, steady_now());
    const auto found = [this, link = order.link](const ErrorCode& error, const auto& results) {
        if (!error) return connect(link, results);
        swarm_.dial_failed(link, dial_failure_of(error), steady_now());
        pump();
    };
    const std::string port = std::to_string(place->port);
    if (!place->wants_ip6) return resolver_.async_resolve(place->host, port, found);
    const auto protocol = *place->wants_ip6 ? Tcp::v6() : Tcp::v4();
    resolver_.async_resolve(protocol, place->host, port, found);
}

void SwarmBody::connect(LinkId id, const Tcp::resolver::results_type& found) {
    auto socket = std::make_shared<Tcp::socket>(context_);
    const auto connected = [this, id, socket](const ErrorCode& error, const Tcp::endpoint&) {
        if (error) {
            swarm_.dial_failed(id, dial_failure_of(error), steady_now());
        } else {
            auto link = std::make_shared<TcpLink>(*this, id, std::move(*socket));
            links_.emplace(id, link);
            swarm_.dialed(id, steady_now());
            link->start();
        }
        pump();
    };
    boost::asio::async_connect(*socket, found, connected);
}

void SwarmBody::hear(LinkId link, core::Bytes bytes) {
    swarm_.receive(link, bytes, steady_now());
    pump();
}

void SwarmBody::lose(LinkId link) {
    swarm_.end(link, steady_now());
    pump();
}

void SwarmBody::consume(LinkId link, std::size_t size) { swarm_.consume(link, size); }

// A deadline that moved later leaves the timer as it is: waking too early is harmless.
void SwarmBody::arm_timer() {
    const auto deadline = swarm_.deadline();
    if (!deadline || (armed_ && *armed_ <= *deadline)) return;
    armed_ = deadline;
    using Clock = boost::asio::steady_timer::clock_type;
    timer_.expires_at(Clock::time_point(
        std::chrono::duration_cast<Clock::duration>(deadline->time_since_epoch())));
    timer_.async_wait([this](const ErrorCode& error) {
        if (error) return;
        armed_.reset();
        swarm_.expire(steady_now());
        pump();
    });
}

}  // namespace native
