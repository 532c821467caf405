// Bugs that tests plant: each makes one decision of rules.h wrong.
#pragma once

#include <cstdint>

namespace fabric::broadcast::testing {

enum class Mutant : std::uint8_t {
    none,
    acknowledges_before_sync,
    retries_without_backing_off,
    never_retries,
    goes_on_after_acknowledgements,
    sends_back_what_came,
    never_gives_up,
    sends_before_it_is_reconciled,
    fills_links_beyond_their_room,
    count,
};

// The one that is planted, in a program that links mutant_rules_test.cpp.
inline Mutant planted = Mutant::none;

}  // namespace fabric::broadcast::testing
