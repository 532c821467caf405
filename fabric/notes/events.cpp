// Reasons for people.
#include "fabric/notes/events.h"

#include <utility>

namespace fabric::notes {

std::string_view describe(Refused reason) {
    switch (reason) {
        case Refused::not_connected: return "the sender is not connected";
        case Refused::unreadable: return "the message cannot be read";
        case Refused::known: return "it, or a later one, came before";
        case Refused::not_allowed: return "its author is no member";
        case Refused::author_full: return "its author says too much at once";
        case Refused::full: return "there is no room for more notes";
        case Refused::too_many_checks: return "too many signatures to check for one peer";
        case Refused::signature_wrong: return "its author did not sign it";
    }
    std::unreachable();
}

}  // namespace fabric::notes
