// The decisions on which safety rests, each a function of the few values that it needs. The
// machine takes them nowhere else. Tests link other definitions in place of rules.cpp, one wrong at
// a time, and the sweep must notice each (RF72, spec/raft.md).
#pragma once

#include <cstddef>

#include "core/base/time.h"
#include "fabric/leadership/configuration.h"
#include "fabric/leadership/types.h"

namespace fabric::leadership::rules {

// [RF2] What was said in an earlier term does not count.
[[nodiscard]] bool is_stale(Term said, Term own);
// [RF3] One vote for each term.
[[nodiscard]] bool may_vote(const HardState& own, Term term, const MemberId& candidate);
// [RF4] Only for whom has all that may be committed.
[[nodiscard]] bool is_as_complete(Place candidate, Place own);
// [RF5] Nothing leaves before the term and the vote that it promises are persisted.
[[nodiscard]] bool may_speak(const HardState& persisted, const HardState& own);
// [RF6] Who heard a leader just now helps nobody else to become one.
[[nodiscard]] bool is_loyal(core::Instant heard_at, core::Instant now, core::Duration silence_min);
// [RF8] How many of so many voters are a majority.
[[nodiscard]] std::size_t majority(std::size_t voter_count);
// [RF41] Whose word counts.
[[nodiscard]] bool counts(Role role);

// [RF20] Whether entries may follow the entry that is there.
[[nodiscard]] bool agrees(Term mine, Term previous);
// [RF21] Whether the entry that is there must give way, with all behind it.
[[nodiscard]] bool conflicts(Term mine, Term sent);
// [RF22] How far a follower says that it has the leader's log.
[[nodiscard]] Index acknowledged(Index agreed, Index persisted);
// [RF25] How far a follower takes the leader's word that entries are committed.
[[nodiscard]] Index told_committed(Index leader_commit, Index agreed, Index last);
// [RF26] A leader counts copies only of entries of its own term.
[[nodiscard]] bool may_commit(Term entry, Term own);

// [RF42] [RF43] One change at a time, and none before the leader knows what is committed.
[[nodiscard]] bool may_change(bool own_term_committed, bool is_one_pending);

// [RF9] Whether a leader has lost its majority.
[[nodiscard]] bool is_deserted(core::Instant majority_heard_at, core::Instant now,
                               core::Duration silence_min);
// [RF50] For how long, on the leader's clock, nobody else can be elected.
[[nodiscard]] core::Duration lease_duration(core::Duration silence_min, std::uint32_t drift_ppm);
// [RF51] Who called for its own end has no lease.
[[nodiscard]] bool may_hold_lease(bool is_transferring, bool has_told_to_time_out);
// [RF52] What an earlier leader committed is known only with an entry of the own term.
[[nodiscard]] bool may_read(bool own_term_committed);

}  // namespace fabric::leadership::rules
