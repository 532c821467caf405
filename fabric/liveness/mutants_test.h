// Bugs that tests plant: each makes one decision of rules.h wrong.
#pragma once

#include <cstdint>

namespace fabric::liveness::testing {

enum class Mutant : std::uint8_t {
    none,
    believes_old_pulses,
    misses_two_pulses_only,
    never_misses_anybody,
    asks_about_the_frozen,
    asks_about_nobody,
    suspects_who_left,
    passes_on_what_others_heard,
    believes_any_age,
    believes_no_witness,
    believes_lies_for_ever,
    believes_who_was_not_asked,
    gives_up_unasked,
    forgets_nobody,
    blames_others_for_its_sleep,
    grants_nothing_after_a_sleep,
    count,
};

// The one that is planted, in a program that links mutant_rules_test.cpp.
inline Mutant planted = Mutant::none;

}  // namespace fabric::liveness::testing
