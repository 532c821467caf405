// Bugs that tests plant into a node's decisions: each makes one of fabric/node/rules.h wrong.
#pragma once

#include <cstdint>

namespace fabric::node::testing {

enum class Mutant : std::uint8_t {
    none,
    leaves_members_out_of_snapshots,
    leaves_documents_out_of_snapshots,
    forgets_promises_at_a_restart,
    counts_a_lost_disk,
    counts_what_was_cut,
    reaches_nobody_by_itself,
    forgets_places_told_early,
    writes_whatever_it_forgot,
};

// The one that is planted, in a program that links mesh_mutant_rules_test.cpp.
inline Mutant planted = Mutant::none;

}  // namespace fabric::node::testing
