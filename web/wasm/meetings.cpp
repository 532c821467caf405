// Descriptions pass through here, so that their certificates are known when the link is there.
#include "web/wasm/meetings.h"

#include <utility>

#include "net/webrtc/sdp.h"

namespace wasm {

using namespace net::signalling;
using core::Instant;

namespace {

std::optional<net::webrtc::CertificateHash> certificate_in(std::string_view description) {
    const auto hash = net::webrtc::fingerprint_in(description);
    return hash ? std::optional(*hash) : std::nullopt;
}

bool is_introduction(MeetingId meeting) { return meeting.value >= net::swarm::introductions_begin; }

}  // namespace

void Meetings::join_board(core::Seed seed, Instant now) {
    board_.emplace(Board::Options{}, swarm_.id(), seed, now);
    for (const net::swarm::ConnectionFacts& one : swarm_.connections(now))
        if (one.peer && swarm_.is_connected(*one.peer)) board_->set_connected(*one.peer, true);
}

void Meetings::hear(const net::swarm::Event& event) {
    if (!board_) return;
    if (const auto* connected = core::get_if<net::swarm::Connected>(&event))
        board_->set_connected(connected->peer, true);
    const auto* disconnected = core::get_if<net::swarm::Disconnected>(&event);
    if (disconnected && disconnected->is_last) board_->set_connected(disconnected->peer, false);
}

std::optional<BoardOrder> Meetings::next_order() {
    auto order = board_ ? board_->next_order() : std::nullopt;
    if (!order) {
        auto introduced = swarm_.next_meeting_order();
        if (!introduced) return std::nullopt;
        core::match(*introduced, [&](auto& one) { order.emplace(std::move(one)); });
    }
    if (const auto* take = core::get_if<Take>(&*order))
        note_their_certificate(take->meeting, take->step);
    else if (const auto* drop = core::get_if<Drop>(&*order))
        certificates_.erase(drop->meeting);
    return order;
}

void Meetings::note_their_certificate(MeetingId meeting, const Step& step) {
    if (const auto* make = core::get_if<MakeAnswer>(&step))
        certificates_.ensure(meeting).there = certificate_in(make->offer);
    if (const auto* use = core::get_if<UseAnswer>(&step))
        certificates_.ensure(meeting).there = certificate_in(use->answer);
}

void Meetings::describe(MeetingId meeting, std::string_view description, Instant now) {
    certificates_.ensure(meeting).here = certificate_in(description);
    if (is_introduction(meeting))
        swarm_.describe(meeting, description, now);
    else if (board_)
        board_->describe(meeting, description);
}

void Meetings::add_candidate(MeetingId meeting, std::string_view candidate, Instant now) {
    if (is_introduction(meeting))
        swarm_.add_candidate(meeting, candidate, now);
    else if (board_)
        board_->add_candidate(meeting, candidate);
}

void Meetings::fail(MeetingId meeting) {
    certificates_.erase(meeting);
    if (is_introduction(meeting))
        swarm_.meeting_failed(meeting);
    else if (board_)
        board_->finish(meeting);
}

std::optional<net::LinkId> Meetings::meet(MeetingId meeting, Instant now) {
    const Certificates certificates = certificates_.ensure(meeting);
    if (!certificates.here || !certificates.there) {
        fail(meeting);
        return std::nullopt;
    }
    certificates_.erase(meeting);
    const net::swarm::CertificateHashes both{*certificates.here, *certificates.there};
    if (is_introduction(meeting)) return swarm_.met(meeting, both, now);
    return meet_by_board(meeting, both, now);
}

std::optional<net::LinkId> Meetings::meet_by_board(
    MeetingId meeting, const net::swarm::CertificateHashes& certificates, Instant now) {
    const auto party = board_ ? board_->party(meeting) : std::nullopt;
    if (!party) return std::nullopt;
    board_->finish(meeting);
    return swarm_.met(*party, certificates, now);
}

}  // namespace wasm
