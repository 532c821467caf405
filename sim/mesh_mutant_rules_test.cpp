// Linked in place of fabric/node/rules.cpp: the same decisions, of which the planted one is wrong.
#include "fabric/node/records.h"
#include "fabric/node/rules.h"
#include "sim/mesh_mutants_test.h"

namespace fabric::node::rules {

using testing::Mutant;

namespace {
bool is(Mutant mutant) { return testing::planted == mutant; }
}  // namespace

bool is_in_snapshots(core::store::RecordType type) {
    if (type == record_types::member) return !is(Mutant::leaves_members_out_of_snapshots);
    return type != record_types::document || !is(Mutant::leaves_documents_out_of_snapshots);
}

bool resumes_promises() { return !is(Mutant::forgets_promises_at_a_restart); }

bool believes_losses() { return !is(Mutant::counts_a_lost_disk); }

bool heeds_cuts() { return !is(Mutant::counts_what_was_cut); }

bool may_reach(bool is_wanted) { return is_wanted && !is(Mutant::reaches_nobody_by_itself); }

bool keeps_early_places() { return !is(Mutant::forgets_places_told_early); }

bool doubts() { return !is(Mutant::writes_whatever_it_forgot); }

}  // namespace fabric::node::rules
