// The numbers that we use of the table of all multicodecs (github.com/multiformats/multicodec,
// table.csv). Codes of addresses stand in multiaddr_protocol.h, codes of hashes in multihash.h.
#pragma once

#include <cstdint>

namespace core::codec {

enum class Multicodec : std::uint64_t {
    cid_v1 = 0x01,
    libp2p_key = 0x72,
    // Types of the payload of a signed envelope.
    libp2p_peer_record = 0x0301,
    libp2p_relay_reservation = 0x0302,
};

}  // namespace core::codec
