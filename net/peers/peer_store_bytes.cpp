// A peer store as bytes. Times stand in them as distances, since no instant outlives a process.
//
//     "SVPS", version, number of peers, the peers in the order of their ids, CRC32C of all before
//     peer:     id, what it has, age of the news, addresses, protocols, agent, [key], [record]
//     address:  bytes, a bit for each source and one for reached; how long each source is believed
//               from now, how long ago it was reached
//
// Numbers are varints, all that has a size has it in front.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "net/base/link.h"
#include "net/peers/peer_store.h"

namespace net::peers {

using core::Buffer;
using core::BufferWriter;
using core::Bytes;
using core::Duration;
using core::Error;
using core::Instant;
using core::Reader;
using core::Result;
using core::codec::Multiaddr;
using core::codec::PeerId;
using core::codec::read_varint;
using core::codec::write_varint;

namespace {

constexpr std::string_view magic = "SVPS";
constexpr std::uint8_t version = 1;
constexpr std::size_t checksum_size = 4;
constexpr std::uint64_t forever = core::codec::varint_max;
// Nothing of ours is older or lasts longer, but for ever.
constexpr Duration distance_max = std::chrono::years{100};

enum : std::uint8_t { has_protection = 1, has_key = 2, has_record = 4, has_all = 7 };
constexpr unsigned reached_bit = 1u << address_source_count;

void write_sized(BufferWriter& writer, Bytes bytes) {
    write_varint(writer, bytes.size());
    writer.bytes(bytes);
}

void write_distance(BufferWriter& writer, Duration distance) {
    const Duration clamped = std::clamp(distance, Duration::zero(), distance_max);
    write_varint(writer, static_cast<std::uint64_t>(clamped.count()));
}

void write_until(BufferWriter& writer, Instant until, Instant now) {
    if (until == Instant::max()) return write_varint(writer, forever);
    write_distance(writer, until - now);
}

Result<Bytes> read_sized(Reader& reader) { return reader.take(TRY(read_varint(reader))); }

Result<Duration> read_distance(Reader& reader) {
    const std::uint64_t count = TRY(read_varint(reader));
    if (count > static_cast<std::uint64_t>(distance_max.count())) return fail(Error::malformed);
    return Duration(static_cast<Duration::rep>(count));
}

// Nothing if it is over by now.
Result<std::optional<Instant>> read_until(Reader& reader, Instant now, Duration away) {
    Reader ahead = reader;
    if (TRY(read_varint(ahead)) == forever) {
        reader = ahead;
        return Instant::max();
    }
    const Duration distance = TRY(read_distance(reader));
    if (distance <= away) return std::nullopt;
    return now + (distance - away);
}

void write_address(BufferWriter& writer, const Multiaddr& address, const AddressFacts& facts,
                   Instant now) {
    write_sized(writer, address.bytes());
    unsigned bits = facts.reached_at ? reached_bit : 0;
    for (unsigned i = 0; i < address_source_count; ++i)
        if (facts.told_until[i]) bits |= 1u << i;
    writer.u8(static_cast<std::uint8_t>(bits));
    for (const auto& until : facts.told_until)
        if (until) write_until(writer, *until, now);
    if (facts.reached_at) write_distance(writer, now - *facts.reached_at);
}

Result<std::pair<Multiaddr, AddressFacts>> read_address(Reader& reader, Instant now,
                                                        Duration away) {
    const Bytes encoded = TRY(read_sized(reader));
    Multiaddr address = TRY(Multiaddr::from_bytes(encoded));
    if (without_peer(address) != address) return fail(Error::not_canonical);
    const unsigned bits = TRY(reader.u8());
    if (bits >= reached_bit * 2) return fail(Error::malformed);
    AddressFacts facts;
    for (unsigned i = 0; i < address_source_count; ++i)
        if (bits >> i & 1) facts.told_until[i] = TRY(read_until(reader, now, away));
    if (bits & reached_bit) facts.reached_at = now - away - TRY(read_distance(reader));
    return std::pair(std::move(address), facts);
}

// As it will be when the connections that there are now have ended.
StoredPeer as_kept(StoredPeer peer, Instant now, const AddressListOptions& options) {
    if (peer.connection_count > 0) peer.renew(now, options);
    peer.drop_expired(now, options);
    return peer;
}

void write_peer(BufferWriter& writer, const PeerId& id, const StoredPeer& peer, Instant now) {
    const AddressList::Map& addresses = peer.addresses.all();
    write_sized(writer, id.bytes());
    writer.u8(static_cast<std::uint8_t>((peer.is_protected ? has_protection : 0) |
                                        (peer.key ? has_key : 0) | (peer.record ? has_record : 0)));
    write_distance(writer, now - peer.news_at);
    write_varint(writer, addresses.size());
    for (const auto& [address, facts] : addresses) write_address(writer, address, facts, now);
    write_varint(writer, peer.protocols.size());
    for (const std::string& protocol : peer.protocols)
        write_sized(writer, core::as_bytes(protocol));
    write_sized(writer, core::as_bytes(peer.agent));
    if (peer.key) write_sized(writer, peer.key->encode());
    if (!peer.record) return;
    writer.u64_le(peer.record->sequence_number);
    write_sized(writer, peer.record->envelope);
    write_until(writer, peer.record->expires_at, now);
}

Result<AddressList> read_addresses(Reader& reader, const AddressListOptions& options, Instant now,
                                   Duration away) {
    AddressList addresses;
    std::optional<Multiaddr> before;
    for (std::uint64_t left = TRY(read_varint(reader)); left > 0; --left) {
        const auto [address, facts] = TRY(read_address(reader, now, away));
        if (before && !(*before < address)) return fail(Error::not_canonical);
        before = address;
        if (AddressList::expiry_of(facts, options) > now) addresses.add(address, facts, options);
    }
    return addresses;
}

Result<std::vector<std::string>> read_protocols(Reader& reader, const PeerStoreOptions& options) {
    std::vector<std::string> protocols;
    std::size_t size = 0;
    for (std::uint64_t left = TRY(read_varint(reader)); left > 0; --left) {
        const std::string_view protocol = core::as_text(TRY(read_sized(reader)));
        const bool has_room = protocols.size() < options.protocols_max &&
                              protocol.size() <= options.protocols_size_max - size;
        if (!has_room) continue;
        size += protocol.size();
        protocols.emplace_back(protocol);
    }
    return protocols;
}

Result<void> read_record(Reader& reader, StoredPeer& peer, const PeerStoreOptions& options,
                         Instant now, Duration away) {
    const std::uint64_t sequence_number = TRY(reader.u64_le());
    const Bytes envelope = TRY(read_sized(reader));
    const std::optional<Instant> until = TRY(read_until(reader, now, away));
    if (until && envelope.size() <= options.record_size_max)
        peer.record = {sequence_number, {envelope.begin(), envelope.end()}, *until};
    return {};
}

Result<std::pair<PeerId, StoredPeer>> read_peer(Reader& reader, const PeerStoreOptions& options,
                                                Instant now, Duration away) {
    const Bytes name = TRY(read_sized(reader));
    const PeerId id = TRY(PeerId::from_bytes(name));
    const std::uint8_t has = TRY(reader.u8());
    if (has > has_all) return fail(Error::malformed);
    StoredPeer peer;
    peer.is_protected = has & has_protection;
    peer.news_at = now - away - TRY(read_distance(reader));
    peer.addresses = TRY(read_addresses(reader, options.addresses, now, away));
    peer.protocols = TRY(read_protocols(reader, options));
    const std::string_view agent = core::as_text(TRY(read_sized(reader)));
    if (agent.size() <= options.agent_size_max) peer.agent = agent;
    if (has & has_key) {
        const Bytes encoded = TRY(read_sized(reader));
        peer.key = TRY(core::codec::PublicKey::from_bytes(encoded));
        if (!id.matches(*peer.key) || id.public_key()) return fail(Error::key_mismatch);
    }
    if (has & has_record) TRY(read_record(reader, peer, options, now, away));
    return std::pair(id, std::move(peer));
}

}  // namespace

Buffer PeerStore::to_bytes(Instant now) const {
    Buffer bodies;
    BufferWriter writer(bodies, SIZE_MAX);
    std::uint64_t count = 0;
    for (const auto& [id, known] : peers_) {
        const StoredPeer peer = as_kept(known, now, options_.addresses);
        if (peer.is_empty()) continue;
        write_peer(writer, id, peer, now);
        ++count;
    }
    Buffer bytes;
    BufferWriter whole(bytes, SIZE_MAX);
    whole.text(magic);
    whole.u8(version);
    write_varint(whole, count);
    whole.bytes(bodies);
    whole.u32_le(core::crc32c(bytes));
    ASSERT(whole.finish());
    return bytes;
}

Result<PeerStore> PeerStore::from_bytes(Bytes bytes, const PeerId& self, const Options& options,
                                        Instant now, Duration away) {
    away = std::clamp(away, Duration::zero(), distance_max);
    if (bytes.size() < magic.size() + 1 + checksum_size) return fail(Error::truncated);
    const Bytes body = bytes.first(bytes.size() - checksum_size);
    Reader reader(body);
    const std::string_view begin = core::as_text(TRY(reader.take(magic.size())));
    if (begin != magic || TRY(reader.u8()) != version) return fail(Error::format_unknown);
    Reader checksum(bytes.last(checksum_size));
    if (TRY(checksum.u32_le()) != core::crc32c(body)) return fail(Error::checksum_wrong);
    PeerStore store(self, options, now);
    std::optional<PeerId> before;
    for (std::uint64_t left = TRY(read_varint(reader)); left > 0; --left) {
        auto [id, peer] = TRY(read_peer(reader, options, now, away));
        if (before && !(*before < id)) return fail(Error::not_canonical);
        before = id;
        store.load(id, std::move(peer));
    }
    TRY(reader.expect_end());
    return store;
}

void PeerStore::load(const PeerId& id, StoredPeer peer) {
    if (id == self_ || peer.is_empty()) return;
    if (make_room(rank_of(peer))) peers_.insert(id, std::move(peer));
}

}  // namespace net::peers
