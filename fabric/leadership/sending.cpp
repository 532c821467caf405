// What leaves, and when: messages are made when they are asked for, so that nothing waits in a
// queue but answers, and what is new meanwhile goes along.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/variant.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

std::optional<Outgoing> Raft::next_message() {
    if (state_ == State::stopped || !rules::may_speak(persistence_.hard(), hard_))
        return std::nullopt;
    if (auto reply = next_reply()) return reply;
    if (!tally_.to_ask.empty()) {
        const MemberId id = tally_.to_ask.back();
        tally_.to_ask.pop_back();
        const bool is_pre_vote = state_ == State::pre_candidate;
        const Term term = is_pre_vote ? hard_.term.next() : hard_.term;
        return Outgoing{id, VoteRequest{term, log_.last(), is_pre_vote, tally_.disrupts_leader}};
    }
    if (!leading_) return std::nullopt;
    for (const auto& [id, follower] : leading_->followers)
        if (auto message = next_for(id, *leading_->followers.find(id)))
            return Outgoing{id, *std::move(message)};
    return std::nullopt;
}

std::optional<Outgoing> Raft::next_reply() {
    if (replies_.empty()) return std::nullopt;
    Reply reply = std::move(replies_.front());
    replies_.erase(replies_.begin());
    // What was persisted since it was put here counts too.
    AppendResult* result = get_if<AppendResult>(&reply.message);
    if (result && result->rejected.value == 0 && leader_ == reply.to) {
        *result = agreement();
        acknowledged_ = result->last;
    }
    return Outgoing{reply.to, std::move(reply.message)};
}

std::optional<Message> Raft::next_for(const MemberId& id, Progress& follower) {
    auto& transfer = leading_->transfer;
    if (transfer && transfer->target == id && !transfer->is_told &&
        follower.match() == log_.last().index) {
        transfer->is_told = true;
        leading_->has_told_to_time_out = true;
        return TimeoutNow{hard_.term, log_.last()};
    }
    const bool is_behind = follower.next() <= log_.base().index;
    if (is_behind && follower.state() != Progress::State::snapshot)
        follower.send_snapshot(snapshot_.last.index, now_);
    if (follower.state() == Progress::State::snapshot)
        if (auto chunk = next_chunk(follower)) return chunk;
    const bool has_more = follower.next() <= log_.last().index && follower.may_append(options_);
    if (!has_more && !follower.owes_heartbeat) return std::nullopt;
    follower.owes_heartbeat = false;
    return append_for(follower, has_more);
}

std::optional<Message> Raft::next_chunk(Progress& follower) {
    if (follower.sending().index != snapshot_.last.index)
        follower.send_snapshot(snapshot_.last.index, now_);
    Progress::Sending& sending = follower.sending();
    if (now_ - sending.moved_at >= options_.chunk_timeout) {
        sending.sent = sending.acknowledged;
        sending.moved_at = now_;
    }
    const std::uint64_t window = options_.chunk_size * options_.chunks_in_flight_max;
    if (sending.sent == snapshot_.size || sending.sent - sending.acknowledged >= window)
        return std::nullopt;
    const std::uint64_t length =
        std::min<std::uint64_t>(options_.chunk_size, snapshot_.size - sending.sent);
    InstallSnapshot chunk{hard_.term, snapshot_, sending.sent, length};
    sending.sent += length;
    return chunk;
}

// One without entries asks whether all that was sent came; where the entry in front is gone, it
// only says who leads.
Append Raft::append_for(Progress& follower, bool with_entries) {
    Index previous = follower.next().previous();
    if (follower.state() == Progress::State::snapshot) previous = Index{0};
    Append append{hard_.term, {}, commit_, {}, leading_->rounds.last()};
    if (previous.value > 0) append.previous = {*log_.term_at(previous), previous};
    if (!with_entries) return append;
    std::size_t size = 0;
    for (Index index = previous.next(); index <= log_.last().index; index = index.next()) {
        const EntryView entry = log_.at(index);
        const std::size_t entry_size = entry.bytes.size() + entry_overhead_size;
        const bool is_full = size + entry_size > options_.append_size_max ||
                             append.entries.size() == entries_per_message_max;
        if (is_full && !append.entries.empty()) break;
        append.entries.push_back(entry);
        size += entry_size;
    }
    follower.appended(previous.plus(append.entries.size()), size);
    return append;
}

}  // namespace fabric::leadership
