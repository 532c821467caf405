// Ordering is one member's part in the mesh's ordered log (rules OR1–OR12, spec/ordering.md): as an
// Authority it is one of a group that keeps the log by Raft, and every member asks the one who
// leads to put changes into it. It is a state machine without links or disks.
//
//     ordering.authorities(all, now);  ordering.connected(peer, true, now);
//     const auto number = ordering.order(command, patience, now);
//     ordering.receive(peer, message, now);
//
// After every call that is not const,
//   1. append every next_record() to the journal, in order, and call recorded() for each that it
//      took; when records are synced there, in the same order, call synced() for each;
//   2. take next_message() and send it, or drop it if there is no room;
//   3. take next_event() until there is none;
//   4. arm one timer for deadline(), and call expire() when it is reached.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/base/prng.h"
#include "core/base/queue.h"
#include "fabric/leadership/raft.h"
#include "fabric/ordering/kept.h"
#include "fabric/ordering/messages.h"
#include "fabric/ordering/recent_commands.h"

namespace fabric::ordering {

// What only who has the documents knows.
class Owner {
public:
    // Whether it may stand in the log. Asked of who leads.
    [[nodiscard]] virtual bool may_order(core::Bytes command) const = 0;
    // Whether this member has every document as we have it: who votes must be able to stand for
    // what was committed.
    [[nodiscard]] virtual bool holds_all(const MemberId& member) const = 0;
    // What the commands of leaders that were applied come to, if that is kept nowhere else. Asked
    // for when all events were taken.
    [[nodiscard]] virtual core::Buffer applied_state() const { return {}; }

protected:
    ~Owner() = default;
};

struct OrderTold {
    OrderNumber number;
    Place place;
};
struct OrderRefused {
    OrderNumber number;
    NotOrderedReason reason;
};
// The same at every Authority, in the same order.
struct Applied {
    Place place;
    core::Buffer command;
};
// In place of what was applied: what follows is applied to this.
struct StateIs {
    core::Buffer state;
};
// A proposal of ours will not be applied, or nobody knows.
struct ProposalLost {
    Place place;
};
struct LeaderChanged {
    Term term;
    std::optional<MemberId> leader;
};
// A peer said what cannot be; nothing of it was believed.
struct Contradicted {
    MemberId peer;
    std::string_view what;
};

using Event = core::Variant<OrderTold, OrderRefused, Applied, StateIs, ProposalLost, LeaderChanged,
                            Contradicted>;

struct Outgoing {
    MemberId to;
    core::Buffer bytes;
};

struct Options {
    leadership::Options raft = raft_options();
    std::size_t orders_max = 1'024;  // That wait for an answer, and proposals under way.
    std::size_t orders_size_max = std::size_t{16} << 20;
    core::Duration ask_again_after = std::chrono::seconds{1};
    // How often who leads looks at whom to take in or leave out, while there is anybody.
    core::Duration look_at_group_after = std::chrono::milliseconds{500};

    // Orders go into one record each.
    [[nodiscard]] static leadership::Options raft_options() {
        leadership::Options options;
        options.order_size_max = std::size_t{256} << 10;
        return options;
    }
};

class Ordering {
public:
    // The owner outlives it.
    Ordering(const MemberId& self, const Options& options, const Owner& owner, Kept kept,
             core::Seed seed, core::Instant now);

    void authorities(std::span<const MemberId> all, core::Instant now);
    void connected(const MemberId& peer, bool is_connected, core::Instant now);
    void receive(const MemberId& from, core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    // Nothing more can be kept: its part in the group is over.
    void storage_failed(core::Instant now);

    // Nothing if too much waits. What becomes of it is told, unless the patience ends.
    [[nodiscard]] std::optional<OrderNumber> order(core::Buffer command, core::Duration patience,
                                                   core::Instant now);
    // A command of who leads (is_of_leader()): nothing if we do not, or there is no room now.
    [[nodiscard]] std::optional<Place> propose(core::Bytes command, core::Instant now);
    // To another voter, if there is one that is connected.
    void hand_over(core::Instant now);

    [[nodiscard]] std::optional<core::Bytes> next_record() const;
    void recorded();
    void synced(core::Instant now);
    // All that was recorded comes to this, in few records.
    [[nodiscard]] std::vector<core::Buffer> state_records() const { return kept_.records(); }

    [[nodiscard]] std::optional<Outgoing> next_message();
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] const LeaderChanged& leader() const { return leader_; }
    [[nodiscard]] bool leads() const {
        return raft_ && raft_->state() == leadership::State::leader;
    }
    // Whether nobody else can have been elected by now.
    [[nodiscard]] bool holds_lease(core::Instant now) const {
        return raft_ && raft_->holds_lease(now);
    }
    // Whether we lead, and have told all that was ever committed by now: an entry of our own term
    // too, since only then what came before it is known to be, and nobody else leads.
    [[nodiscard]] bool knows_all(core::Instant now) const {
        return holds_lease(now) && applied_.term == raft_->term() && events_.empty();
    }
    [[nodiscard]] bool may_vote() const { return raft_ && raft_->may_vote(); }
    // Nothing where the group is not known.
    [[nodiscard]] const leadership::Configuration* group() const {
        return raft_ ? &raft_->log().configuration().configuration : nullptr;
    }
    [[nodiscard]] bool may_propose() const {
        return leads() && own_proposals_.size() < options_.orders_max;
    }
    [[nodiscard]] std::size_t waiting_count() const { return requests_.size(); }
    [[nodiscard]] std::size_t proposal_count() const { return proposals_.size(); }

private:
    // Who asked: a peer under a number of its own, or we ourselves.
    struct Asker {
        std::optional<MemberId> peer;
        OrderNumber number;
    };
    // Of ours, or of a peer for whom we ask.
    struct Request {
        core::Buffer command;
        std::optional<Asker> asked_by;
        core::Instant give_up_at;
        core::Instant ask_at;
        std::optional<MemberId> asked;
    };
    using Answer = core::Variant<Place, NotOrderedReason>;
    struct Proposal {
        CommandKey key;
        std::vector<Asker> askers;
    };
    // What waits for the journal.
    struct Record {
        core::Buffer bytes;
        core::Variant<leadership::Ticket, leadership::SnapshotMeta, Place> what;
    };
    // Whose disk was new when we led.
    struct Newcomer {
        DiskLife life;
        std::optional<Place> known_since = {};  // Once the group is without it.
    };

    // ordering.cpp
    void begin_raft();
    void settle();
    [[nodiscard]] bool settle_raft();
    void apply(const leadership::Committed& committed);
    void tell(Event event);
    void say(const MemberId& to, const Message& message);
    void note(const leadership::Event& event);
    void note_leader(Term term, const std::optional<MemberId>& leader);
    void say_who_leads(const MemberId& to);
    [[nodiscard]] bool is_authority(const MemberId& id) const { return authorities_.contains(id); }
    [[nodiscard]] bool is_in_group(const MemberId& id) const;
    void handle(const MemberId& from, const RaftBytes& raft);
    void handle(const MemberId& from, const Leads& leads);

    // keeping.cpp
    void keep(const leadership::PersistOrder& order);
    void take_piece(leadership::SnapshotPiece piece);
    void take_snapshot();
    void take_content();
    void push(Record record);
    void end_proposals_in_snapshot();

    // group.cpp
    void handle(const MemberId& from, const NewDisk& disk);
    void handle(const MemberId& from, const KnownDisk& known);
    void look_at_group();
    void note_newcomers();
    [[nodiscard]] std::vector<leadership::Change> wanted_changes() const;
    [[nodiscard]] bool has_lost_its_disk(const MemberId& id) const;
    [[nodiscard]] bool is_needed(const MemberId& id) const;
    [[nodiscard]] bool has_learners() const;

    // requests.cpp
    void handle(const MemberId& from, const Order& order);
    void handle(const MemberId& from, const Ordered& ordered);
    void handle(const MemberId& from, const NotOrdered& told);
    [[nodiscard]] std::optional<OrderNumber> add_request(core::Buffer command,
                                                         std::optional<Asker> asked_by,
                                                         core::Instant give_up_at);
    void ask(OrderNumber number);
    [[nodiscard]] std::optional<MemberId> whom_to_ask(const Request& request) const;
    void lead(const Asker& asker, core::Bytes command);
    void end_proposal(Place place, const Answer& with);
    void answer(const Asker& asker, const Answer& with);
    void end_request(OrderNumber number, const Answer& with);
    // Whether any was due.
    bool expire_requests();

    static constexpr std::size_t events_max = std::size_t{1} << 16;
    static constexpr std::size_t applied_waiting_max = std::size_t{1} << 12;
    static constexpr std::uint64_t first_number_max = leadership::number_max / 2;
    // Beyond, messages are dropped, as a network may.
    static constexpr std::size_t outgoing_max = std::size_t{1} << 12;
    // Orders of Raft's under way, a snapshot, and that we are trusted.
    static constexpr std::size_t records_max = 16;
    static constexpr std::size_t orders_per_peer_max = 256;
    static constexpr std::size_t askers_max = 64;
    // Of one that is asked for a peer, which asks again itself.
    static constexpr core::Duration forwarding_patience = std::chrono::seconds{5};

    MemberId self_;
    Options options_;
    const Owner& owner_;
    core::Prng prng_;
    core::Instant now_;
    Kept kept_;  // What the journal has: all that was recorded.

    std::set<MemberId> authorities_;
    std::set<MemberId> connected_;
    LeaderChanged leader_;

    std::optional<leadership::Raft> raft_;
    leadership::SnapshotMeta snapshot_;
    core::Buffer content_;       // Of that snapshot.
    core::Buffer next_content_;  // Of one that goes into the journal.
    core::Buffer staged_;        // Of one that comes in.
    bool is_snapshot_on_its_way_ = false;
    bool wants_snapshot_ = false;
    RecentCommands recent_;
    Place applied_;
    bool may_apply_more_ = false;
    core::Queue<Record> unrecorded_{records_max};
    core::Queue<Record> unsynced_{records_max};

    std::optional<Place> known_since_;  // Nothing while our disk is new to the group.
    bool is_trust_on_its_way_ = false;  // Into the journal.
    DiskLife life_;
    std::map<MemberId, Newcomer> newcomers_;
    std::optional<core::Instant>
        look_at_;  // At the group, or at whom to tell that the disk is new.

    OrderNumber last_number_;
    std::map<OrderNumber, Request> requests_;
    std::size_t requests_size_ = 0;
    std::map<Place, Proposal> proposals_;
    std::map<CommandKey, Place> proposed_;
    std::set<Place> own_proposals_;  // Of who leads.

    core::Queue<Event> events_{events_max};
    core::Queue<Outgoing> outgoing_{outgoing_max};
};

}  // namespace fabric::ordering
