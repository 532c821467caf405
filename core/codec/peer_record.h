// Peer records (libp2p RFC 0003): where a peer says that it can be reached, in an envelope that it
// signed, so that others may hand it on (rules RR1–RR5, spec/codec.md). Of two records of one peer
// the one with the higher sequence counts; it is a counter, whatever it looks like.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"

namespace core::codec {

// A machine with many interfaces has some dozens.
inline constexpr std::size_t record_addresses_max = 128;

struct PeerRecord {
    PeerId peer;
    std::uint64_t sequence;
    std::vector<Multiaddr> addresses;

    friend bool operator==(const PeerRecord&, const PeerRecord&) = default;
};

// The signed envelope. Error::too_large if there are too many addresses.
Result<Buffer> seal_peer_record(const crypto::Ed25519KeyPair& pair, std::uint64_t sequence,
                                std::span<const Multiaddr> addresses);

// Only if the signer is the record's own peer, else Error::key_mismatch. Whether it is the peer
// that was meant is the caller's to compare. Addresses of kinds unknown here are left out.
Result<PeerRecord> open_peer_record(Bytes envelope);

}  // namespace core::codec
