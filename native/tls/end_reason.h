// Why a session of TLS ended.
#pragma once

#include <cstdint>
#include <string_view>

namespace native::tls {

enum class EndReason : std::uint8_t {
    closed_here,
    closed_by_peer,  // Who said goodbye.
    cut_off,         // Without a goodbye: what came last may not have been all.
    silence,         // The handshake took too long.
    not_tls,
    nothing_in_common,  // No version, cipher or protocol that both ends know.
    refused_by_peer,    // It said in an alert that it will not go on.
    violation,
    peer_not_reading,
    // The server's certificate is
    name_wrong,  // for another host,
    expired,
    not_yet_valid,
    authority_unknown,  // signed by nobody who is trusted here,
    certificate_wrong,  // or wrong in another way.
};

std::string_view describe(EndReason reason);

}  // namespace native::tls
