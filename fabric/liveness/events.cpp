// Reasons for people.
#include "fabric/liveness/events.h"

#include <utility>

namespace fabric::liveness {

std::string_view describe(StaleReason reason) {
    switch (reason) {
        case StaleReason::silent: return "its pulses are missed";
        case StaleReason::disconnected: return "it was disconnected";
        case StaleReason::freezing: return "it said that it is frozen";
    }
    std::unreachable();
}

std::string_view describe(GoneReason reason) {
    switch (reason) {
        case GoneReason::silent: return "nobody hears it any more";
        case GoneReason::unreachable: return "it was out of reach for too long";
        case GoneReason::frozen: return "it was frozen for too long";
        case GoneReason::displaced: return "there was no room to remember it";
    }
    std::unreachable();
}

std::string_view describe(Refused reason) {
    switch (reason) {
        case Refused::full: return "too many members are connected";
        case Refused::ourselves: return "that is this member itself";
        case Refused::ended: return "this member has closed";
        case Refused::not_connected: return "the sender is not connected";
        case Refused::unreadable: return "the message cannot be read";
        case Refused::old_pulse: return "a newer pulse came before";
        case Refused::too_many_pulses: return "too many pulses";
        case Refused::too_many_asks: return "too many questions";
        case Refused::answers_full: return "too many answers wait to be sent";
        case Refused::not_asked: return "the answer was not asked for, or comes too late";
    }
    std::unreachable();
}

}  // namespace fabric::liveness
