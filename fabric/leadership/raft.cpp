// What all roles share: time, terms, what is told.
#include "fabric/leadership/raft.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/variant.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

using core::Instant;

namespace {

// Of one call, beside those that end proposals and reads.
constexpr std::size_t other_events_max = 256;

Index last_stored(const Stored& stored) {
    const Index behind = stored.first.plus(stored.entries.size());
    return std::max(stored.snapshot.last.index, behind.previous());
}

}  // namespace

Raft::Raft(const MemberId& self, const Options& options, const Stored& stored, core::Seed seed,
           Instant now)
    : self_(self),
      options_(options),
      prng_(seed),
      now_(now),
      known_since_(stored.known_since),
      hard_(stored.hard_state),
      persistence_(stored.hard_state, last_stored(stored), options.orders_in_flight_max),
      log_(stored.snapshot.last,
           {stored.snapshot.configuration_index, stored.snapshot.configuration}),
      snapshot_(stored.snapshot),
      commit_(stored.snapshot.last.index),
      handed_out_(commit_),
      heard_at_(now),
      agreed_(commit_),
      receiver_(options.pieces_max),
      proposals_(options.proposals_max),
      events_(options.proposals_max + options.reads_max + other_events_max) {
    ASSERT(options.append_size_max + entry_size_max <= message_size_max);
    ASSERT(options.proposal_size_max <= entry_size_max && options.chunk_size <= chunk_size_max);
    ASSERT(options.snapshot_after_size <= options.log_size_max / 2);
    ASSERT(options.heartbeat_interval < options.election_timeout_min);
    ASSERT(stored.first <= commit_.next());
    Index index = stored.first;
    for (const EntryView& entry : stored.entries) {
        if (index > commit_) log_.append(entry);
        index = index.next();
    }
    ASSERT(log_.last().term <= hard_.term);
    ASSERT(!known_since_ || known_since_->term <= hard_.term);
    told_configuration_ = log_.configuration().index;
    told_committed_configuration_ = stored.snapshot.configuration_index;
    arm_election();
}

void Raft::advance(Instant now) {
    ASSERT(now >= now_);
    now_ = now;
}

void Raft::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Else the driver did not take events.
}

void Raft::contradict(const MemberId& peer, std::string_view what) {
    tell(Contradicted{peer, what});
}

namespace {

bool is_plausible(const Append& append) {
    const std::size_t count = append.entries.size();
    if (append.term == Term{}) return false;
    if (append.previous.index.value > number_max - count || append.commit.value > number_max)
        return false;
    Term last = append.previous.term;
    for (const EntryView& entry : append.entries) {
        if (entry.term < last || entry.bytes.size() > entry_size_max) return false;
        if (entry.kind == EntryKind::configuration && !Configuration::read(entry.bytes))
            return false;
        last = entry.term;
    }
    const bool has_place = count > 0 || append.previous.index > Index{};
    return last <= append.term && (last > Term{}) == has_place;
}
bool is_plausible(const InstallSnapshot& install) {
    const SnapshotMeta& snapshot = install.snapshot;
    // Behind it there is room for entries.
    return snapshot.last.term > Term{} && snapshot.last.term <= install.term &&
           snapshot.last.index > Index{} && snapshot.last.index.value <= number_max / 2 &&
           snapshot.configuration_index <= snapshot.last.index && snapshot.size > 0 &&
           snapshot.configuration.voter_count() > 0 && install.offset <= snapshot.size &&
           install.data.size() <= chunk_size_max;
}
bool is_plausible(const VoteRequest& request) { return request.term > Term{}; }
template <class Body>
bool is_plausible(const Body&) {
    return true;
}

}  // namespace

void Raft::receive(const MemberId& from, const Message& message, Instant now) {
    advance(now);
    if (state_ == State::stopped || !known_since_ || from == self_) return;
    match(message, [&](const auto& body) {
        if (body.term.value > number_max || !is_plausible(body))
            contradict(from, "a message that makes no sense");
        else
            handle(from, body);
    });
}

void Raft::expire(Instant now) {
    advance(now);
    if (state_ == State::stopped) return;
    if (leading_) {
        if (now >= leading_->heartbeat_due) lead_on();
    } else if (now >= election_due_) {
        stand(Campaign::pre_vote);
    }
}

std::optional<Instant> Raft::deadline() const {
    if (state_ == State::stopped) return std::nullopt;
    if (!leading_) return election_due_;
    // Who is alone has nobody to tell that it leads.
    if (leading_->followers.empty()) return std::nullopt;
    return leading_->heartbeat_due;
}

void Raft::trust(const Place& since, Instant now) {
    advance(now);
    ASSERT(!known_since_);
    known_since_ = since;
    if (since.term > hard_.term) follow_term(since.term);
}

void Raft::set_leader(const std::optional<MemberId>& leader) {
    if (leader_ == leader) return;
    leader_ = leader;
    tell(LeaderIs{leader, hard_.term});
}

void Raft::follow_term(Term term) {
    ASSERT(term >= hard_.term);
    stop_leading();
    state_ = State::follower;
    tally_ = {};
    if (term == hard_.term) return;
    hard_ = {term};
    agreed_ = commit_;
    acknowledged_ = {};
    heard_round_ = {};
    replies_.clear();
    set_leader(std::nullopt);
}

void Raft::stop_leading() {
    if (!leading_) return;
    while (const auto read = leading_->reads.pop()) tell(ReadFailed{read->id});
    if (leading_->transfer)
        tell(TransferEnded{leading_->transfer->target, leading_->has_told_to_time_out});
    leading_.reset();
    state_ = State::follower;
    tell(LostLeadership{hard_.term});
    set_leader(std::nullopt);
    arm_election();
}

void Raft::note_configuration() {
    const Log::Placed& newest = log_.configuration();
    if (newest.index == told_configuration_) return;
    told_configuration_ = newest.index;
    tell(ConfigurationChanged{newest.index, newest.configuration, newest.index <= commit_});
    if (leading_) track_members();
}

void Raft::note_committed_configuration() {
    const Log::Placed& newest = log_.configuration_at(commit_);
    if (newest.index <= told_committed_configuration_) return;
    told_committed_configuration_ = newest.index;
    tell(ConfigurationChanged{newest.index, newest.configuration, true});
}

void Raft::commit_to(Index index) {
    if (index <= commit_) return;
    ASSERT(index <= log_.last().index);
    commit_ = index;
    const auto term_at = [this](Index at) { return log_.term_at(at); };
    for (const ProposalEnded& ended : proposals_.take_ended(commit_, term_at)) tell(ended);
    note_committed_configuration();
}

const Configuration& Raft::members() const { return log_.configuration().configuration; }

void Raft::reply(const MemberId& to, Message message) {
    for (Reply& waiting : replies_) {
        if (waiting.to != to || waiting.message.index() != message.index()) continue;
        waiting.message = std::move(message);
        return;
    }
    if (replies_.size() < options_.replies_max) replies_.push_back({to, std::move(message)});
}

}  // namespace fabric::leadership
