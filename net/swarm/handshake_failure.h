// What a failed handshake means to who dialled.
#pragma once

#include <utility>

#include "net/base/dial_failure.h"
#include "net/noise/handshake.h"
#include "net/plaintext/plaintext.h"

namespace net::swarm {

inline DialFailure failure_of(noise::EndReason reason) {
    switch (reason) {
        case noise::EndReason::silence: return DialFailure::upgrade_timeout;
        case noise::EndReason::stream_ended: return DialFailure::connection_lost;
        case noise::EndReason::unexpected_peer: return DialFailure::wrong_peer;
        case noise::EndReason::no_common_muxer: return DialFailure::no_common_muxer;
        case noise::EndReason::malformed:
        case noise::EndReason::limit_exceeded:
        case noise::EndReason::not_decrypted:
        case noise::EndReason::key_weak:
        case noise::EndReason::key_type_unsupported:
        case noise::EndReason::key_malformed:
        case noise::EndReason::signature_wrong: return DialFailure::handshake_failed;
    }
    std::unreachable();
}

inline DialFailure failure_of(plaintext::EndReason reason) {
    switch (reason) {
        case plaintext::EndReason::silence: return DialFailure::upgrade_timeout;
        case plaintext::EndReason::stream_ended: return DialFailure::connection_lost;
        case plaintext::EndReason::unexpected_peer: return DialFailure::wrong_peer;
        case plaintext::EndReason::malformed:
        case plaintext::EndReason::too_large:
        case plaintext::EndReason::key_mismatch: return DialFailure::handshake_failed;
    }
    std::unreachable();
}

}  // namespace net::swarm
