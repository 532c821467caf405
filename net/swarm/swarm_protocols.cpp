// The protocols that a swarm speaks by itself.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/codec/peer_record.h"
#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;

std::optional<Event> Swarm::hear_accepted(Link& link, const Accepted& accepted, Instant now) {
    const ProtocolUse* const use = protocols_.find(accepted.protocol);
    if (!use) {  // Removed since.
        link.connection.run(accepted.stream, UserStream{}, now);
        link.connection.reset(accepted.stream);
        return std::nullopt;
    }
    count_stream(accepted.protocol, &ProtocolCounters::incoming);
    switch (*use) {
        case ProtocolUse::ping: serve(link, accepted, ping::Responder({}, now), now); break;
        case ProtocolUse::identify:
            serve(link, accepted, identify::Sender(identity_for(link)), now);
            break;
        case ProtocolUse::identify_push:
            serve(link, accepted, identify::Receiver({}, *link.peer, now), now);
            break;
        case ProtocolUse::perf: serve(link, accepted, perf::Server({}, now), now); break;
        case ProtocolUse::gossip: gossip_->accept(link, accepted, now); break;
        case ProtocolUse::introduce: introducers_->accept(link, accepted.stream, now); break;
        case ProtocolUse::introduce_asked:
            introductions_->accept(link, accepted.stream, now);
            break;
        case ProtocolUse::user:
            link.connection.run(accepted.stream, UserStream{}, now);
            return StreamTold{*link.peer, link.id, accepted};
    }
    return std::nullopt;
}

template <class M>
void Swarm::serve(Link& link, const Accepted& accepted, M machine, Instant now) {
    if (link.connection.count_running<M>() < options_.served_per_protocol_max)
        return link.connection.run(accepted.stream, std::move(machine), now);
    link.connection.reset(accepted.stream);
    count_stream(accepted.protocol, &ProtocolCounters::refused);
}

std::optional<Event> Swarm::hear_machine(Link& link, MachineTold told, Instant now) {
    if (const auto* event = core::get_if<ping::Event>(&told.event))
        return PingTold{*link.peer, {link.id, told.stream}, *event};
    if (const auto* event = core::get_if<perf::Event>(&told.event))
        return PerfTold{*link.peer, {link.id, told.stream}, *event};
    if (const auto* event = core::get_if<signalling::CarriedStream::Event>(&told.event)) {
        introducers_->hear({link.id, told.stream}, *event, now);
        return std::nullopt;
    }
    if (const auto* event = core::get_if<signalling::IntroducedEnd::Event>(&told.event)) {
        introductions_->hear({link.id, told.stream}, *event, now);
        return std::nullopt;
    }
    return hear_identify(link, core::get<identify::Event>(std::move(told.event)), now);
}

std::optional<Event> Swarm::hear_identify(Link& link, identify::Event event, Instant now) {
    if (const auto* ended = core::get_if<identify::Ended>(&event)) {
        const bool is_cut_short = ended->reason == identify::EndReason::silence ||
                                  ended->reason == identify::EndReason::ended_early;
        if (is_cut_short && !link.is_identified) identify_retries_.failed(link.id, now);
        return std::nullopt;
    }
    auto& identified = core::get<identify::Identified>(event);
    link.is_identified = true;
    const auto& protocols = identified.identity.protocols;
    if (!protocols.empty()) link.protocols = protocols;
    if (gossip_) gossip_->begin(link, now);
    learn(*link.peer, identified, now);
    return PeerIdentified{*link.peer, link.id, std::move(identified)};
}

void Swarm::listening(const Multiaddr& address) {
    if (std::ranges::find(listen_addresses_, address) != listen_addresses_.end()) return;
    listen_addresses_.push_back(address);
    dials_.set_own_addresses(listen_addresses_);
    sealed_record_.reset();
    has_new_identity_ = true;
}

void Swarm::not_listening(const Multiaddr& address) {
    if (std::erase(listen_addresses_, address) == 0) return;
    dials_.set_own_addresses(listen_addresses_);
    sealed_record_.reset();
    has_new_identity_ = true;
}

identify::Identity Swarm::identity_for(const Link& link) {
    identify::Identity identity;
    identity.key = core::codec::PublicKey(identity_.public_key());
    identity.listen_addresses = listen_addresses_;
    for (const auto& [name, use] : protocols_) identity.protocols.push_back(name);
    identity.observed_address = link.remote;
    identity.protocol_version = options_.protocol_version;
    identity.agent_version = options_.agent;
    // Whoever asks again and again costs no signature each time.
    if (!sealed_record_)
        sealed_record_ =
            core::codec::seal_peer_record(identity_, record_sequence_, listen_addresses_)
                .value_or(core::Buffer());
    if (!sealed_record_->empty()) identity.signed_record = *sealed_record_;
    return identity;
}

void Swarm::ask_identity(Link& link, Instant now) {
    count_stream(std::string(identify::protocol), &ProtocolCounters::outgoing);
    static_cast<void>(link.connection.open({std::string(identify::protocol)},
                                           identify::Receiver({}, *link.peer, now), now));
}

void Swarm::ask_identities_anew(Instant now) {
    for (const LinkId id : identify_retries_.take_due(now)) {
        Link& link = *links_.find(id);
        if (link.is_identified) continue;  // It has told of itself meanwhile.
        ask_identity(link, now);
        links_.wake(link);
    }
}

void Swarm::announce(Instant now) {
    ++record_sequence_;
    sealed_record_.reset();
    if (auto* const local = local_discovery()) local->set_addresses(listen_addresses_, now);
    for (const auto& [id, link] : links_) {
        if (!link->is_connected || !link->speaks(identify::push_protocol)) continue;
        count_stream(std::string(identify::push_protocol), &ProtocolCounters::outgoing);
        static_cast<void>(link->connection.open({std::string(identify::push_protocol)},
                                                identify::Sender(identity_for(*link)), now));
        links_.wake(*link);
    }
}

}  // namespace net::swarm
