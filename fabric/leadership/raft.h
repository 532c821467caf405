// Raft keeps one log the same on all members of a group, by electing a leader who decides its order
// (Ongaro's thesis; rules RF1–RF71, spec/raft.md). It is a state machine: messages and answers of a
// disk come in with the time; messages, orders to a disk and committed entries go out.
//
// Drive it so: after every call that is not const,
//   1. take next_event(), next_piece(), next_order(), next_message() and next_committed() until
//      there is none, orders before committed entries;
//   2. arm one timer for deadline(), and call expire() when it is reached.
// Orders may be written together, and take long; each is answered by persisted(), which also
// answers all before it. If a write fails, persist_failed() ends the machine's part for good.
// Bytes in orders, messages and entries are views that are valid until the next input.
//
//                    ______ hears a leader, or a later term ______
//                   v                    |                        |
//     follower --silence--> pre_candidate --majority--> candidate --majority--> leader
//                                                                                 |
//         ^_______ a later term, a majority that is silent, its own removal ______|
//
// stopped is what each becomes when its disk fails. A leader exists in leading_ alone.
#pragma once

#include <expected>

#include "core/base/prng.h"
#include "fabric/leadership/events.h"
#include "fabric/leadership/leading.h"
#include "fabric/leadership/log.h"
#include "fabric/leadership/options.h"
#include "fabric/leadership/persistence.h"
#include "fabric/leadership/proposals.h"
#include "fabric/leadership/snapshot_receiver.h"

namespace fabric::leadership {

enum class State : std::uint8_t { follower, pre_candidate, candidate, leader, stopped };

// What the disk has. Of a group that begins, the first voters have them in the configuration of a
// snapshot at index 0; who will be added later has nothing.
struct Stored {
    HardState hard_state = {};
    SnapshotMeta snapshot = {};
    Index first{1};  // Of the entries; none is missing between them and the snapshot.
    std::vector<EntryView> entries = {};
    // Since when the group knows of this disk; nothing of a new one, which may have forgotten what
    // it said, until trust() is called (RF48).
    std::optional<Place> known_since = Place{};
};

struct Outgoing {
    MemberId to;
    Message message;
};

template <class T>
using OrRefusal = std::expected<T, Refusal>;

class Raft {
public:
    Raft(const MemberId& self, const Options& options, const Stored& stored, core::Seed seed,
         core::Instant now);

    void receive(const MemberId& from, const Message& message, core::Instant now);
    void expire(core::Instant now);
    void persisted(Ticket ticket, core::Instant now);
    void persist_failed(core::Instant now);
    // The group knows that the disk is new: it was told in this term, and the committed
    // configuration at this index leaves the member out.
    void trust(const Place& since, core::Instant now);

    // Where it will stand if it is committed; the end is told by ProposalEnded.
    [[nodiscard]] OrRefusal<Place> propose(core::Bytes bytes, core::Instant now);
    [[nodiscard]] OrRefusal<Place> change(const Change& change, core::Instant now);
    [[nodiscard]] OrRefusal<void> transfer(const MemberId& target, core::Instant now);
    [[nodiscard]] OrRefusal<ReadId> read(core::Instant now);

    // What belongs to a snapshot of the state after an entry that was handed out; its owner adds
    // size and digest, and says when it is on the disk. From then on its content must be readable.
    [[nodiscard]] SnapshotMeta describe_snapshot(Index index) const;
    void snapshot_taken(const SnapshotMeta& snapshot, core::Instant now);

    [[nodiscard]] std::optional<PersistOrder> next_order();
    [[nodiscard]] std::optional<Outgoing> next_message();
    [[nodiscard]] std::optional<Committed> next_committed();
    [[nodiscard]] std::optional<SnapshotPiece> next_piece() { return receiver_.next_piece(); }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] Term term() const { return hard_.term; }
    [[nodiscard]] const std::optional<MemberId>& leader() const { return leader_; }
    // Whether it would, if it is asked. Who lacks what was there when its disk was new could help
    // to elect somebody who does not know that it is.
    [[nodiscard]] bool may_vote() const {
        return known_since_ && log_.last().index >= known_since_->index;
    }
    // Whether nobody else can have been elected by now.
    [[nodiscard]] bool holds_lease(core::Instant now) const;
    [[nodiscard]] Index commit() const { return commit_; }
    [[nodiscard]] const Log& log() const { return log_; }
    [[nodiscard]] const Leading* leading() const { return leading_ ? &*leading_ : nullptr; }

private:
    struct Tally {
        bool disrupts_leader = false;
        core::FlatMap<MemberId, bool> answers;
        std::vector<MemberId> to_ask;
    };
    enum class Campaign : std::uint8_t { pre_vote, vote, vote_at_once };
    // Answers that wait; a later one of the same kind to the same peer takes the place.
    struct Reply {
        MemberId to;
        Message message;
    };

    // raft.cpp
    void advance(core::Instant now);
    void tell(Event event);
    void contradict(const MemberId& peer, std::string_view what);
    void set_leader(const std::optional<MemberId>& leader);
    void follow_term(Term term);
    void stop_leading();
    void note_configuration();
    void note_committed_configuration();
    void commit_to(Index index);
    [[nodiscard]] const Configuration& members() const;
    void reply(const MemberId& to, Message message);

    // election.cpp
    void handle(const MemberId& from, const VoteRequest& request);
    void handle(const MemberId& from, const VoteResult& result);
    void handle(const MemberId& from, const TimeoutNow& timeout);
    void arm_election();
    [[nodiscard]] bool may_stand() const;
    [[nodiscard]] bool is_loyal() const;
    void stand(Campaign campaign);
    void count_votes();
    void become_leader();

    // following.cpp
    void handle(const MemberId& from, const Append& append);
    [[nodiscard]] bool hear(const MemberId& from, Term term);
    [[nodiscard]] bool accept_entries(const MemberId& from, const Append& append);
    void reject(const MemberId& from, const Append& append);
    [[nodiscard]] AppendResult agreement() const;

    // installing.cpp
    void handle(const MemberId& from, const InstallSnapshot& install);
    void install(const SnapshotMeta& snapshot);

    // leading.cpp
    void handle(const MemberId& from, const AppendResult& result);
    void handle(const MemberId& from, const SnapshotResult& result);
    void append_own(EntryKind kind, core::Bytes bytes);
    void begin_round();
    void lead_on();
    void settle();
    void settle_reads();
    void advance_commit();
    void note_learners();
    void track_members();
    [[nodiscard]] bool has_own_term_committed() const;

    // majority.cpp
    [[nodiscard]] std::vector<MemberId> counting() const;
    template <class Value, class ValueOf>
    [[nodiscard]] Value reached_by_majority(Value own, ValueOf value_of) const;
    [[nodiscard]] core::Instant majority_heard_at() const;
    [[nodiscard]] Index majority_match() const;
    [[nodiscard]] Round majority_round() const;

    // asking.cpp
    [[nodiscard]] std::unexpected<Refusal> refuse(Refused reason) const;

    // membership.cpp
    [[nodiscard]] OrRefusal<Configuration> changed(const Change& change) const;
    [[nodiscard]] bool is_caught_up(const MemberId& member) const;

    // sending.cpp
    [[nodiscard]] std::optional<Outgoing> next_reply();
    [[nodiscard]] std::optional<Message> next_for(const MemberId& id, Progress& follower);
    [[nodiscard]] std::optional<Message> next_chunk(Progress& follower);
    [[nodiscard]] Append append_for(Progress& follower, bool with_entries);

    // storing.cpp
    void ask_for_snapshot();
    void cut_log();

    MemberId self_;
    Options options_;
    core::Prng prng_;
    core::Instant now_;
    State state_ = State::follower;
    std::optional<Place> known_since_;
    HardState hard_;
    Persistence persistence_;
    Log log_;
    SnapshotMeta snapshot_;
    Index commit_;
    Index handed_out_;
    std::size_t handed_out_size_ = 0;  // Since the last snapshot.
    bool asked_for_snapshot_ = false;
    Index told_configuration_;
    Index told_committed_configuration_;

    std::optional<MemberId> leader_;
    core::Instant heard_at_;  // A leader; the beginning counts as such (RF7).
    core::Instant election_due_;
    Index agreed_;          // Up to where the log is the leader's of this term.
    Index acknowledged_{};  // To that leader.
    Round heard_round_{};
    SnapshotReceiver receiver_;
    Tally tally_;
    std::optional<Leading> leading_;
    Proposals proposals_;
    std::vector<Reply> replies_;
    ReadId next_read_{1};
    core::Queue<Event> events_;
};

}  // namespace fabric::leadership
