// PeerStore remembers peers: where they may be found, what they speak, the newest record that each
// has signed. It verifies nothing: what is handed to it was verified by whoever read it.
//
// Everything in it came from strangers, so everything is bounded. When it is full, the peer that is
// worth least is forgotten for one that is worth more: one that was reached before one that was
// only heard of, one told by a better source before others, then the one of which there was news
// last. Connected and protected peers are not forgotten. Rules: PS1–PS14, spec/peers.md.
//
// Addresses may come with or without the peer id at their end and go out without.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/ordered_map.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "net/peers/address_list.h"

namespace net::peers {

// Why something was not taken.
enum class StoreRefusal : std::uint8_t {
    store_full,      // Of peers that are worth as much or more.
    addresses_full,  // The peer has as many addresses as are kept, or as many bytes of them.
    record_old,      // As new a record is there.
    record_foreign,  // It is of another peer than was said.
    record_too_large,
    protocols_too_many,
    agent_too_long,
    key_foreign,      // It is not the key of this peer id.
    address_foreign,  // It leads to another peer.
};
std::string_view describe(StoreRefusal refusal);

// A record that was opened and verified.
struct VerifiedRecord {
    core::codec::PeerId peer;
    std::uint64_t sequence_number;
    std::span<const core::codec::Multiaddr> addresses;
    core::Bytes envelope;  // To be handed on as it came.
};

struct KeptRecord {
    std::uint64_t sequence_number;
    core::Buffer envelope;
    core::Instant expires_at;
};

struct StoredPeer {
    AddressList addresses;
    std::optional<KeptRecord> record = {};
    std::optional<core::codec::PublicKey> key = {};  // Only if it is not inside the peer id.
    std::vector<std::string> protocols = {};
    std::string agent = {};
    core::Instant news_at = {};
    std::uint32_t connection_count = 0;
    bool is_protected = false;

    // All is believed as if it had been told now.
    void renew(core::Instant now, const AddressListOptions& options);
    void drop_expired(core::Instant now, const AddressListOptions& options);
    // Nothing is left for which it would be remembered.
    [[nodiscard]] bool is_empty() const { return addresses.all().empty() && !is_protected; }
};

struct PeerStoreOptions {
    std::size_t peers_max = 1024;  // That are not connected.
    std::size_t record_size_max = std::size_t{8} * 1024;
    std::size_t protocols_max = 128;
    std::size_t protocols_size_max = std::size_t{8} * 1024;
    std::size_t agent_size_max = 256;
    core::Duration sweep_interval = std::chrono::minutes{1};
    AddressListOptions addresses = {};
};

class PeerStore {
public:
    using Options = PeerStoreOptions;

    PeerStore(const core::codec::PeerId& self, const Options& options, core::Instant now);

    // Each takes what has room and says what stood against the rest, if anything did.
    using Refused = std::optional<StoreRefusal>;
    Refused add_addresses(const core::codec::PeerId& peer, AddressSource source,
                          std::span<const core::codec::Multiaddr> addresses, core::Instant now);
    // `peer` is whose record it is said to be.
    Refused add_record(const core::codec::PeerId& peer, const VerifiedRecord& record,
                       core::Instant now);
    Refused set_protocols(const core::codec::PeerId& peer,
                          std::span<const std::string_view> protocols, core::Instant now);
    Refused set_agent(const core::codec::PeerId& peer, std::string_view agent, core::Instant now);
    Refused set_key(const core::codec::PeerId& peer, const core::codec::PublicKey& key,
                    core::Instant now);

    // Our dial led there.
    Refused reached(const core::codec::PeerId& peer, const core::codec::Multiaddr& address,
                    core::Instant now);
    // Each connection, and its end.
    void connected(const core::codec::PeerId& peer, core::Instant now);
    void disconnected(const core::codec::PeerId& peer, core::Instant now);
    Refused protect(const core::codec::PeerId& peer, core::Instant now);
    void unprotect(const core::codec::PeerId& peer, core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // What is worth a dial, the most promising first.
    [[nodiscard]] std::vector<core::codec::Multiaddr> addresses(const core::codec::PeerId& peer,
                                                                core::Instant now) const;
    [[nodiscard]] const StoredPeer* find(const core::codec::PeerId& peer) const;
    [[nodiscard]] std::optional<core::codec::PublicKey> key(const core::codec::PeerId& peer) const;
    // In the order of their ids.
    [[nodiscard]] const core::OrderedMap<core::codec::PeerId, StoredPeer>& all() const {
        return peers_;
    }

    // To be kept across restarts. Connections are not, nor what has expired.
    [[nodiscard]] core::Buffer to_bytes(core::Instant now) const;
    // `away` is how long ago the bytes were made, as far as the body knows: nothing is believed for
    // longer because nobody looked. What has no room under these options is left out.
    [[nodiscard]] static core::Result<PeerStore> from_bytes(core::Bytes bytes,
                                                            const core::codec::PeerId& self,
                                                            const Options& options,
                                                            core::Instant now, core::Duration away);

private:
    using Rank = std::tuple<bool, std::optional<AddressSource>, core::Instant>;

    static Rank rank_of(const StoredPeer& peer);
    // The entry, if there is one or room for one that is worth so much.
    StoredPeer* ensure(const core::codec::PeerId& peer, const Rank& rank);
    bool make_room(const Rank& rank);
    void forget_superfluous();
    void load(const core::codec::PeerId& id, StoredPeer peer);

    core::codec::PeerId self_;
    Options options_;
    core::OrderedMap<core::codec::PeerId, StoredPeer> peers_;
    std::size_t connected_count_ = 0;
    core::Instant next_sweep_at_;
};

}  // namespace net::peers
