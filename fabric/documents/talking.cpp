// Talks: finding out what the other lacks, and what it has.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/documents/shared_document.h"

namespace fabric::documents {

using core::Bytes;
using core::Instant;
using core::crdt::Version;
using core::sync::Answerer;
using core::sync::EndReason;
using core::sync::Opener;
using core::sync::Step;

TalkBasis SharedDocument::basis_of_talk(const PeerState& state) const {
    const Version& version = frontiers_.version();
    const auto own = std::ranges::upper_bound(own_last_counters_, version[replica_.author()]);
    return {frontiers_.copy_of_index(), version,
            static_cast<std::uint64_t>(own - own_last_counters_.begin()), state.own_had};
}

void SharedDocument::open_talk(Peer peer, PeerState& state, Instant now) {
    state.awaited_until.reset();
    const TalkNumber number{++last_number_};
    TalkBasis basis = basis_of_talk(state);
    Opener opener(*basis.index, {});
    const core::sync::Message hello = opener.open();
    state.opened = Talk{std::move(basis), std::move(opener), number, now + options_.talk_patience};
    put(peer, lanes::Lane::sync, write_talk_message({true, number, hello}));
}

void SharedDocument::receive_talk(Peer peer, PeerState& state, Bytes bytes, Instant now) {
    const auto message = read_talk_message(bytes);
    if (!message) return tell(Misbehaved{peer});
    std::optional<Talk>& talk = message->is_from_opener ? state.answered : state.opened;
    const bool is_known = talk && talk->number == message->talk;
    if (!is_known) {
        // What answers a talk that is over is of no use; a new one takes the place of another.
        const bool begins = core::holds_alternative<core::sync::Hello>(message->message);
        if (!message->is_from_opener || !begins) return;
        TalkBasis basis = basis_of_talk(state);
        Answerer answerer(*basis.index, {});
        talk = Talk{std::move(basis), std::move(answerer), message->talk, now};
    }
    talk->give_up_at = now + options_.talk_patience;
    follow(peer, state, talk, talk->take(message->message), now);
}

void SharedDocument::follow(Peer peer, PeerState& state, std::optional<Talk>& talk, Step step,
                            Instant now) {
    if (step.reply)
        put(peer, lanes::Lane::sync,
            write_talk_message({talk->is_opener(), talk->number, *step.reply}));
    if (!step.end) return;
    const Talk ended = std::move(*talk);
    talk.reset();
    end_talk(peer, state, ended, *step.end, step.told, now);
}

void SharedDocument::end_talk(Peer peer, PeerState& state, const Talk& talk, EndReason reason,
                              const std::optional<core::sync::Told>& told, Instant now) {
    if (reason != EndReason::equal && reason != EndReason::told) {
        if (talk.is_opener()) broadcast_.reconciliation_failed(peer, now);
        return;
    }
    core::crdt::Version theirs;
    core::sync::Lags lags;
    if (told) lags = core::sync::lags_of(told->differences);
    for (const auto& [author, counter] : talk.basis.version) {
        const auto lag = std::ranges::find(lags.theirs, author, &core::sync::Lag::author);
        const std::uint64_t seen = lag == lags.theirs.end() ? counter : lag->seen;
        if (seen > 0) theirs.include({author, seen});
    }
    const auto own = std::ranges::find(lags.ours, replica_.author(), &core::sync::Lag::author);
    own_past_.said(state.id, own == lags.ours.end() ? 0 : own->last);
    own_past_.run(own_counter(), now);
    // Another tale of our own is not what we wrote.
    state.has_other_tale =
        std::ranges::find(lags.contradicted, replica_.author()) != lags.contradicted.end();
    if (!state.has_other_tale) note_shown(peer, state, talk, theirs);
    state.theirs = theirs;
    state.awaited_until.reset();
    note_refused(state, theirs, now);
    if (!lags.theirs.empty() && !send_lacking(peer, state, now))
        return broadcast_.reconciliation_failed(peer, now);
    for (const core::crdt::Author author : lags.contradicted) show_tale(peer, author, now);
    broadcast_.reconciled(peer, now);
    tell_proofs(peer, state);
    tell(Reconciled{peer});
}

// What is safe here, and not there. What is not safe yet will be told to all when it is.
bool SharedDocument::send_lacking(Peer peer, const PeerState& state, Instant now) {
    core::crdt::ChangesSince changes(replica_.history(), state.theirs);
    while (true) {
        const auto change = changes.next();
        if (!change) return false;
        if (!*change) return true;
        const core::crdt::Author author = (*change)->stamp.author;
        if (!frontiers_.version().includes({author, (*change)->last_counter})) continue;
        if (state.refused.authors.contains(author)) continue;
        auto bytes = record_of((*change)->bytes);
        const auto record = bytes ? read_change_record(*bytes) : core::fail(bytes.error());
        if (!record) return false;
        const core::sync::Key key = key_of(*record);
        broadcast_.lacks(peer, {key, *std::move(bytes)}, now);
    }
}

// Of our own changes: what the peer was shown to have, and what it was shown to have lost.
void SharedDocument::note_shown(Peer peer, PeerState& state, const Talk& talk,
                                const Version& theirs) {
    const auto end = std::ranges::upper_bound(own_last_counters_, theirs[replica_.author()]);
    const auto has = std::min(static_cast<std::uint64_t>(end - own_last_counters_.begin()),
                              talk.basis.own_count);
    // But what was acknowledged since the talk began is there.
    core::RangeSet lost;
    if (has < talk.basis.own_count) lost.add({has + 1, talk.basis.own_count + 1});
    core::RangeSet since = state.own_had;
    since.subtract(talk.basis.own_had);
    lost.subtract(since);
    for (const core::Range range : lost) {
        state.own_had.remove(range);
        tell(OwnLost{peer, range});
    }
    if (has > 0) note_own_had(peer, state, {1, has + 1});
}

}  // namespace fabric::documents
