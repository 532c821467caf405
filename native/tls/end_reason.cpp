// What people read in a log.
#include "native/tls/end_reason.h"

#include <utility>

namespace native::tls {

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::closed_here: return "closed here";
        case EndReason::closed_by_peer: return "closed by the peer";
        case EndReason::cut_off: return "the connection was cut off";
        case EndReason::silence: return "the handshake was not done in time";
        case EndReason::not_tls: return "what answers does not speak TLS";
        case EndReason::nothing_in_common:
            return "the peer knows no version, cipher or protocol that is known here";
        case EndReason::refused_by_peer: return "the peer refused to go on";
        case EndReason::violation: return "the peer broke the rules of TLS";
        case EndReason::peer_not_reading: return "the peer asks and does not read";
        case EndReason::name_wrong: return "the certificate is for another host";
        case EndReason::expired: return "the certificate has expired";
        case EndReason::not_yet_valid: return "the certificate is not valid yet";
        case EndReason::authority_unknown: return "nobody trusted has signed the certificate";
        case EndReason::certificate_wrong: return "the certificate is not valid";
    }
    std::unreachable();
}

}  // namespace native::tls
