// Linked in place of rules.cpp: the same decisions, of which the planted one is wrong.
#include "fabric/documents/mutants_test.h"
#include "fabric/documents/rules.h"

namespace fabric::documents::rules {

using testing::Mutant;

bool is_genuine(const ChangeRecord& record, const core::crdt::DocumentId& document) {
    return testing::planted == Mutant::believes_every_signature ||
           core::crdt::verify_change(record.signed_change, document, record.author).has_value();
}

bool tells_of_liars() { return testing::planted != Mutant::keeps_proofs_to_itself; }

bool wants_proof_of_our_past() { return testing::planted != Mutant::believes_every_claim; }

}  // namespace fabric::documents::rules
