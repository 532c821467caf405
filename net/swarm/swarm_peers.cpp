// What is learnt of peers: from themselves, from others, from the local network.
#include <utility>

#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;
using peers::AddressSource;

// What the store refuses, for its limits, is not remembered: nothing depends on it.
void Swarm::learn(const PeerId& peer, const identify::Identified& identified, Instant now) {
    const identify::Identity& identity = identified.identity;
    if (const auto& record = identified.record) {
        static_cast<void>(store_.add_record(
            peer, {record->peer, record->sequence, record->addresses, identity.signed_record},
            now));
    } else {
        static_cast<void>(
            store_.add_addresses(peer, AddressSource::identify, identity.listen_addresses, now));
    }
    const std::vector<std::string_view> protocols(identity.protocols.begin(),
                                                  identity.protocols.end());
    if (!protocols.empty()) static_cast<void>(store_.set_protocols(peer, protocols, now));
    if (identity.agent_version)
        static_cast<void>(store_.set_agent(peer, *identity.agent_version, now));
}

// Only what the peers themselves have signed: who sent it may say anything of others.
void Swarm::learn(const gossipsub::PeersExchanged& exchanged, Instant now) {
    for (const gossipsub::ExchangedPeer& one : exchanged.peers)
        if (!one.record.empty()) static_cast<void>(learn_record(one.record, one.peer, now));
}

bool Swarm::learn_record(core::Bytes envelope, const PeerId& peer, Instant now) {
    const auto record = core::codec::open_peer_record(envelope);
    return record && !store_.add_record(
                         peer, {record->peer, record->sequence, record->addresses, envelope}, now);
}

void Swarm::add_address(const PeerId& peer, const Multiaddr& address, Instant now) {
    static_cast<void>(store_.add_addresses(peer, AddressSource::user, std::span(&address, 1), now));
}

bool Swarm::protect(const PeerId& peer, std::string_view reason, Instant now) {
    if (!manager_.tags().protect(peer, reason)) return false;
    if (!store_.protect(peer, now)) return true;
    manager_.tags().unprotect(peer, reason);
    return false;
}

void Swarm::unprotect(const PeerId& peer, std::string_view reason, Instant now) {
    manager_.tags().unprotect(peer, reason);
    if (!manager_.tags().is_protected(peer)) store_.unprotect(peer, now);
}

core::Result<void> Swarm::restore_peers(core::Bytes bytes, Instant now, core::Duration away) {
    store_ = TRY(peers::PeerStore::from_bytes(bytes, id_, options_.store, now, away));
    for (const auto& [id, link] : links_)
        if (link->is_connected) store_.connected(*link->peer, now);
    return {};
}

void Swarm::receive_mdns(core::Bytes datagram, std::string_view sender, Instant now) {
    auto* const local = local_discovery();
    if (!local) return;
    local->receive(datagram, sender, now);
    follow_mdns(now);
}

std::optional<core::Buffer> Swarm::next_mdns_datagram() {
    auto* const local = local_discovery();
    return local ? local->next_datagram() : std::nullopt;
}

// What was found in one datagram is told peer by peer. What is lost is believed for its time.
void Swarm::follow_mdns(Instant now) {
    core::FlatMap<PeerId, std::vector<Multiaddr>> found;
    auto* const local = local_discovery();
    while (auto event = local ? local->next_event() : std::nullopt) {
        auto* const one = core::get_if<mdns::Found>(&*event);
        const auto peer = one ? peer_of(one->address) : std::nullopt;
        if (peer) found.ensure(*peer).push_back(without_peer(one->address));
    }
    for (const auto& [peer, addresses] : found) {
        static_cast<void>(store_.add_addresses(peer, AddressSource::mdns, addresses, now));
        ASSERT(events_.push(Discovered{peer, addresses}));
        const bool has_room = links_.size() < options_.connections.low_mark;
        if (!options_.dials_discovered || !has_room || is_connected(peer)) continue;
        dials_.begin_quietly({.peer = peer, .addresses = addresses}, now);
    }
    follow_dials(now);
}

}  // namespace net::swarm
