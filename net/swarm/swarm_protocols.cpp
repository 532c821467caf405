// The protocols that a swarm speaks by itself.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/codec/peer_record.h"
#include "net/swarm/swarm_link.h"

namespace net::swarm {

using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;

std::optional<Event> Swarm::hear_accepted(Link& link, const Accepted& accepted, Instant now) {
    const ProtocolUse* const use = protocols_.find(accepted.protocol);
    ASSERT(use);
    switch (*use) {
        case ProtocolUse::ping:
            link.connection.run(accepted.stream, ping::Responder({}, now), now);
            return std::nullopt;
        case ProtocolUse::identify:
            link.connection.run(accepted.stream, identify::Sender(identity_for(link)), now);
            return std::nullopt;
        case ProtocolUse::identify_push:
            link.connection.run(accepted.stream, identify::Receiver({}, *link.peer, now), now);
            return std::nullopt;
        case ProtocolUse::perf:
            link.connection.run(accepted.stream, perf::Server({}, now), now);
            return std::nullopt;
        case ProtocolUse::gossip: accept_gossip(link, accepted, now); return std::nullopt;
        case ProtocolUse::user:
            link.connection.run(accepted.stream, UserStream{}, now);
            return StreamTold{*link.peer, link.id, accepted};
    }
    std::unreachable();
}

std::optional<Event> Swarm::hear_machine(Link& link, MachineTold told, Instant now) {
    if (const auto* event = std::get_if<ping::Event>(&told.event))
        return PingTold{*link.peer, {link.id, told.stream}, *event};
    if (const auto* event = std::get_if<perf::Event>(&told.event))
        return PerfTold{*link.peer, {link.id, told.stream}, *event};
    auto& event = std::get<identify::Event>(told.event);
    auto* const identified = std::get_if<identify::Identified>(&event);
    if (!identified) return std::nullopt;
    const auto& protocols = identified->identity.protocols;
    if (!protocols.empty()) link.protocols = protocols;
    begin_gossip(link, now);
    return PeerIdentified{*link.peer, link.id, std::move(*identified)};
}

std::optional<StreamHandle> Swarm::ping(const PeerId& peer, const ping::Pinger::Options& options,
                                        Instant now) {
    return open_with({std::string(ping::protocol)}, peer,
                     ping::Pinger(options, core::Seed{prng_.next()}, now), now);
}

std::optional<StreamHandle> Swarm::perf(const PeerId& peer, const perf::Client::Options& options,
                                        Instant now) {
    return open_with({std::string(perf::protocol)}, peer, perf::Client(options, now), now);
}

void Swarm::listening(const Multiaddr& address) {
    if (std::ranges::find(listen_addresses_, address) != listen_addresses_.end()) return;
    listen_addresses_.push_back(address);
    has_new_identity_ = true;
}

void Swarm::not_listening(const Multiaddr& address) {
    if (std::erase(listen_addresses_, address) > 0) has_new_identity_ = true;
}

identify::Identity Swarm::identity_for(const Link& link) const {
    identify::Identity identity;
    identity.key = core::codec::PublicKey(identity_.public_key());
    identity.listen_addresses = listen_addresses_;
    for (const auto& [name, use] : protocols_) identity.protocols.push_back(name);
    identity.observed_address = link.remote;
    identity.protocol_version = options_.protocol_version;
    identity.agent_version = options_.agent;
    auto record = core::codec::seal_peer_record(identity_, record_sequence_, listen_addresses_);
    if (record) identity.signed_record = std::move(*record);
    return identity;
}

void Swarm::ask_identity(Link& link, Instant now) {
    static_cast<void>(link.connection.open({std::string(identify::protocol)},
                                           identify::Receiver({}, *link.peer, now), now));
}

// To all who said that they would listen.
void Swarm::push_identity(Instant now) {
    ++record_sequence_;
    for (const auto& [id, link] : connections_) {
        if (!link->speaks(identify::push_protocol)) continue;
        static_cast<void>(link->connection.open({std::string(identify::push_protocol)},
                                                identify::Sender(identity_for(*link)), now));
        wake(*link);
    }
}

}  // namespace net::swarm
