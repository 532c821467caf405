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
        case Fault::frozen: return "frozen";
        case Fault::slept: return "slept";
        case Fault::skewed: return "skewed";
        case Fault::far: return "far";
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
        case Fault::wiped: return "wiped";
        case Fault::withheld: return "withheld";
        case Fault::replayed: return "replayed";
        case Fault::distorted: return "distorted";
        case Fault::forged: return "forged";
        case Fault::told_two_tales: return "told_two_tales";
        case Fault::claimed: return "claimed";
        case Fault::flooded: return "flooded";
    }
    std::unreachable();
}

}  // namespace sim
