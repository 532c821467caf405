// Refusals in words.
#include "fabric/leadership/events.h"

#include <utility>

namespace fabric::leadership {

std::string_view describe(Refused refused) {
    switch (refused) {
        case Refused::not_leader: return "this member does not lead";
        case Refused::transferring: return "leadership is being handed over";
        case Refused::too_large: return "the proposal is too large";
        case Refused::busy: return "too many are waiting";
        case Refused::log_full: return "the log is full until there is a snapshot";
        case Refused::not_yet: return "the leader has not committed an entry of its term";
        case Refused::change_pending: return "another change of members is not committed";
        case Refused::member_unknown: return "there is no such member";
        case Refused::nothing_to_change: return "the member already is what it shall become";
        case Refused::members_full: return "there are as many members as there may be";
        case Refused::last_voter: return "nobody would be left to vote";
        case Refused::not_caught_up: return "the learner lacks too much of the log";
        case Refused::not_a_voter: return "the member does not vote";
        case Refused::stopped: return "its disk failed, and it takes no part any more";
    }
    std::unreachable();
}

}  // namespace fabric::leadership
