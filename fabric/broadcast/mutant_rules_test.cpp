// Linked in place of rules.cpp: the same decisions, of which the planted one is wrong.
#include <algorithm>

#include "fabric/broadcast/mutants_test.h"
#include "fabric/broadcast/rules.h"

namespace fabric::broadcast::rules {

using testing::Mutant;

namespace {
bool is(Mutant mutant) { return testing::planted == mutant; }
}  // namespace

bool may_acknowledge(bool is_synced) { return is_synced || is(Mutant::acknowledges_before_sync); }

core::Duration next_wait(core::Duration wait, core::Duration wait_max) {
    if (is(Mutant::retries_without_backing_off)) return wait;
    return std::min(2 * wait, wait_max);
}

bool is_due(core::Instant due, core::Instant now) {
    return due <= now && !is(Mutant::never_retries);
}

bool is_done(bool is_acknowledged) {
    return is_acknowledged && !is(Mutant::goes_on_after_acknowledgements);
}

bool has_what_it_sent() { return !is(Mutant::sends_back_what_came); }

bool is_hopeless(core::Instant since, core::Instant now, core::Duration patience) {
    return now - since >= patience && !is(Mutant::never_gives_up);
}

bool may_send(bool is_reconciled) {
    return is_reconciled || is(Mutant::sends_before_it_is_reconciled);
}

bool fits(std::size_t size, std::size_t writable_size) {
    return size <= writable_size || is(Mutant::fills_links_beyond_their_room);
}

}  // namespace fabric::broadcast::rules
