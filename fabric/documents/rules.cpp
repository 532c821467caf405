// What is right.
#include "fabric/documents/rules.h"

namespace fabric::documents::rules {

bool is_genuine(const ChangeRecord& record, const core::crdt::DocumentId& document) {
    return core::crdt::verify_change(record.signed_change, document, record.author).has_value();
}

bool tells_of_liars() { return true; }

bool wants_proof_of_our_past() { return true; }

}  // namespace fabric::documents::rules
