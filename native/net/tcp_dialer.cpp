// What Asio calls back finds its dial by the link's number, or finds that it was given up.
#include "native/net/tcp_dialer.h"

#include <string>
#include <utility>

#include "native/net/endpoint.h"
#include "native/platform/clock.h"

namespace native {

using net::DialFailure;
using net::LinkId;
using ErrorCode = boost::system::error_code;

TcpDialer::TcpDialer(boost::asio::io_context& context, core::MutableBytes room, Handlers handlers)
    : context_(context), handlers_(std::move(handlers)), handshakes_(room) {}

void TcpDialer::dial(LinkId link, const core::codec::Multiaddr& address) {
    const auto place = host_port_of(address);
    const auto peer = tls_name_of(address);
    if (!place || (peer && (!tls_ || peer->text.empty())))
        return handlers_.on_end(link, DialFailure::address_unsupported);
    const auto dialing = std::make_shared<Dialing>(Dialing{address, Tcp::resolver(context_)});
    dials_.emplace(link, dialing);
    const auto found = [this, alive = std::weak_ptr(alive_), link, dialing](const ErrorCode& error,
                                                                            const auto& results) {
        if (alive.expired() || !dials_.contains(link)) return;
        if (error) return fail(link, dial_failure_of(error));
        connect(link, results);
    };
    const std::string port = std::to_string(place->port);
    if (!place->wants_ip6) return dialing->resolver.async_resolve(place->host, port, found);
    const auto protocol = *place->wants_ip6 ? Tcp::v6() : Tcp::v4();
    dialing->resolver.async_resolve(protocol, place->host, port, found);
}

void TcpDialer::connect(LinkId link, const Tcp::resolver::results_type& found) {
    const std::shared_ptr<Dialing> dialing = dials_.at(link);
    dialing->race = std::make_shared<TcpRace>(
        context_, families_of(found), [this, link](const ErrorCode& error, Tcp::socket socket) {
            if (error) return fail(link, dial_failure_of(error));
            if (const auto peer = tls_name_of(dials_.at(link)->address))
                return shake_hands(link, std::move(socket), *peer);
            succeed(link, std::move(socket), nullptr);
        });
    dialing->race->start();
}

// A handshake whose dial is given up goes on to its end, which soon comes, for nobody.
void TcpDialer::shake_hands(LinkId link, Tcp::socket socket, const tls::PeerName& peer) {
    const std::shared_ptr<Dialing> dialing = dials_.at(link);
    handshakes_.begin(
        std::move(socket),
        std::make_unique<tls::Session>(*tls_, peer, tls::Session::Options{}, steady_now()),
        [this, link](Tcp::socket socket, std::unique_ptr<tls::Session> session) {
            if (dials_.contains(link)) succeed(link, std::move(socket), std::move(session));
        },
        [this, link, dialing](tls::EndReason reason) {
            if (!dials_.contains(link)) return;
            handlers_.on_tls_failed(dialing->address, reason);
            fail(link, dial_failure_of(reason));
        });
}

void TcpDialer::succeed(LinkId link, Tcp::socket socket, std::unique_ptr<tls::Session> session) {
    dials_.erase(link);
    handlers_.on_up(link, std::move(socket), std::move(session));
}

void TcpDialer::fail(LinkId link, DialFailure failure) {
    dials_.erase(link);
    handlers_.on_end(link, failure);
}

void TcpDialer::give_up(LinkId link) {
    const auto found = dials_.find(link);
    if (found == dials_.end()) return;
    const std::shared_ptr<Dialing> dialing = found->second;
    dials_.erase(found);
    dialing->resolver.cancel();
    if (dialing->race) dialing->race->stop();
}

void TcpDialer::stop() {
    while (!dials_.empty()) give_up(dials_.begin()->first);
    handshakes_.stop();
}

}  // namespace native
