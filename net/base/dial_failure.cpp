// What users read of a dial that failed.
#include "net/base/dial_failure.h"

#include <utility>

namespace net {

std::string_view describe(DialFailure failure) {
    switch (failure) {
        case DialFailure::address_unsupported: return "this kind of address cannot be dialled here";
        case DialFailure::not_a_peer_address: return "this is not an address of a peer";
        case DialFailure::denied: return "the policy of this node forbids to dial the address";
        case DialFailure::ourselves: return "this is an address of this node itself";
        case DialFailure::backing_off:
            return "the address failed a short while ago and is left alone";
        case DialFailure::limit_reached: return "this node has as many connections as it may have";
        case DialFailure::name_not_found: return "the name in the address was not found";
        case DialFailure::unreachable: return "there is no way to the address in the network";
        case DialFailure::refused: return "nobody listens at the address";
        case DialFailure::connect_timeout: return "nothing answered at the address in time";
        case DialFailure::tls_failed: return "no secure (TLS) connection could be made";
        case DialFailure::certificate_wrong:
            return "the certificate is not the one that the address names";
        case DialFailure::connection_lost: return "the connection was lost while it was made";
        case DialFailure::closed_by_peer: return "the peer closed the connection at once";
        case DialFailure::no_websocket: return "what answers at the address speaks no WebSocket";
        case DialFailure::no_common_security:
            return "the peer knows no way of encryption that is known here";
        case DialFailure::handshake_failed: return "the encrypted handshake failed";
        case DialFailure::wrong_peer:
            return "another peer than the one asked for is at the address";
        case DialFailure::no_common_muxer:
            return "the peer knows no stream multiplexer that is known here";
        case DialFailure::upgrade_timeout:
            return "the peer answered but did not finish the handshake in time";
        case DialFailure::cancelled: return "the dial was cancelled";
        case DialFailure::not_tried: return "the time for the dial was over before its turn";
    }
    std::unreachable();
}

std::string_view advice(DialFailure failure) {
    switch (failure) {
        case DialFailure::address_unsupported:
            return "Ask for another address of the peer: a browser needs one that contains "
                   "webrtc-direct, or wss.";
        case DialFailure::not_a_peer_address:
            return "Check that the whole address was copied; it looks like "
                   "/ip4/192.0.2.1/tcp/4001/p2p/12D3….";
        case DialFailure::denied:
            return "Allow the address in the node's options if it should be dialled.";
        case DialFailure::ourselves: return "Use the address of the other peer.";
        case DialFailure::backing_off:
            return "Wait until the time that is given, or force the dial.";
        case DialFailure::limit_reached:
            return "Close connections that are not needed, or raise the limit in the options.";
        case DialFailure::name_not_found:
            return "Check the spelling of the name and that this machine can look up names.";
        case DialFailure::unreachable:
            return "Check this machine's network; for an ip6 address, that it has IPv6 at all.";
        case DialFailure::refused:
            return "Check that the peer is running and that the port is its.";
        case DialFailure::connect_timeout:
            return "Check that the peer is online and that no firewall is between.";
        case DialFailure::tls_failed:
            return "Check the peer's certificate: its name, its dates, and who signed it.";
        case DialFailure::certificate_wrong:
            return "Ask the peer for its present address: its certificate may have been renewed.";
        case DialFailure::connection_lost: return "Try again; the network may be unstable.";
        case DialFailure::closed_by_peer:
            return "Try again later: the peer may be full, or may not want this node.";
        case DialFailure::no_websocket:
            return "Check that the port is the peer's for ws, and that no proxy stands before it.";
        case DialFailure::no_common_security:
            return "Enable Noise (/noise) at the peer, or update it.";
        case DialFailure::handshake_failed:
            return "Check that the port is a libp2p peer's, and that its identity is an Ed25519 "
                   "key.";
        case DialFailure::wrong_peer:
            return "Ask the peer for its present address and id: another one has its place, or it "
                   "has a new key.";
        case DialFailure::no_common_muxer:
            return "Enable yamux (/yamux/1.0.0) at the peer, or update it.";
        case DialFailure::upgrade_timeout:
            return "Try again later: the peer or the network may be overloaded.";
        case DialFailure::cancelled: return "Dial again if the connection is still wanted.";
        case DialFailure::not_tried:
            return "Dial again, with the addresses first that are most likely right.";
    }
    std::unreachable();
}

Blame blame(DialFailure failure) {
    switch (failure) {
        case DialFailure::address_unsupported:
        case DialFailure::not_a_peer_address:
        case DialFailure::denied:
        case DialFailure::backing_off:
        case DialFailure::limit_reached:
        case DialFailure::cancelled:
        case DialFailure::not_tried: return Blame::nobody;
        case DialFailure::ourselves:
        case DialFailure::name_not_found:
        case DialFailure::unreachable:
        case DialFailure::refused:
        case DialFailure::connect_timeout:
        case DialFailure::tls_failed:
        case DialFailure::certificate_wrong:
        case DialFailure::connection_lost:
        case DialFailure::closed_by_peer:
        case DialFailure::no_websocket:
        case DialFailure::no_common_security:
        case DialFailure::handshake_failed:
        case DialFailure::no_common_muxer:
        case DialFailure::upgrade_timeout: return Blame::address;
        case DialFailure::wrong_peer: return Blame::peer;
    }
    std::unreachable();
}

}  // namespace net
