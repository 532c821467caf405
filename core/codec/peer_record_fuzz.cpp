// Whatever record opens is its signer's, keeps its limits, and is the same after another sealing.
// Signatures are not guessed: the input is also sealed as the payload of an envelope.
#include "core/base/assert.h"
#include "core/codec/peer_record.h"
#include "core/codec/protobuf.h"
#include "core/codec/signed_envelope.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

const crypto::Ed25519KeyPair& pair() {
    static const crypto::Ed25519KeyPair the_pair{crypto::Ed25519Seed{}};
    return the_pair;
}

void check(Bytes envelope) {
    const auto record = open_peer_record(envelope);
    if (!record) return;
    ASSERT(record->addresses.size() <= record_addresses_max);
    if (!record->peer.matches(PublicKey(pair().public_key()))) return;
    const auto again = seal_peer_record(pair(), record->sequence, record->addresses);
    ASSERT(again && open_peer_record(*again) == record);
}

void check_payload(Bytes payload) {
    const auto envelope =
        seal_envelope(pair(), "libp2p-peer-record", as_bytes("\x03\x01"), payload);
    if (envelope) check(*envelope);
}

}  // namespace
}  // namespace core::codec

FUZZ(peer_record) {
    using namespace core;
    codec::check(input);
    Buffer payload;
    codec::ProtobufWriter writer(payload, 2 * codec::envelope_size_max);
    writer.bytes(1, codec::PeerId::of(codec::PublicKey(codec::pair().public_key())).bytes());
    append(payload, input);
    codec::check_payload(payload);
}
