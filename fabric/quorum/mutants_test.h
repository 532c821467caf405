// Bugs that tests plant: each makes one decision of rules.h wrong, or a disk beneath.
#pragma once

#include <cstdint>

namespace fabric::quorum::testing {

enum class Mutant : std::uint8_t {
    none,
    counts_the_reachable,
    counts_everybody,
    counts_the_revoked,
    counts_ourselves_twice,
    takes_one_less_for_enough,
    forgets_its_own_journal,
    never_gives_up_hope,
    never_upgrades,
    never_falls,
    begins_without_a_quorum,
    has_endless_patience,
    disk_answers_early,
    count,
};

// The one that is planted, in a program that links mutant_rules_test.cpp.
inline Mutant planted = Mutant::none;

}  // namespace fabric::quorum::testing
