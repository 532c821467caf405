// Orders into sockets, sockets into inputs.
#include "native/net/swarm_body.h"

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
      reading_room_(reading_room_size),
      dialer_(context, reading_room_,
              {[this](LinkId link, Tcp::socket socket, std::unique_ptr<tls::Session> session) {
                   connected(link, std::move(socket), std::move(session));
               },
               [this](LinkId link, net::DialFailure failure) {
                   swarm_.dial_failed(link, failure, steady_now());
                   pump();
               },
               [this](const Multiaddr& remote, tls::EndReason reason) {
                   tell_tls_failed(remote, net::Direction::outgoing, reason);
               }}),
      handshakes_(reading_room_) {}

SwarmBody::~SwarmBody() { stop(); }

void SwarmBody::enable_webrtc(const webrtc::Certificate& certificate, webrtc::SctpStack& stack,
                              const WebrtcBody::Options& options) {
    webrtc_ = std::make_unique<WebrtcBody>(context_, swarm_, certificate, stack, options,
                                           [this] { pump(); });
}

void SwarmBody::enable_tls(tls::Context context) {
    text_room_.resize(reading_room_size);
    if (context.role() == tls::Context::Role::client) return dialer_.enable_tls(std::move(context));
    tls_server_ = std::move(context);
}

std::size_t SwarmBody::enable_mdns(std::uint16_t port) {
    mdns_ =
        std::make_unique<MdnsSocket>(context_, [this](core::Bytes bytes, std::string_view from) {
            swarm_.receive_mdns(bytes, from, steady_now());
            pump();
        });
    return mdns_->open(port);
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
        announce(*bound);
        pump();
    }
    return bound;
}

// Nobody can dial an address that means all of them.
void SwarmBody::announce(const Multiaddr& bound) {
    const std::string text = bound.to_text();
    const std::size_t end = text.find('/', 5);  // Behind "/ip4/" and the address.
    ErrorCode error;
    const auto ip = boost::asio::ip::make_address(text.substr(5, end - 5), error);
    if (error || !ip.is_unspecified()) return swarm_.listening(bound);
    for (const auto& one : reachable_at(ip)) {
        const auto bytes = one.is_v6() ? boost::asio::ip::address_v6(one.to_v6().to_bytes()) : one;
        const auto address =
            Multiaddr::from_text(text.substr(0, 5) + bytes.to_string() + text.substr(end));
        if (address) swarm_.listening(*address);
    }
}

std::expected<Multiaddr, std::string> SwarmBody::listen_tcp(const Multiaddr& address,
                                                            net::Transport transport) {
    const auto place = host_port_of(address);
    if (!place) return std::unexpected("no address to listen on");
    ErrorCode error;
    const auto ip = boost::asio::ip::make_address(place->host, error);
    if (error) return std::unexpected("listening needs an IP address, not a name");
    const bool is_under_tls = tls_name_of(address).has_value();
    if (is_under_tls && !tls_server_)
        return std::unexpected("listening under TLS needs a certificate");
    const Tcp::endpoint endpoint(ip, place->port);
    auto listener = std::make_unique<Listener>(Listener{
        Tcp::acceptor(context_), boost::asio::steady_timer(context_), transport, is_under_tls});
    Tcp::acceptor& acceptor = listener->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) return std::unexpected(error.message());
    const Multiaddr bound = address_of(acceptor.local_endpoint(), suffix_of(address));
    listeners_.push_back(std::move(listener));
    accept(*listeners_.back());
    return bound;
}

void SwarmBody::accept(Listener& listener) {
    listener.acceptor.async_accept([this, &listener, alive = std::weak_ptr(alive_)](
                                       const ErrorCode& error, Tcp::socket socket) {
        if (alive.expired() || !listener.acceptor.is_open()) return;
        if (error) return accept_later(listener);
        use_accepted(std::move(socket), listener);
        if (listener.acceptor.is_open()) accept(listener);
    });
}

void SwarmBody::accept_later(Listener& listener) {
    listener.rest.expires_after(accept_rest);
    listener.rest.async_wait(
        [this, &listener, alive = std::weak_ptr(alive_)](const ErrorCode& error) {
            if (!error && !alive.expired() && listener.acceptor.is_open()) accept(listener);
        });
}

void SwarmBody::use_accepted(Tcp::socket socket, const Listener& listener) {
    ErrorCode gone;
    const Tcp::endpoint remote = socket.remote_endpoint(gone);
    if (gone) return;
    const Multiaddr from = address_of(remote, "");
    if (listener.is_under_tls)
        accept_under_tls(std::move(socket), listener.transport, from);
    else
        add_accepted(std::move(socket), nullptr, listener.transport, from);
}

void SwarmBody::accept_under_tls(Tcp::socket socket, net::Transport transport,
                                 const Multiaddr& remote) {
    const auto from = net::ip_of(remote);
    if (!places_.take(from)) return;  // Which closes the socket.
    handshakes_.begin(
        std::move(socket),
        std::make_unique<tls::Session>(*tls_server_, tls::Session::Options{}, steady_now()),
        [this, transport, remote, from](Tcp::socket opened, std::unique_ptr<tls::Session> session) {
            places_.give_back(from);
            add_accepted(std::move(opened), std::move(session), transport, remote);
        },
        [this, remote, from](tls::EndReason reason) {
            places_.give_back(from);
            tell_tls_failed(remote, net::Direction::incoming, reason);
        });
}

void SwarmBody::add_accepted(Tcp::socket socket, std::unique_ptr<tls::Session> session,
                             net::Transport transport, const Multiaddr& remote) {
    if (const auto id = swarm_.accept(transport, remote, steady_now())) {
        auto link = std::make_shared<TcpLink>(*this, *id, std::move(socket), std::move(session));
        links_.emplace(*id, link);
        link->start();
    }
    pump();
}

net::swarm::Counters SwarmBody::counters() const {
    net::swarm::Counters counters = swarm_.counters();
    if (webrtc_) counters.dropped_datagrams = webrtc_->dropped_datagrams();
    return counters;
}

void SwarmBody::stop() {
    ErrorCode ignored;
    timer_.cancel();
    dialer_.stop();
    for (const auto& listener : listeners_) {
        listener->acceptor.close(ignored);
        listener->rest.cancel();
    }
    handshakes_.stop();
    places_ = {};
    for (const auto& [id, link] : std::exchange(links_, {})) link->close({});
    if (webrtc_) webrtc_->stop();
    if (mdns_) mdns_->close();
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
        while (const auto datagram = swarm_.next_mdns_datagram())
            if (mdns_) mdns_->send(*datagram);
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
    if (const auto* dialing = core::get_if<net::swarm::Dial>(&order)) return dial(*dialing);
    const auto& close = core::get<net::swarm::Close>(order);
    if (webrtc_) webrtc_->close(close.link);
    const auto link = links_.find(close.link);
    if (link == links_.end()) return dialer_.give_up(close.link);
    link->second->close(close.last);
    links_.erase(link);
}

void SwarmBody::dial(const net::swarm::Dial& order) {
    if (webrtc_ && net::transport_of(order.address) == net::Transport::webrtc_direct)
        return webrtc_->dial(order.link, order.address);
    dialer_.dial(order.link, order.address);
}

void SwarmBody::connected(LinkId id, Tcp::socket socket, std::unique_ptr<tls::Session> session) {
    auto link = std::make_shared<TcpLink>(*this, id, std::move(socket), std::move(session));
    links_.emplace(id, link);
    swarm_.dialed(id, steady_now());
    link->start();
    pump();
}

void SwarmBody::tell_tls_failed(const Multiaddr& remote, net::Direction direction,
                                tls::EndReason reason) {
    if (on_tls_failed_) on_tls_failed_({remote, direction, reason});
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
    timer_.expires_at(steady_time(*deadline));
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const ErrorCode& error) {
        if (error || alive.expired()) return;
        armed_.reset();
        swarm_.expire(steady_now());
        pump();
    });
}

}  // namespace native
