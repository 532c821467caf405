// Addresses, dials and links of webrtc-direct.
#include "native/net/webrtc_body.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"
#include "net/webrtc/prologue.h"
#include "net/webrtc/sdp.h"

namespace native {

using core::codec::Multiaddr;
using core::codec::Protocol;
using net::LinkId;
using net::webrtc::UdpAddress;
using webrtc::LinkEndReason;
using webrtc::WebrtcLink;

namespace {

Multiaddr multiaddr_of(const UdpAddress& address) {
    const bool is_ip4 = address.family == net::webrtc::IpFamily::ip4;
    const std::array port{static_cast<std::byte>(address.port >> 8),
                          static_cast<std::byte>(address.port & 0xff)};
    auto made = Multiaddr().with(is_ip4 ? Protocol::ip4 : Protocol::ip6, address.ip_bytes());
    if (made) made = made->with(Protocol::udp, port);
    if (made) made = made->with(Protocol::webrtc_direct);
    ASSERT(made);
    return *made;
}

// Where an address begins with an IP and a UDP port.
std::optional<UdpAddress> udp_address_of(const Multiaddr& address) {
    const auto ip4 = address.find(Protocol::ip4);
    const auto ip6 = address.find(Protocol::ip6);
    const auto port = address.find(Protocol::udp);
    if ((!ip4 && !ip6) || !port) return std::nullopt;
    core::Reader reader(*port);
    return net::webrtc::udp_address(ip4 ? *ip4 : *ip6, reader.u16_be().value_or(0));
}

net::DialFailure dial_failure_of(LinkEndReason reason) {
    switch (reason) {
        case LinkEndReason::closed_here: return net::DialFailure::cancelled;
        case LinkEndReason::closed_by_peer: return net::DialFailure::closed_by_peer;
        case LinkEndReason::silence: return net::DialFailure::connect_timeout;
        case LinkEndReason::handshake_failed: return net::DialFailure::handshake_failed;
        case LinkEndReason::certificate_wrong: return net::DialFailure::certificate_wrong;
        case LinkEndReason::protocol_violated: return net::DialFailure::connection_lost;
    }
    std::unreachable();
}

void add(net::webrtc::DroppedCounts& sums, const net::webrtc::DroppedCounts& more) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
}

net::webrtc::Credentials random_credentials(net::webrtc::Version version) {
    net::webrtc::CredentialRandomness randomness;
    fill_random(randomness.mutable_view());
    return net::webrtc::make_credentials(version, randomness);
}

}  // namespace

WebrtcBody::WebrtcBody(boost::asio::io_context& io, net::swarm::Swarm& swarm,
                       const webrtc::Certificate& certificate, webrtc::SctpStack& stack,
                       const Options& options, std::function<void()> pump)
    : io_(io),
      swarm_(swarm),
      dtls_(certificate),
      stack_(stack),
      options_(options),
      pump_(std::move(pump)),
      leaving_(std::make_shared<std::deque<std::shared_ptr<void>>>()) {}

WebrtcBody::~WebrtcBody() = default;

std::expected<Multiaddr, std::string> WebrtcBody::listen(const Multiaddr& address) {
    const auto local = udp_address_of(address);
    if (!local) return std::unexpected("no address to listen on");
    auto listening = std::make_unique<Listening>(io_);
    const bool is_ip6 = local->family == net::webrtc::IpFamily::ip6;
    if (const auto error = listening->udp.open(webrtc::endpoint_of(*local, is_ip6)))
        return std::unexpected(error.message());
    listening->listener.emplace(net::webrtc::IceLite::Options{}, dtls_, stack_, *this,
                                listening->udp.sink());
    listening->udp.drive(*listening->listener);
    const auto bound =
        multiaddr_of(listening->udp.local())
            .with(Protocol::certhash, net::webrtc::certificate_multihash(dtls_.hash()));
    ASSERT(bound);
    listening_.push_back(std::move(listening));
    return *bound;
}

void WebrtcBody::dial(LinkId id, const Multiaddr& address) {
    const auto target = net::webrtc::direct_target(address);
    if (!target) return swarm_.dial_failed(id, net::DialFailure::address_unsupported, steady_now());
    auto dialing = std::make_unique<Dialing>(*this, id);
    const bool is_ip6 = target->address.family == net::webrtc::IpFamily::ip6;
    const UdpAddress any{.family = target->address.family};
    if (dialing->udp.open(webrtc::endpoint_of(any, is_ip6)))
        return swarm_.dial_failed(id, net::DialFailure::unreachable, steady_now());
    dialing->dialing.emplace(net::webrtc::IceDialer::Options{}, *target,
                             random_credentials(options_.dial_version), random_seed(), dtls_,
                             stack_, *this, dialing->udp.sink(), steady_now());
    dialing->udp.drive(*dialing);
    dialing_[id] = std::move(dialing);
}

// Nobody answered, or what was there has ended.
void WebrtcBody::look_at(Dialing& dialing) {
    if (!dialing.dialing->ended()) return;
    const LinkId id = dialing.id;
    remove_dialing(id);
    swarm_.dial_failed(id, net::DialFailure::connect_timeout, steady_now());
    pump_();
}

void WebrtcBody::keep_a_while(std::shared_ptr<void> last) {
    leaving_->push_back(std::move(last));
    const std::weak_ptr leaving = leaving_;
    boost::asio::post(io_, [leaving, executor = io_.get_executor()] {
        boost::asio::post(executor, [leaving] {
            if (const auto kept = leaving.lock()) kept->pop_front();
        });
    });
}

void WebrtcBody::remove_dialing(LinkId id) {
    const auto found = dialing_.find(id);
    if (found == dialing_.end()) return;
    found->second->udp.close();
    add(dropped_before_, found->second->dialing->ice().dropped());
    std::shared_ptr<Dialing> last = std::move(found->second);
    dialing_.erase(found);
    keep_a_while(std::move(last));
}

net::webrtc::DroppedCounts WebrtcBody::dropped_datagrams() const {
    net::webrtc::DroppedCounts all = dropped_before_;
    for (const auto& listening : listening_) add(all, listening->listener->ice().dropped());
    for (const auto& [id, dialing] : dialing_) add(all, dialing->dialing->ice().dropped());
    return all;
}

WebrtcBody::Dialing* WebrtcBody::dialing_of(const WebrtcLink& link) {
    for (const auto& [id, dialing] : dialing_)
        if (dialing->dialing && dialing->dialing->link() == &link) return dialing.get();
    return nullptr;
}

WebrtcBody::Link* WebrtcBody::find(WebrtcLink& link) {
    const auto found = ids_.find(&link);
    return found == ids_.end() ? nullptr : links_.at(found->second).get();
}

void WebrtcBody::link_opened(WebrtcLink& link) {
    const net::swarm::CertificateHashes certificates{dtls_.hash(), link.peer_certificate()};
    if (const Dialing* const dialing = dialing_of(link)) {
        adopt(dialing->id, link);
        swarm_.dialed_channels(dialing->id, certificates, steady_now());
    } else {
        const auto id = swarm_.accept_channels(
            net::Transport::webrtc_direct, multiaddr_of(link.remote()), certificates, steady_now());
        if (!id) return link.close();
        adopt(*id, link);
    }
    pump_();
}

void WebrtcBody::adopt(LinkId id, WebrtcLink& link) {
    auto adopted = std::make_unique<Link>(Link{&link, Channels{swarm_, id}});
    adopted->glue = std::make_unique<webrtc::LinkMuxer<Channels>>(link, adopted->channels, pump_);
    links_[id] = std::move(adopted);
    ids_[&link] = id;
}

void WebrtcBody::channel_opened(WebrtcLink& link, webrtc::SctpStream stream) {
    if (Link* const found = find(link)) found->glue->channel_opened(stream, steady_now());
}

void WebrtcBody::channel_received(WebrtcLink& link, webrtc::SctpStream stream, core::Bytes bytes) {
    if (Link* const found = find(link)) found->glue->channel_received(stream, bytes, steady_now());
}

void WebrtcBody::channel_closed(WebrtcLink& link, webrtc::SctpStream stream) {
    if (Link* const found = find(link)) found->glue->channel_closed(stream, steady_now());
}

void WebrtcBody::room_available(WebrtcLink& link) {
    if (Link* const found = find(link)) found->glue->obey(steady_now());
}

void WebrtcBody::link_ended(WebrtcLink& link, LinkEndReason reason) {
    if (const Link* const found = find(link)) {
        const LinkId id = found->channels.id;
        swarm_.end(id, steady_now());
        close(id);
    } else if (const Dialing* const dialing = dialing_of(link)) {
        const LinkId id = dialing->id;
        remove_dialing(id);
        swarm_.dial_failed(id, dial_failure_of(reason), steady_now());
    }
    pump_();
}

void WebrtcBody::obey(LinkId id) {
    const auto found = links_.find(id);
    if (found != links_.end()) found->second->glue->obey(steady_now());
}

void WebrtcBody::close(LinkId id) {
    const auto found = links_.find(id);
    if (found != links_.end()) {
        std::shared_ptr<Link> last = std::move(found->second);
        links_.erase(found);
        ids_.erase(last->link);
        last->link->close();
        keep_a_while(std::move(last));
    }
    remove_dialing(id);
}

void WebrtcBody::stop() {
    while (!links_.empty()) close(links_.begin()->first);
    while (!dialing_.empty()) remove_dialing(dialing_.begin()->first);
    for (const auto& listening : listening_) listening->udp.close();
}

}  // namespace native
