// What a leader's appends do to the log of who follows it (section 3.5 of the thesis).
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

// Whether to listen. Whoever leads this term is then followed.
bool Raft::hear(const MemberId& from, Term term) {
    if (term > hard_.term) follow_term(term);
    if (leading_ || (leader_ && *leader_ != from)) {
        contradict(from, "a second leader in one term");
        return false;
    }
    if (state_ != State::follower) follow_term(hard_.term);
    set_leader(from);
    heard_at_ = now_;
    arm_election();
    return true;
}

AppendResult Raft::agreement() const {
    return {hard_.term, {}, rules::acknowledged(agreed_, persistence_.stable()), {}, heard_round_};
}

void Raft::handle(const MemberId& from, const Append& append) {
    if (rules::is_stale(append.term, hard_.term))
        return reply(from, AppendResult{hard_.term, append.previous.index, log_.last().index});
    if (!hear(from, append.term)) return;
    heard_round_ = std::max(heard_round_, append.round);
    // What is in front of the base is committed, and so the same.
    if (append.previous.index >= log_.base().index) {
        const std::optional<Term> mine = log_.term_at(append.previous.index);
        if (!mine || !rules::agrees(*mine, append.previous.term)) return reject(from, append);
    }
    if (!accept_entries(from, append)) return;
    note_configuration();
    commit_to(rules::told_committed(append.commit, agreed_, log_.last().index));
    reply(from, agreement());
}

bool Raft::accept_entries(const MemberId& from, const Append& append) {
    Index index = append.previous.index;
    for (const EntryView& entry : append.entries) {
        index = index.next();
        if (index <= log_.base().index) continue;
        const std::optional<Term> mine = log_.term_at(index);
        if (mine && !rules::conflicts(*mine, entry.term)) continue;
        if (mine && index <= commit_) {
            contradict(from, "another entry in place of a committed one");
            return false;
        }
        if (mine) {
            log_.truncate_from(index);
            persistence_.truncated(index);
        }
        if (log_.size() >= 2 * options_.log_size_max) {
            index = index.previous();
            break;
        }
        if (entry.term < log_.last().term) {
            contradict(from, "entries whose terms fall");
            return false;
        }
        log_.append(entry);
    }
    agreed_ = std::max(agreed_, std::min(index, log_.last().index));
    return true;
}

// With the last place that could be the same: all of a term that is none of the leader's is left
// out at once.
void Raft::reject(const MemberId& from, const Append& append) {
    if (append.previous.index <= commit_)
        return contradict(from, "another entry in place of a committed one");
    const Index before = append.previous.index.previous();
    reply(from, AppendResult{hard_.term, append.previous.index, log_.last().index,
                             log_.last_not_above(before, append.previous.term), heard_round_});
}

}  // namespace fabric::leadership
