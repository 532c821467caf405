// What ICE tells becomes links, and what links send goes to where ICE says.
#include "native/webrtc/endpoints.h"

#include <algorithm>
#include <utility>

namespace native::webrtc {

using net::webrtc::IceDialer;
using net::webrtc::IceLite;
using net::webrtc::SendDatagram;
using net::webrtc::SessionBegan;
using net::webrtc::SessionDatagram;
using net::webrtc::SessionEnded;
using net::webrtc::SessionEndReason;
using net::webrtc::SessionId;
using net::webrtc::UdpAddress;

namespace {

LinkEndReason reason_of(SessionEndReason reason) {
    switch (reason) {
        case SessionEndReason::closed_here: return LinkEndReason::closed_here;
        case SessionEndReason::silence: return LinkEndReason::silence;
        case SessionEndReason::handshake_too_slow: return LinkEndReason::handshake_failed;
    }
    std::unreachable();
}

}  // namespace

WebrtcListener::WebrtcListener(const IceLite::Options& options, DtlsContext& dtls, SctpStack& sctp,
                               LinkUser& user, DatagramSink sink)
    : ice_(options), dtls_(dtls), sctp_(sctp), user_(user), sink_(std::move(sink)) {}

void WebrtcListener::receive(core::Bytes datagram, const UdpAddress& from, core::Instant now) {
    ice_.receive(datagram, from, now);
    take_events();
    remove_ended();
}

void WebrtcListener::take_events() {
    while (const auto event = ice_.next_event()) {
        if (const auto* datagram = core::get_if<SessionDatagram>(&*event)) {
            const auto found = links_.find(datagram->session);
            if (found == links_.end()) continue;
            found->second->receive(datagram->bytes);
            look_at(found->first, *found->second);
        } else if (const auto* sent = core::get_if<SendDatagram>(&*event)) {
            sink_(sent->to, sent->bytes);
        } else if (const auto* began = core::get_if<SessionBegan>(&*event)) {
            begin(began->session, began->from);
        } else {
            const auto& ended = core::get<SessionEnded>(*event);
            const auto found = links_.find(ended.session);
            if (found == links_.end()) continue;
            found->second->end(reason_of(ended.reason));
            look_at(found->first, *found->second);
        }
    }
}

void WebrtcListener::begin(SessionId session, const UdpAddress& from) {
    const auto send = [this, session](core::Bytes datagram) {
        if (const auto to = ice_.address_of(session)) sink_(*to, datagram);
    };
    links_.emplace(session,
                   std::make_unique<WebrtcLink>(dtls_, sctp_, user_, DtlsRole::server, from, send));
}

void WebrtcListener::look_at(SessionId session, const WebrtcLink& link) {
    if (link.ended())
        ended_.push_back(session);
    else if (link.has_secured())
        ice_.established(session);
}

void WebrtcListener::tick(core::Instant now) {
    ticked_at_ = now;
    sctp_.advance(now);
    ice_.expire(now);
    take_events();
    for (const auto& [session, link] : links_) {
        link->poll(now);
        look_at(session, *link);
    }
    remove_ended();
}

// Those that a datagram or a tick has ended. What its user closes is noticed by the next tick, so
// that a datagram costs the same however many links there are.
void WebrtcListener::remove_ended() {
    for (const SessionId session : std::exchange(ended_, {}))
        if (links_.erase(session) > 0) ice_.close(session);
}

std::optional<core::Instant> WebrtcListener::deadline() const {
    if (links_.empty()) return std::nullopt;
    return ticked_at_ + SctpStack::tick;
}

WebrtcDialing::WebrtcDialing(const IceDialer::Options& options,
                             const net::webrtc::DirectTarget& target,
                             const net::webrtc::Credentials& credentials, core::Seed seed,
                             DtlsContext& dtls, SctpStack& sctp, LinkUser& user, DatagramSink sink,
                             core::Instant now)
    : target_(target),
      dtls_(dtls),
      sctp_(sctp),
      user_(user),
      sink_(std::move(sink)),
      ice_(options, credentials, target.address, seed, now),
      ticked_at_(now) {
    take_events();
}

void WebrtcDialing::receive(core::Bytes datagram, const UdpAddress& from, core::Instant now) {
    ice_.receive(datagram, from, now);
    take_events();
}

void WebrtcDialing::tick(core::Instant now) {
    ticked_at_ = now;
    sctp_.advance(now);
    ice_.expire(now);
    take_events();
    if (link_) link_->poll(now);
}

void WebrtcDialing::take_events() {
    while (const auto event = ice_.next_event()) {
        if (const auto* datagram = core::get_if<SessionDatagram>(&*event)) {
            if (link_) link_->receive(datagram->bytes);
        } else if (const auto* sent = core::get_if<SendDatagram>(&*event)) {
            sink_(sent->to, sent->bytes);
        } else if (core::holds_alternative<SessionBegan>(*event)) {
            const auto send = [this](core::Bytes bytes) { sink_(target_.address, bytes); };
            link_ = std::make_unique<WebrtcLink>(dtls_, sctp_, user_, DtlsRole::client,
                                                 target_.address, send, target_.certificate);
        } else if (link_) {
            link_->end(reason_of(core::get<SessionEnded>(*event).reason));
        }
    }
}

std::optional<core::Instant> WebrtcDialing::deadline() const {
    if (ended()) return std::nullopt;
    if (link_) return ticked_at_ + SctpStack::tick;
    return ice_.deadline();
}

}  // namespace native::webrtc
