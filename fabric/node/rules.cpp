// What is right.
#include "fabric/node/rules.h"

namespace fabric::node::rules {

bool is_in_snapshots(core::store::RecordType) { return true; }

bool resumes_promises() { return true; }

bool believes_losses() { return true; }

bool heeds_cuts() { return true; }

bool may_reach(bool is_wanted) { return is_wanted; }

bool keeps_early_places() { return true; }

bool doubts() { return true; }

}  // namespace fabric::node::rules
