// What is safe.
#include "fabric/quorum/rules.h"

namespace fabric::quorum::rules {

bool counts(Standing standing) { return standing.is_certified; }

std::set<Peer> certified(const std::set<Peer>&, const std::set<Peer>& now) { return now; }

bool may_acknowledge(bool is_ourselves) { return !is_ourselves; }

std::uint32_t enough(std::uint32_t need) { return need; }

bool rests_on_own_journal() { return true; }

bool can_be_met(std::uint32_t have_or_reachable, std::uint32_t need) {
    return have_or_reachable >= need;
}

bool may_upgrade() { return true; }

bool may_fall() { return true; }

bool may_begin(std::uint32_t reachable, std::uint32_t need) { return reachable >= need; }

bool is_due(core::Instant deadline, core::Instant now) { return deadline <= now; }

}  // namespace fabric::quorum::rules
