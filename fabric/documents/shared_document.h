// SharedDocument is one document of a mesh at one member: its replica, what of it is safe in the
// journal here, and how it is kept equal to those of the peers that have it too (rules DM1–DM20,
// spec/documents.md). It joins core/crdt, core/sync and fabric/broadcast. It is a state machine
// that knows peers by numbers, and neither links nor disks.
//
//     document.connect(peer, who, now);  document.changes_room(peer, size, now);
//     document.edit(wall_time, now, act);                         our own change
//     document.receive(peer, lane, message, now);
//
// After every call that is not const,
//   1. append every next_record() to the journal, in order, and call recorded() for each that it
//      took; when records are synced there, in the same order, call synced() for each;
//   2. take next_event() until there is none;
//   3. send every next_message(), whole;
//   4. arm one timer for deadline(), and call expire() when it is reached.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/deadlines.h"
#include "core/base/queue.h"
#include "core/crdt/boundary/bundle.h"
#include "core/crdt/change/changes_since.h"
#include "core/crdt/replica/replica.h"
#include "fabric/broadcast/broadcast.h"
#include "fabric/documents/frontiers.h"
#include "fabric/documents/messages.h"
#include "fabric/documents/own_past.h"
#include "fabric/documents/proofs.h"
#include "fabric/documents/writers.h"
#include "fabric/lanes/lanes.h"

namespace fabric::documents {

using Peer = broadcast::Peer;

// Of our own changes, counted from 1.
struct OwnJournaled {
    core::Range sequences;
};
struct OwnAcknowledged {
    Peer peer;
    core::Range sequences;
};
// The peer had acknowledged them, and has them no more.
struct OwnLost {
    Peer peer;
    core::Range sequences;
};
// Both have what the other has, or what is lacking is on its way.
struct Reconciled {
    Peer peer;
};
enum class ChangeRefusal : std::uint8_t {
    malformed,
    signature_wrong,
    may_not_write,
    author_quarantined,
    contradiction,  // Its past says otherwise, or it came too early.
    no_room,
};
inline constexpr std::size_t change_refusal_count = std::to_underlying(ChangeRefusal::no_room) + 1;
[[nodiscard]] std::string_view describe(ChangeRefusal refusal);
struct ChangeRefused {
    Peer peer;
    ChangeRefusal reason;
};
// Somebody told two tales, as was found here or told by a peer; the proof goes on to others.
struct EquivocationFound {
    core::crdt::Equivocation proof;
};
// It does not speak as we do.
struct Misbehaved {
    Peer peer;
};

using Event = core::Variant<OwnJournaled, OwnAcknowledged, OwnLost, Reconciled, ChangeRefused,
                            EquivocationFound, Misbehaved>;

// Of who connects.
struct Other {
    core::codec::PeerId id;
    bool is_authority = false;
    bool opens = false;  // We open the talk with it.
};

struct Outgoing {
    Peer peer;
    lanes::Lane lane;
    core::Buffer bytes;
};

struct DocumentOptions {
    broadcast::Options broadcast = {};
    // From one message of a talk to the next.
    core::Duration talk_patience = std::chrono::seconds{10};
    // From one piece of a bulk to the next, and to the answer.
    core::Duration bulk_patience = std::chrono::minutes{2};
    // Who says to have more of our own changes is believed for so long, or while they come.
    core::Duration own_past_patience = std::chrono::minutes{1};
    // Changes that a peer does not take are sent again after so long, doubling.
    core::Duration refused_again_min = std::chrono::seconds{1};
    core::Duration refused_again_max = std::chrono::minutes{10};
    // Of what writes joined in one change; the last of them may make it larger.
    std::size_t own_size_max = std::size_t{128} << 10;
    // Of changes that wait for the journal. Beyond: nothing is taken, and nothing written.
    std::size_t unrecorded_size_max = std::size_t{32} << 20;
    // Of pieces of a bulk that a peer's lane has room for.
    std::size_t bulk_room_min = bulk_piece_size;
};

class SharedDocument {
public:
    using Options = DocumentOptions;

    // The key pair and the writers outlive it.
    SharedDocument(const core::crdt::DocumentId& id, const core::crypto::Ed25519KeyPair& key,
                   const core::sync::SketchKey& sketch_key, const Writers& writers,
                   const Options& options, core::Seed seed, core::Instant now);

    [[nodiscard]] const core::crdt::DocumentId& id() const { return replica_.id(); }
    [[nodiscard]] core::crdt::Replica& replica() { return replica_; }
    [[nodiscard]] const core::crdt::Replica& replica() const { return replica_; }
    [[nodiscard]] const Frontiers& frontiers() const { return frontiers_; }

    // When the writers say something else than before.
    void count_anew(core::Instant now);
    // How many changes of the author are here, whether or not they count.
    [[nodiscard]] std::uint64_t sequence(const AuthorKey& author) const {
        return replica_.history().sequence(core::crdt::author_of(author));
    }

    // A record of the journal, as it was read back.
    [[nodiscard]] core::Result<void> restore(core::Bytes record);
    // A proof of the journal; behind the changes that were there before it.
    [[nodiscard]] core::Result<void> restore_proof(core::Bytes proof);
    [[nodiscard]] const Proofs& proofs() const { return proofs_; }
    // What a journal has of a change in its history.
    [[nodiscard]] core::Result<core::Buffer> record_of(core::Bytes signed_change) const;
    // Of our own change of this number.
    [[nodiscard]] core::Result<core::Buffer> own_record(std::uint64_t sequence) const;

    // Whether one may write here now.
    [[nodiscard]] core::Result<void> check_can_write() const;
    // Does `act(Editor&) -> Result<void>` in our own next change, which stays open for what joins
    // it until close_own(), or until another's change is taken. Gives its number, or nothing if
    // nothing was done. What was done before an error stays.
    template <class Act>
    [[nodiscard]] core::Result<std::optional<std::uint64_t>> join_own(std::int64_t wall_time,
                                                                      Act act) {
        TRY(check_can_write());
        core::crdt::Editor& editor = has_open_own() ? replica_.editor() : replica_.begin();
        const std::uint64_t before = own_done();
        const core::Result<void> done = act(editor);
        const bool has_done = own_done() != before;
        own_wall_time_ = wall_time;
        has_changed_ |= has_done;
        if (own_done() == 0) close_own();
        if (!done) return core::fail(done.error());
        if (!has_done) return std::nullopt;
        return own_count() + 1;
    }
    // The same, and closes it.
    template <class Act>
    [[nodiscard]] core::Result<std::optional<std::uint64_t>> edit(std::int64_t wall_time, Act act) {
        const auto done = join_own(wall_time, act);
        close_own();
        return done;
    }
    void close_own();
    [[nodiscard]] bool has_open_own() const { return replica_.is_editing(); }
    // Grows with all that is done in the open one; 0 is nothing.
    [[nodiscard]] std::uint64_t own_done() const { return replica_.edited(); }
    // Whether the open one, if there is one, takes more.
    [[nodiscard]] bool own_takes_more();
    // Whether one of ours is on its way into the journal.
    [[nodiscard]] bool has_unsafe_own() const { return own_unsafe_count_ > 0; }
    // Without the one that is open.
    [[nodiscard]] std::uint64_t own_count() const { return own_last_counters_.size(); }
    // Whether it shows something else than when it was last asked.
    [[nodiscard]] bool take_changed() { return std::exchange(has_changed_, false); }
    // What was made of the replica by other ways, undo() for one.
    std::uint64_t note_own(core::Bytes signed_change);

    // Of two who connect, one opens the talk. False if there are too many, or it is there.
    [[nodiscard]] bool connect(Peer peer, const Other& other, core::Instant now);
    void disconnect(Peer peer, core::Instant now);
    // So much more may be sent to it as changes, and as bulk, than what was sent already.
    void changes_room(Peer peer, std::size_t size, core::Instant now);
    void bulk_room(Peer peer, std::size_t size);
    // As after a sleep, or because a user asks.
    void reconcile(Peer peer, core::Instant now);

    void receive(Peer peer, lanes::Lane lane, core::Bytes bytes, core::Instant now);
    // A record that came by another way, and is taken as any.
    [[nodiscard]] std::expected<void, ChangeRefusal> take_record(core::Bytes record);

    [[nodiscard]] std::optional<core::Bytes> next_record() const;
    void recorded();
    // Of authors who told two tales, behind all records. Without room for it in the journal it is
    // found or told again.
    [[nodiscard]] std::optional<core::Buffer> next_proof() { return unkept_proofs_.pop(); }
    void synced(core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<Event> next_event();
    [[nodiscard]] std::optional<Outgoing> next_message(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] std::size_t peer_count() const { return peers_.size(); }
    [[nodiscard]] std::size_t unrecorded_size() const { return unrecorded_size_; }
    [[nodiscard]] bool is_reconciled(Peer peer) const;

private:
    // What is on its way into the journal.
    struct Pending {
        core::Buffer record;
        core::sync::Key key;
    };
    // What we send to one who lacks much.
    struct BulkOut {
        core::crdt::ChangesSince changes;
        BulkNumber number;
        core::crdt::Version end;  // What was safe when it began; of it what is lacking is sent.
        core::Instant give_up_at;
        std::optional<core::Buffer> next = {};  // Empty behind the last.
        bool is_all_sent = false;
    };
    struct BulkIn {
        BulkNumber number;
        bool has_failed = false;
        // All is safe when so many records are.
        std::optional<std::uint64_t> safe_at = {};
    };
    // Authors of whom a peer does not take what came as bulk.
    struct RefusedThere {
        std::optional<core::crdt::Version> bulk = {};  // That failed; the next talk shows whose.
        std::set<core::crdt::Author> authors = {};
        std::optional<core::Instant> again_at = {};
        core::Duration again_wait = {};
    };
    struct PeerState {
        core::codec::PeerId id;
        bool is_authority = false;
        bool opens = false;
        std::optional<Talk> opened = {};
        std::optional<Talk> answered = {};
        std::optional<core::Instant> awaited_until = {};  // For the peer to open.
        core::crdt::Version theirs = {};                  // At the end of the last talk.
        core::RangeSet own_had = {};
        std::optional<BulkOut> bulk_out = {};
        std::size_t bulk_room = 0;
        std::optional<BulkIn> bulk_in = {};
        RefusedThere refused = {};
        std::set<core::crdt::Author> proofs_told = {};
        bool has_other_tale = false;  // Of our own.
    };

    // shared_document.cpp
    void tell(Event event);
    [[nodiscard]] PeerState* find(Peer peer);
    [[nodiscard]] std::uint64_t own_counter() const;
    void hear_broadcast(core::Instant now);
    void hear(const broadcast::Arrived& told, core::Instant now);
    void hear(const broadcast::Acknowledged& told, core::Instant now);
    void hear(const broadcast::ReconciliationWanted& told, core::Instant now);
    void hear(const broadcast::GivenUp& told, core::Instant now);
    void hear(const broadcast::SnapshotWanted& told, core::Instant now);
    void hear(const broadcast::Misbehaved& told, core::Instant now);
    void note_own_had(Peer peer, PeerState& state, core::Range sequences);

    // taking.cpp
    struct TakenChange {
        bool is_safe = false;  // Known, and in the journal.
    };
    enum class Signature : std::uint8_t { unchecked, right, wrong };
    [[nodiscard]] std::expected<TakenChange, ChangeRefusal> take(core::Bytes bytes,
                                                                 const core::sync::Key* claimed);
    [[nodiscard]] std::expected<TakenChange, ChangeRefusal> take(const ChangeRecord& record,
                                                                 core::Bytes bytes,
                                                                 Signature signature);
    [[nodiscard]] bool is_genuine(const ChangeRecord& record, Signature signature) const;
    void count(core::crdt::Author author, std::uint64_t changes);
    void push(core::Buffer record, const core::sync::Key& key);
    void note_own_count();

    // proofs.cpp
    void note_proof(core::crdt::Equivocation proof);
    void tell_proofs(Peer peer, PeerState& state);
    void show_tale(Peer peer, core::crdt::Author liar, core::Instant now);
    void take_proof(Peer peer, PeerState& state, core::Bytes bytes);

    // talking.cpp
    void open_talk(Peer peer, PeerState& state, core::Instant now);
    [[nodiscard]] TalkBasis basis_of_talk(const PeerState& state) const;
    void receive_talk(Peer peer, PeerState& state, core::Bytes bytes, core::Instant now);
    void follow(Peer peer, PeerState& state, std::optional<Talk>& talk, core::sync::Step step,
                core::Instant now);
    void end_talk(Peer peer, PeerState& state, const Talk& talk, core::sync::EndReason reason,
                  const std::optional<core::sync::Told>& told, core::Instant now);
    [[nodiscard]] bool send_lacking(Peer peer, const PeerState& state, core::Instant now);
    void note_shown(Peer peer, PeerState& state, const Talk& talk,
                    const core::crdt::Version& theirs);
    void put(Peer peer, lanes::Lane lane, core::Bytes bytes);

    // bulk.cpp
    [[nodiscard]] core::crdt::Version bulk_end(const PeerState& state) const;
    void note_refused(PeerState& state, const core::crdt::Version& theirs, core::Instant now);
    void try_refused_again(Peer peer, PeerState& state, core::Instant now);
    void receive_bulk(Peer peer, PeerState& state, core::Bytes bytes, core::Instant now);
    void take_piece(Peer peer, PeerState& state, const BulkMessage& message);
    void answer_bulks();
    void forget_waiting_bulk(Peer peer);
    [[nodiscard]] std::optional<core::Buffer> next_piece(Peer peer, PeerState& state,
                                                         core::Instant now);
    [[nodiscard]] core::Result<core::Buffer> next_record_of(BulkOut& out) const;

    static constexpr std::size_t events_max = std::size_t{1} << 16;

    core::crypto::Ed25519PublicKey own_key_;
    core::crdt::Replica replica_;
    const Writers& writers_;
    Options options_;
    core::crdt::Keyring keys_;
    Proofs proofs_;
    core::Queue<core::Buffer> unkept_proofs_{SIZE_MAX};  // No more than there are proofs.
    Frontiers frontiers_;
    broadcast::Broadcast broadcast_;
    std::map<Peer, PeerState> peers_;
    OwnPast own_past_;
    // By sequence, so that what is said of events is known of changes.
    std::vector<std::uint64_t> own_last_counters_;
    std::int64_t own_wall_time_ = 0;  // Of what was done last in the open one.
    std::size_t own_unsafe_count_ = 0;
    core::Queue<Pending> unrecorded_;
    std::size_t unrecorded_size_ = 0;
    core::Queue<Pending> unsynced_;
    std::set<core::sync::Key> unsafe_;  // On their way into the journal.
    std::uint64_t taken_count_ = 0;     // Records that ever were to be journaled.
    std::uint64_t synced_count_ = 0;    // And those that are.
    std::set<std::pair<std::uint64_t, Peer>> waiting_bulks_;
    std::uint64_t last_number_ = 0;  // Of talks and bulks.
    bool has_changed_ = false;
    core::Queue<Event> events_{events_max};
    core::Queue<Outgoing> outgoing_{events_max};
};

}  // namespace fabric::documents
