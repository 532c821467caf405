// Linked in place of rules.cpp: the same decisions, of which the planted one is wrong.
#include "fabric/quorum/mutants_test.h"
#include "fabric/quorum/rules.h"

namespace fabric::quorum::rules {

using testing::Mutant;

namespace {
bool is(Mutant mutant) { return testing::planted == mutant; }
}  // namespace

bool counts(Standing standing) {
    if (is(Mutant::counts_the_reachable)) return standing.is_reachable;
    return standing.is_certified || is(Mutant::counts_everybody);
}

std::set<Peer> certified(const std::set<Peer>& before, const std::set<Peer>& now) {
    if (!is(Mutant::counts_the_revoked)) return now;
    std::set<Peer> both = before;
    both.insert(now.begin(), now.end());
    return both;
}

bool may_acknowledge(bool is_ourselves) {
    return !is_ourselves || is(Mutant::counts_ourselves_twice);
}

std::uint32_t enough(std::uint32_t need) {
    return is(Mutant::takes_one_less_for_enough) ? need - 1 : need;
}

bool rests_on_own_journal() { return !is(Mutant::forgets_its_own_journal); }

bool can_be_met(std::uint32_t have_or_reachable, std::uint32_t need) {
    return have_or_reachable >= need || is(Mutant::never_gives_up_hope);
}

bool may_upgrade() { return !is(Mutant::never_upgrades); }

bool may_fall() { return !is(Mutant::never_falls); }

bool may_begin(std::uint32_t reachable, std::uint32_t need) {
    return reachable >= need || is(Mutant::begins_without_a_quorum);
}

bool is_due(core::Instant deadline, core::Instant now) {
    return deadline <= now && !is(Mutant::has_endless_patience);
}

}  // namespace fabric::quorum::rules
