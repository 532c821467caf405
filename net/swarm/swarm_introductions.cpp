// Meetings with whoever a third peer introduces, for bodies that have a browser.
#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;
using signalling::MeetingId;
using signalling::Party;

MeetingId Swarm::introduce(const PeerId& via, const PeerId& wanted, Instant now) {
    count_stream(std::string(signalling::introduce_protocol), &ProtocolCounters::outgoing);
    return introductions_->begin(link_of(via), wanted, now);
}

bool Swarm::accept_introduction(MeetingId introduction, Instant now) {
    return introductions_ && introductions_->decide(introduction, true, now);
}

bool Swarm::refuse_introduction(MeetingId introduction, Instant now) {
    return introductions_ && introductions_->decide(introduction, false, now);
}

std::optional<MeetingOrder> Swarm::next_meeting_order() {
    return introductions_ ? introductions_->next_order() : std::nullopt;
}

std::optional<Party> Swarm::party(MeetingId meeting) const {
    return introductions_ ? introductions_->party(meeting) : std::nullopt;
}

void Swarm::describe(MeetingId meeting, std::string_view description, Instant now) {
    if (introductions_) introductions_->describe(meeting, description, now);
}

void Swarm::add_candidate(MeetingId meeting, std::string_view candidate, Instant now) {
    if (introductions_) introductions_->add_candidate(meeting, candidate, now);
}

void Swarm::meeting_failed(MeetingId meeting) {
    if (introductions_) introductions_->fail(meeting);
}

std::optional<LinkId> Swarm::met(MeetingId meeting, const CertificateHashes& certificates,
                                 Instant now) {
    const auto with = party(meeting);
    if (!with) return std::nullopt;
    const auto link = met(*with, certificates, now);
    introductions_->met(meeting, link, now);
    return link;
}

std::size_t Swarm::introduction_count() const {
    return (introducers_ ? introducers_->size() : 0) +
           (introductions_ ? introductions_->size() : 0);
}

}  // namespace net::swarm
