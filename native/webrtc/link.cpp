// Datagrams through DTLS to SCTP, what SCTP tells through Channels to the user, and back.
#include "native/webrtc/link.h"

#include <array>
#include <utility>

namespace native::webrtc {

using net::webrtc::ChannelClosed;
using net::webrtc::ChannelOpened;
using net::webrtc::ChannelReceived;
using net::webrtc::Ppid;

std::string_view describe(LinkEndReason reason) {
    switch (reason) {
        case LinkEndReason::closed_here: return "closed here";
        case LinkEndReason::closed_by_peer: return "closed by the peer";
        case LinkEndReason::silence: return "the peer answers no more";
        case LinkEndReason::handshake_failed: return "the handshake failed";
        case LinkEndReason::certificate_wrong:
            return "the certificate is not the one that the address names";
        case LinkEndReason::protocol_violated: return "the peer broke the rules of data channels";
    }
    std::unreachable();
}

WebrtcLink::WebrtcLink(DtlsContext& dtls, SctpStack& sctp, LinkUser& user, DtlsRole role,
                       const net::webrtc::UdpAddress& remote, Sink sink,
                       std::optional<net::webrtc::CertificateHash> expected)
    : stack_(sctp),
      user_(user),
      role_(role),
      remote_(remote),
      dtls_(dtls, role, std::move(sink), expected),
      channels_({}, role) {}

void WebrtcLink::receive(core::Bytes datagram) {
    if (ended_) return;
    dtls_.receive(datagram);
    look_at_dtls();
    while (const auto packet = ended_ ? std::nullopt : dtls_.next_packet()) sctp_->receive(*packet);
    look_at_dtls();
    take_events();
}

void WebrtcLink::poll(core::Instant now) {
    if (ended_) return;
    if (const auto left = dtls_.expires_in(); left && *left <= core::Duration{0}) dtls_.expire();
    look_at_dtls();
    take_events();
    look_at_patience(now);
}

void WebrtcLink::look_at_patience(core::Instant now) {
    if (ended_ || !sctp_ || sctp_->is_up()) return;
    if (!give_up_at_) give_up_at_ = now + opening_max;
    if (now >= *give_up_at_) end(LinkEndReason::silence);
}

// What usrsctp answers can be as long as what the peer sent: its answer to an INIT brings back all
// that it does not know.
void WebrtcLink::send_packet(core::Bytes packet) {
    if (packet.size() <= dtls_packet_size_max) dtls_.send(packet);
}

void WebrtcLink::look_at_dtls() {
    if (ended_) return;
    if (dtls_.state() == DtlsSession::State::ended)
        return end(sctp_ ? LinkEndReason::closed_by_peer : dtls_end_reason());
    if (dtls_.state() == DtlsSession::State::up && !sctp_)
        sctp_.emplace(stack_, [this](core::Bytes packet) { send_packet(packet); });
}

LinkEndReason WebrtcLink::dtls_end_reason() const {
    switch (dtls_.end_reason()) {
        case DtlsEndReason::closed: return LinkEndReason::closed_by_peer;
        case DtlsEndReason::failed: return LinkEndReason::handshake_failed;
        case DtlsEndReason::silence: return LinkEndReason::silence;
        case DtlsEndReason::certificate_wrong: return LinkEndReason::certificate_wrong;
    }
    std::unreachable();
}

// The user may give orders in here, which end in here again: the outermost goes on until all is
// told.
void WebrtcLink::take_events() {
    if (!sctp_ || std::exchange(taking_, true)) return;
    while (!ended_) {
        const auto event = sctp_->next_event();
        if (!event) break;
        use(*event);
        take_channel_events();
        (void)take_orders();
    }
    taking_ = false;
}

void WebrtcLink::use(const SctpEvent& event) {
    if (const auto* message = core::get_if<SctpMessage>(&event))
        channels_.receive(message->stream, message->ppid, message->bytes);
    else if (const auto* reset = core::get_if<SctpPeerReset>(&event))
        channels_.peer_reset(reset->stream);
    else if (const auto* done = core::get_if<SctpResetDone>(&event))
        channels_.reset_done(done->stream);
    else if (const auto* up = core::get_if<SctpUp>(&event))
        begin_channels(up->stream_count);
    else if (core::holds_alternative<SctpLost>(event))
        end(LinkEndReason::closed_by_peer);
    else if (take_orders())  // There is room: what waits goes first.
        user_.room_available(*this);
}

void WebrtcLink::begin_channels(std::uint16_t stream_count) {
    channels_.limit_streams(stream_count);
    user_.link_opened(*this);
}

void WebrtcLink::take_channel_events() {
    while (const auto event = ended_ ? std::nullopt : channels_.next_event()) {
        if (const auto* received = core::get_if<ChannelReceived>(&*event))
            user_.channel_received(*this, received->stream, received->bytes);
        else if (const auto* opened = core::get_if<ChannelOpened>(&*event))
            user_.channel_opened(*this, opened->stream);
        else if (const auto* closed = core::get_if<ChannelClosed>(&*event))
            user_.channel_closed(*this, closed->stream);
        else
            end(LinkEndReason::protocol_violated);
    }
}

// False if some had to wait for room.
bool WebrtcLink::take_orders() {
    while (sctp_ && !ended_) {
        if (!refused_) {
            const auto order = channels_.next_order();
            if (!order) return true;
            if (const auto* reset = core::get_if<net::webrtc::ResetStream>(&*order)) {
                sctp_->reset(reset->stream);
                continue;
            }
            refused_ = core::get<net::webrtc::SendControl>(*order);
        }
        if (!sctp_->send(refused_->stream, std::to_underlying(Ppid::dcep), refused_->message))
            return false;
        refused_.reset();
    }
    return true;
}

std::optional<SctpStream> WebrtcLink::open_channel() {
    if (!is_up() || ended_) return std::nullopt;
    const auto stream = channels_.open();
    (void)take_orders();
    return stream;
}

void WebrtcLink::close_channel(SctpStream stream) {
    channels_.close(stream);
    (void)take_orders();
}

bool WebrtcLink::send(SctpStream stream, core::Bytes message) {
    if (ended_ || !sctp_ || !channels_.is_open(stream)) return true;
    if (!take_orders()) return false;
    constexpr std::array<std::byte, 1> nothing{};
    const auto ppid = std::to_underlying(net::webrtc::ppid_for(message.size()));
    return sctp_->send(stream, ppid, message.empty() ? core::Bytes(nothing) : message);
}

void WebrtcLink::set_paused(bool paused) {
    if (sctp_) sctp_->set_paused(paused);
}

void WebrtcLink::end(LinkEndReason reason) {
    if (std::exchange(ended_, true)) return;
    if (sctp_) sctp_->close();
    dtls_.close();
    user_.link_ended(*this, reason);
}

}  // namespace native::webrtc
