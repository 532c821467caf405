// The decisions of which it depends whether acknowledgements are true, links are spared and all get
// all, each a function of the few values that it needs. The machine takes them nowhere else. Tests
// link other definitions in place of rules.cpp, one wrong at a time, and the sweep must notice each
// (BR15, spec/broadcast.md).
#pragma once

#include <cstddef>

#include "core/base/time.h"

namespace fabric::broadcast::rules {

// [BR2] What an acknowledgement says is that it is synced.
[[nodiscard]] bool may_acknowledge(bool is_synced);
// [BR3] How long to wait before the next turn of what was sent.
[[nodiscard]] core::Duration next_wait(core::Duration wait, core::Duration wait_max);
[[nodiscard]] bool is_due(core::Instant due, core::Instant now);
// [BR4] Whether an acknowledgement ends the retries.
[[nodiscard]] bool is_done(bool is_acknowledged);
// [BR4] Whether who sent something is taken to have it.
[[nodiscard]] bool has_what_it_sent();
// [BR5] Whether it is left to a reconciliation.
[[nodiscard]] bool is_hopeless(core::Instant since, core::Instant now, core::Duration patience);
// [BR6] Whether changes may be sent to a peer.
[[nodiscard]] bool may_send(bool is_reconciled);
// [BR9] Whether a link takes so much.
[[nodiscard]] bool fits(std::size_t size, std::size_t writable_size);

}  // namespace fabric::broadcast::rules
