// The record is a protobuf message, the payload of a signed envelope.
#include "core/codec/peer_record.h"

#include <array>
#include <utility>

#include "core/codec/protobuf.h"
#include "core/codec/signed_envelope.h"

namespace core::codec {
namespace {

constexpr std::string_view record_domain = "libp2p-peer-record";
// The multicodec libp2p-peer-record.
constexpr std::array record_payload_type{std::byte{0x03}, std::byte{0x01}};

// Each address is a message, so that more may be said of it one day.
Result<Bytes> address_bytes(Bytes info) {
    ProtobufReader fields(info);
    Bytes address;
    while (const auto field = TRY(fields.next()))
        if (field->number == 1) address = TRY(field->bytes());
    return address;
}

Result<void> add_address(std::vector<Multiaddr>& addresses, Bytes info) {
    auto address = Multiaddr::from_bytes(TRY(address_bytes(info)));
    if (address) addresses.push_back(*std::move(address));
    return {};
}

Result<PeerRecord> read_record(Bytes payload) {
    Bytes peer;
    std::uint64_t sequence = 0;
    std::vector<Multiaddr> addresses;
    std::size_t address_count = 0;
    ProtobufReader fields(payload);
    while (const auto field = TRY(fields.next())) {
        if (field->number == 1) peer = TRY(field->bytes());
        if (field->number == 2) sequence = TRY(field->u64());
        if (field->number != 3) continue;
        if (++address_count > record_addresses_max) return fail(Error::too_large);
        const Bytes info = TRY(field->bytes());
        TRY(add_address(addresses, info));
    }
    if (peer.empty()) return fail(Error::value_missing);
    return PeerRecord{TRY(PeerId::from_bytes(peer)), sequence, std::move(addresses)};
}

}  // namespace

Result<Buffer> seal_peer_record(const crypto::Ed25519KeyPair& pair, std::uint64_t sequence,
                                std::span<const Multiaddr> addresses) {
    if (addresses.size() > record_addresses_max) return fail(Error::too_large);
    Buffer payload;
    ProtobufWriter writer(payload, envelope_size_max);
    writer.bytes(1, PeerId::of(PublicKey(pair.public_key())).bytes());
    if (sequence != 0) writer.u64(2, sequence);
    for (const Multiaddr& address : addresses)
        writer.message(3, [&](ProtobufWriter& info) { info.bytes(1, address.bytes()); });
    TRY(writer.finish());
    return seal_envelope(pair, record_domain, record_payload_type, payload);
}

Result<PeerRecord> open_peer_record(Bytes envelope) {
    const OpenedEnvelope opened = TRY(open_envelope(envelope, record_domain, record_payload_type));
    PeerRecord record = TRY(read_record(opened.payload));
    if (!record.peer.matches(opened.signer)) return fail(Error::key_mismatch);
    return record;
}

}  // namespace core::codec
