// What faults are called in reports.
#include "sim/fault.h"

namespace sim {

std::string_view describe(Fault fault) {
    switch (fault) {
        case Fault::fragmented: return "fragmented";
        case Fault::delayed: return "delayed";
        case Fault::clogged: return "clogged";
        case Fault::cut: return "cut";
        case Fault::vanished: return "vanished";
        case Fault::lost: return "lost";
        case Fault::parted: return "parted";
        case Fault::unreachable: return "unreachable";
        case Fault::died: return "died";
        case Fault::returned: return "returned";
        case Fault::crashed: return "crashed";
        case Fault::power_lost: return "power_lost";
        case Fault::torn: return "torn";
        case Fault::name_lost: return "name_lost";
        case Fault::rotten: return "rotten";
        case Fault::unreadable: return "unreadable";
        case Fault::misdirected: return "misdirected";
        case Fault::write_failed: return "write_failed";
        case Fault::sync_failed: return "sync_failed";
        case Fault::full: return "full";
        case Fault::slow: return "slow";
        case Fault::gone: return "gone";
    }
    std::unreachable();
}

}  // namespace sim
