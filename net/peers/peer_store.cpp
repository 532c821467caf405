// Who is remembered, and who is forgotten for another.
#include "net/peers/peer_store.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/base/link.h"

namespace net::peers {

using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;

std::string_view describe(StoreRefusal refusal) {
    switch (refusal) {
        case StoreRefusal::store_full: return "as many peers are known as may be";
        case StoreRefusal::addresses_full: return "the peer has as many addresses as are kept";
        case StoreRefusal::record_old: return "a record that is as new is known";
        case StoreRefusal::record_foreign: return "the record is of another peer";
        case StoreRefusal::record_too_large: return "the record is larger than may be kept";
        case StoreRefusal::protocols_too_many: return "the peer names too many protocols";
        case StoreRefusal::agent_too_long: return "the name of the peer's software is too long";
        case StoreRefusal::key_foreign: return "the key is of another peer";
        case StoreRefusal::address_foreign: return "the address leads to another peer";
    }
    std::unreachable();
}

namespace {

bool leads_elsewhere(const Multiaddr& address, const PeerId& peer) {
    const auto named = peer_of(address);
    return named && *named != peer;
}

Instant record_expiry(Instant now, const AddressListOptions& options) {
    return later(now, options.believed[std::to_underlying(AddressSource::signed_record)]);
}

}  // namespace

void StoredPeer::renew(Instant now, const AddressListOptions& options) {
    addresses.renew(now, options);
    if (record) record->expires_at = record_expiry(now, options);
}

void StoredPeer::drop_expired(Instant now, const AddressListOptions& options) {
    addresses.drop_expired(now, options);
    if (record && record->expires_at <= now) record.reset();
}

PeerStore::PeerStore(const PeerId& self, const Options& options, Instant now)
    : self_(self), options_(options), next_sweep_at_(later(now, options.sweep_interval)) {
    ASSERT(options.sweep_interval > core::Duration::zero());
}

PeerStore::Refused PeerStore::add_addresses(const PeerId& id, AddressSource source,
                                            std::span<const Multiaddr> addresses, Instant now) {
    if (id == self_ || addresses.empty()) return std::nullopt;
    // Nobody is forgotten for one of whom nothing is learnt.
    const auto is_foreign = [&](const Multiaddr& address) { return leads_elsewhere(address, id); };
    if (std::ranges::all_of(addresses, is_foreign)) return StoreRefusal::address_foreign;
    StoredPeer* peer = ensure(id, {false, source, now});
    if (!peer) return StoreRefusal::store_full;
    Refused refused;
    for (const Multiaddr& address : addresses) {
        if (is_foreign(address))
            refused = StoreRefusal::address_foreign;
        else if (!peer->addresses.add(without_peer(address), source, now, options_.addresses))
            refused = StoreRefusal::addresses_full;
    }
    return refused;
}

PeerStore::Refused PeerStore::add_record(const PeerId& id, const VerifiedRecord& record,
                                         Instant now) {
    if (record.peer != id) return StoreRefusal::record_foreign;
    if (id == self_) return std::nullopt;
    if (record.envelope.size() > options_.record_size_max) return StoreRefusal::record_too_large;
    StoredPeer* peer = ensure(id, {false, AddressSource::signed_record, now});
    if (!peer) return StoreRefusal::store_full;
    if (peer->record && record.sequence_number <= peer->record->sequence_number)
        return StoreRefusal::record_old;
    peer->record = {record.sequence_number,
                    {record.envelope.begin(), record.envelope.end()},
                    record_expiry(now, options_.addresses)};
    peer->addresses.forget(AddressSource::signed_record, options_.addresses);
    return add_addresses(id, AddressSource::signed_record, record.addresses, now);
}

PeerStore::Refused PeerStore::set_protocols(const PeerId& id,
                                            std::span<const std::string_view> protocols,
                                            Instant now) {
    if (id == self_) return std::nullopt;
    std::size_t size = 0;
    for (const std::string_view protocol : protocols) size += protocol.size();
    if (protocols.size() > options_.protocols_max || size > options_.protocols_size_max)
        return StoreRefusal::protocols_too_many;
    StoredPeer* peer = ensure(id, {false, AddressSource::identify, now});
    if (!peer) return StoreRefusal::store_full;
    peer->protocols.assign(protocols.begin(), protocols.end());
    return std::nullopt;
}

PeerStore::Refused PeerStore::set_agent(const PeerId& id, std::string_view agent, Instant now) {
    if (id == self_) return std::nullopt;
    if (agent.size() > options_.agent_size_max) return StoreRefusal::agent_too_long;
    StoredPeer* peer = ensure(id, {false, AddressSource::identify, now});
    if (!peer) return StoreRefusal::store_full;
    peer->agent = agent;
    return std::nullopt;
}

PeerStore::Refused PeerStore::set_key(const PeerId& id, const core::codec::PublicKey& key,
                                      Instant now) {
    if (!id.matches(key)) return StoreRefusal::key_foreign;
    if (id == self_ || id.public_key()) return std::nullopt;
    StoredPeer* peer = ensure(id, {false, AddressSource::identify, now});
    if (!peer) return StoreRefusal::store_full;
    peer->key = key;
    return std::nullopt;
}

PeerStore::Refused PeerStore::reached(const PeerId& id, const Multiaddr& address, Instant now) {
    if (id == self_) return std::nullopt;
    if (leads_elsewhere(address, id)) return StoreRefusal::address_foreign;
    StoredPeer* peer = ensure(id, {true, std::nullopt, now});
    if (!peer) return StoreRefusal::store_full;
    if (!peer->addresses.reached(without_peer(address), now, options_.addresses))
        return StoreRefusal::addresses_full;
    return std::nullopt;
}

// Whoever is connected is known, however many are: connections have a limit of their own.
void PeerStore::connected(const PeerId& id, Instant now) {
    if (id == self_) return;
    StoredPeer& peer = peers_.ensure(id);
    if (peer.connection_count++ == 0) ++connected_count_;
    peer.news_at = now;
}

void PeerStore::disconnected(const PeerId& id, Instant now) {
    StoredPeer* peer = peers_.find(id);
    if (!peer || peer->connection_count == 0) return;
    if (--peer->connection_count > 0) return;
    --connected_count_;
    peer->news_at = now;
    peer->renew(now, options_.addresses);
    forget_superfluous();
}

PeerStore::Refused PeerStore::protect(const PeerId& id, Instant now) {
    if (id == self_) return std::nullopt;
    // Else there would be no bound: those that are connected now will not always be.
    const auto is_protected = [](const auto& entry) { return entry.second.is_protected; };
    const auto protected_count = std::ranges::count_if(peers_, is_protected);
    if (static_cast<std::size_t>(protected_count) >= options_.peers_max)
        return StoreRefusal::store_full;
    StoredPeer* peer = ensure(id, {false, AddressSource::user, now});
    if (!peer) return StoreRefusal::store_full;
    peer->is_protected = true;
    return std::nullopt;
}

void PeerStore::unprotect(const PeerId& id, Instant now) {
    StoredPeer* peer = peers_.find(id);
    if (!peer) return;
    peer->is_protected = false;
    peer->news_at = now;
}

void PeerStore::expire(Instant now) {
    if (now < next_sweep_at_) return;
    next_sweep_at_ = later(now, options_.sweep_interval);
    std::vector<PeerId> forgotten;
    for (auto& [id, peer] : peers_) {
        if (peer.connection_count > 0) continue;
        peer.drop_expired(now, options_.addresses);
        if (peer.is_empty()) forgotten.push_back(id);
    }
    for (const PeerId& id : forgotten) peers_.erase(id);
}

std::optional<Instant> PeerStore::deadline() const {
    return peers_.empty() ? std::nullopt : std::optional(next_sweep_at_);
}

std::vector<Multiaddr> PeerStore::addresses(const PeerId& id, Instant now) const {
    const StoredPeer* peer = peers_.find(id);
    if (!peer) return {};
    using Expired = AddressList::Expired;
    return peer->addresses.best_first(
        now, peer->connection_count > 0 ? Expired::included : Expired::left_out,
        options_.addresses);
}

const StoredPeer* PeerStore::find(const PeerId& id) const { return peers_.find(id); }

std::optional<core::codec::PublicKey> PeerStore::key(const PeerId& id) const {
    if (const auto inside = id.public_key()) return *inside;
    const StoredPeer* peer = peers_.find(id);
    return peer ? peer->key : std::nullopt;
}

PeerStore::Rank PeerStore::rank_of(const StoredPeer& peer) {
    return {peer.addresses.was_reached(), peer.addresses.best_source(), peer.news_at};
}

StoredPeer* PeerStore::ensure(const PeerId& id, const Rank& rank) {
    StoredPeer* peer = peers_.find(id);
    if (!peer) {
        if (!make_room(rank)) return nullptr;
        peer = &peers_.ensure(id);
    }
    peer->news_at = std::max(peer->news_at, core::get<Instant>(rank));
    return peer;
}

// Of those worth the same, the first by id goes: it makes no difference, but everywhere the same.
bool PeerStore::make_room(const Rank& rank) {
    if (peers_.size() - connected_count_ < options_.peers_max) return true;
    std::optional<std::pair<Rank, PeerId>> least;
    for (const auto& [id, peer] : peers_) {
        if (peer.connection_count > 0 || peer.is_protected) continue;
        const Rank its_rank = rank_of(peer);
        if (!least || its_rank < least->first) least = {its_rank, id};
    }
    if (!least || rank <= least->first) return false;
    peers_.erase(least->second);
    return true;
}

// After a connection has ended there may be one too many.
void PeerStore::forget_superfluous() {
    if (peers_.size() - connected_count_ <= options_.peers_max) return;
    make_room({true, AddressSource::user, Instant::max()});
}

}  // namespace net::peers
