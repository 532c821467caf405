// Descriptions pass through here, so that their certificates are known when the link is there.
#include "web/wasm/meetings.h"

#include "core/base/assert.h"
#include "net/webrtc/sdp.h"

namespace wasm {

using namespace net::signalling;

namespace {

std::optional<net::webrtc::CertificateHash> certificate_in(std::string_view description) {
    const auto hash = net::webrtc::fingerprint_in(description);
    return hash ? std::optional(*hash) : std::nullopt;
}

}  // namespace

Meetings::Meetings(net::swarm::Swarm& swarm, core::Seed seed, core::Instant now)
    : swarm_(swarm), board_({}, swarm.id(), seed, now) {}

void Meetings::hear(const net::swarm::Event& event) {
    if (const auto* connected = std::get_if<net::swarm::Connected>(&event))
        board_.set_connected(connected->peer, true);
    const auto* disconnected = std::get_if<net::swarm::Disconnected>(&event);
    if (disconnected && disconnected->is_last) board_.set_connected(disconnected->peer, false);
}

std::optional<BoardOrder> Meetings::next_order() {
    auto order = board_.next_order();
    if (!order) return order;
    if (const auto* take = std::get_if<Take>(&*order)) {
        if (const auto* answer = std::get_if<MakeAnswer>(&take->step))
            note_their_certificate(take->meeting, answer->offer);
        if (const auto* use = std::get_if<UseAnswer>(&take->step))
            note_their_certificate(take->meeting, use->answer);
    } else if (const auto* drop = std::get_if<Drop>(&*order)) {
        certificates_.erase(drop->meeting);
    }
    return order;
}

void Meetings::note_their_certificate(MeetingId meeting, std::string_view description) {
    certificates_.ensure(meeting).there = certificate_in(description);
}

void Meetings::describe(MeetingId meeting, std::string_view description) {
    certificates_.ensure(meeting).here = certificate_in(description);
    board_.describe(meeting, description);
}

void Meetings::finish(MeetingId meeting) {
    certificates_.erase(meeting);
    board_.finish(meeting);
}

std::optional<net::LinkId> Meetings::meet(MeetingId meeting, core::Instant now) {
    const auto party = board_.party(meeting);
    const Certificates certificates = certificates_.ensure(meeting);
    finish(meeting);
    if (!party || !certificates.here || !certificates.there) return std::nullopt;
    const auto direction =
        party->role == Role::offerer ? net::Direction::outgoing : net::Direction::incoming;
    return swarm_.met(direction, party->peer, {*certificates.here, *certificates.there}, now);
}

}  // namespace wasm
