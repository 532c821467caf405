// DialFailure names every way in which dialling one address can end without a connection, wherever
// it is found: by the dial queue before anything is sent, by the body that connects, or by the
// swarm that makes a connection out of what the body has connected.
//
// Each has two sentences for the person who reads a log: what happened, and what can be done.
// Rules: DF1–DF3, spec/dialing.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace net {

enum class DialFailure : std::uint8_t {
    // Before anything was sent.
    address_unsupported,  // By this body: a page cannot dial TCP.
    not_a_peer_address,   // Nothing that any peer could be dialled at.
    denied,
    ourselves,  // Also found after the handshake, when it was our own key that answered.
    backing_off,
    limit_reached,
    // While connecting.
    name_not_found,
    unreachable,
    refused,
    connect_timeout,
    tls_failed,
    certificate_wrong,  // Not the one whose hash stands in the address.
    // While the connection was upgraded.
    connection_lost,
    closed_by_peer,
    no_websocket,
    no_common_security,
    handshake_failed,
    wrong_peer,  // Another than the one asked for, or the address itself names another.
    no_common_muxer,
    upgrade_timeout,
    // It was given up.
    cancelled,
    not_tried,  // The dial's time was over before this address had its turn.
};

inline constexpr std::size_t dial_failure_count =
    static_cast<std::size_t>(DialFailure::not_tried) + 1;

// What happened.
std::string_view describe(DialFailure failure);

// What the user can do about it: a sentence.
std::string_view advice(DialFailure failure);

// Whose fault it says it is, and so what is left alone for a while.
enum class Blame : std::uint8_t {
    nobody,   // It says nothing about the address.
    address,  // Whoever is looked for there.
    peer,     // Only this peer is not to be found there; another one is.
};
Blame blame(DialFailure failure);

}  // namespace net
