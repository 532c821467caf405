// What is true and sparing.
#include "fabric/broadcast/rules.h"

#include <algorithm>

namespace fabric::broadcast::rules {

bool may_acknowledge(bool is_synced) { return is_synced; }

core::Duration next_wait(core::Duration wait, core::Duration wait_max) {
    return std::min(2 * wait, wait_max);
}

bool is_due(core::Instant due, core::Instant now) { return due <= now; }

bool is_done(bool is_acknowledged) { return is_acknowledged; }

bool has_what_it_sent() { return true; }

bool is_hopeless(core::Instant since, core::Instant now, core::Duration patience) {
    return now - since >= patience;
}

bool may_send(bool is_reconciled) { return is_reconciled; }

bool fits(std::size_t size, std::size_t writable_size) { return size <= writable_size; }

}  // namespace fabric::broadcast::rules
