// Bugs that tests plant into a document's decisions: each makes one of rules.h wrong.
#pragma once

#include <cstdint>

namespace fabric::documents::testing {

enum class Mutant : std::uint8_t {
    none,
    believes_every_signature,
    keeps_proofs_to_itself,
    believes_every_claim,
};

// The one that is planted, in a program that links mutant_rules_test.cpp.
inline Mutant planted = Mutant::none;

}  // namespace fabric::documents::testing
