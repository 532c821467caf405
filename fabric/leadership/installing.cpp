// A snapshot that comes in place of a log that its sender no longer has (chapter 5 of the thesis).
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

void Raft::handle(const MemberId& from, const InstallSnapshot& chunk) {
    if (rules::is_stale(chunk.term, hard_.term))
        return reply(from, AppendResult{hard_.term, {}, log_.last().index});
    if (!hear(from, chunk.term)) return;
    // What is committed here already is the leader's too. The content of one that waits for its
    // order is in the owner's hands, and would be written over.
    if (chunk.snapshot.last.index <= commit_ || persistence_.has_unordered_install())
        return reply(from, agreement());
    switch (receiver_.receive(chunk)) {
        case SnapshotReceiver::Outcome::incomplete: break;
        case SnapshotReceiver::Outcome::complete:
            install(chunk.snapshot);
            return reply(from, agreement());
        case SnapshotReceiver::Outcome::corrupt:
            contradict(from, "a snapshot of another digest");
            break;
    }
    reply(from, SnapshotResult{hard_.term, chunk.snapshot.last.index, receiver_.received()});
}

void Raft::install(const SnapshotMeta& snapshot) {
    ASSERT(snapshot.last.index > commit_);
    const bool keeps_log = log_.term_at(snapshot.last.index) == snapshot.last.term;
    // What agrees with the leader's log stays true until the snapshot is there.
    persistence_.installed(snapshot.last.index, std::max(agreed_, commit_), keeps_log);
    if (keeps_log) {
        commit_to(snapshot.last.index);  // While the terms of what was proposed are known.
        log_.cut(snapshot.last.index);
    } else {
        log_.reset(snapshot.last, {snapshot.configuration_index, snapshot.configuration});
    }
    snapshot_ = snapshot;
    agreed_ = std::max(agreed_, snapshot.last.index);
    handed_out_ = snapshot.last.index;
    handed_out_size_ = 0;
    asked_for_snapshot_ = false;
    note_configuration();
    commit_to(snapshot.last.index);
}

}  // namespace fabric::leadership
