// Node is one peer of one mesh: the state machine that joins everything that fabric/ has (rules
// ND1–ND20, spec/node.md). It is the user of a Swarm, which its body drives as it does for any
// user, and keeps what must not be lost in a Store.
//
//     node.open();
//     …the body hands every swarm event to node.hear(event, now), beside its own use of it
//
// After every call that is not const, of the node or of the swarm, the body
//   1. takes next_event() until there is none,
//   2. obeys the swarm, as net/swarm/swarm.h says,
//   3. carries out every next_request() of the disk, whose answers go to answer(),
//   4. arms one timer for deadline(), and calls expire() when it is reached.
//
//   peer connected --door--> admitted --stream--> session: members, presence, documents
//
// The node lets nobody in who has not proven to know the mesh: until then nothing but the door is
// answered.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "core/base/deadlines.h"
#include "core/base/queue.h"
#include "core/crypto/secret_source.h"
#include "fabric/node/events.h"
#include "fabric/node/options.h"
#include "fabric/node/promises.h"
#include "fabric/node/records.h"
#include "fabric/node/session.h"
#include "fabric/node/state.h"
#include "net/swarm/swarm.h"

namespace fabric::node {

inline constexpr std::string_view mesh_protocol = "/selvage/mesh/1";

// Why a write was not begun. Nothing of it exists then.
using NotWritten = core::Variant<core::Error, quorum::Refusal>;

class Node final : private documents::Writers, private ordering::Owner {
public:
    // Swarm and identity outlive it. The root is fresh chance.
    Node(Options options, net::swarm::Swarm& swarm, const core::crypto::Ed25519KeyPair& identity,
         core::crypto::SecretRoot root, core::Seed seed, core::Instant now,
         core::store::WallClock wall_clock);
    ~Node();

    void open() { store_.open(); }
    // True if it was about this node's own streams.
    bool hear(const net::swarm::Event& event, core::Instant now);
    void answer(core::store::DiskAnswer answer, core::Instant now);
    void expire(core::Instant now);

    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::store::DiskRequest> next_request(core::Instant now) {
        return store_.next_request(now);
    }
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // --- The mesh.

    [[nodiscard]] bool is_open() const { return is_open_; }
    // Nothing before it is known. What it is changes if ours is given up for an older one.
    [[nodiscard]] const membership::Log* members() const { return mesh_ ? &mesh_->log : nullptr; }
    [[nodiscard]] std::optional<membership::Role> role_of(const PeerId& peer,
                                                          core::Instant now) const;
    // Founds the mesh, if there is none.
    void found(core::Instant now);
    // An entry of our own: admit(), grant_role(), revoke() and the like, given an Author.
    template <class Act>
    [[nodiscard]] std::expected<void, membership::WriteRefusal> write_entry(core::Instant now,
                                                                            Act act) {
        now_ = now;
        if (!mesh_ || !is_open_) return std::unexpected(membership::WriteRefusal::not_member);
        const membership::Author author{mesh_->log, identity_, unix_now(now)};
        const membership::Written written = act(author);
        if (!written) return std::unexpected(written.error());
        if (!take_own_entry(*written, std::nullopt, now))
            return std::unexpected(membership::WriteRefusal::log_full);
        settle(now);
        return {};
    }
    [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }
    [[nodiscard]] std::size_t door_count() const { return doors_.size() + held_.size(); }
    [[nodiscard]] bool has_session(const PeerId& peer) const { return sessions_.contains(peer); }
    [[nodiscard]] const liveness::Liveness& presence() const { return liveness_; }
    void set_activity(liveness::Activity activity, core::Instant now);

    // --- Documents.

    // The document of this name, which is kept here from now on.
    [[nodiscard]] core::Result<DocumentNumber> open_document(std::string_view name,
                                                             core::Instant now);
    // Null if there is none: numbers end with the mesh that they were told in.
    [[nodiscard]] const documents::SharedDocument* document(DocumentNumber number) const {
        const auto at = documents_.find(number);
        return at == documents_.end() ? nullptr : at->second->shared.get();
    }
    [[nodiscard]] std::optional<DocumentNumber> find_document(std::string_view name) const;
    [[nodiscard]] std::size_t document_count() const { return documents_.size(); }
    // A change around `act(Editor&) -> Result<void>`; what becomes of it is told by QuorumTold
    // under the document's number and this one. Nothing if nothing was done.
    template <class Act>
    [[nodiscard]] std::expected<std::optional<quorum::Sequence>, NotWritten> write(
        DocumentNumber number, const quorum::Policy& policy, core::Instant now, Act act) {
        const auto begun = begin_write(number, policy, now);
        if (!begun) return std::unexpected(begun.error());
        documents::SharedDocument& shared = *documents_.at(number)->shared;
        const auto written = shared.edit(wall_millis(now), act);
        end_write(number, *begun, policy, now);
        if (!written) return std::unexpected(NotWritten(written.error()));
        if (!*written) return std::nullopt;
        return begun->sequence;
    }
    [[nodiscard]] const quorum::Quorum& quorum() const { return quorum_; }

    // --- The ordered log, of writes under Policy::leader().

    // Nothing before there is a mesh.
    [[nodiscard]] const ordering::Ordering* order() const { return ordering_.get(); }
    // Before the node ends: its office goes to another, its peers hear that it goes, and it
    // connects to nobody by itself any more.
    void leave(core::Instant now);

    // With everybody, as after a sleep.
    void reconcile(core::Instant now);

private:
    struct Mesh {
        Mesh(MeshRecord record, const Options& options)
            : log(std::move(record.genesis), options.log),
              exchange(log, options.exchange),
              secret(std::move(record.secret)),
              is_founded_here(record.is_founded_here) {}

        membership::Log log;
        membership::Exchange exchange;
        membership::OptionalSecret secret;
        bool is_founded_here;
    };
    struct LinkFacts {
        PeerId peer;
        net::Direction direction;
        core::crypto::Sha256Digest binding;
    };
    struct Door {
        PeerId peer;
        core::Variant<membership::DoorOpener, membership::DoorAcceptor> machine;
        std::optional<membership::MeshId> mesh;  // Ours, when it began.
        bool has_finished = false;
        bool has_peer_finished = false;
        // The peer should have closed its end by then.
        std::optional<core::Instant> forget_at = {};

        [[nodiscard]] bool is_ours() const {
            return core::holds_alternative<membership::DoorOpener>(machine);
        }
        [[nodiscard]] bool has_ended() const {
            return core::match(machine, [](const auto& end) { return end.ended(); });
        }
        [[nodiscard]] std::optional<core::Instant> deadline() const {
            return core::earlier(
                forget_at, core::match(machine, [](const auto& end) { return end.deadline(); }));
        }
    };
    // Streams of peers whose door is not over yet, and what came on them.
    struct Held {
        PeerId peer;
        core::Buffer bytes;
    };
    struct Document {
        std::string name;
        std::unique_ptr<documents::SharedDocument> shared;
        core::Deadlines<DocumentNumber>::Place place = {};
    };
    // What is told or done when a record is synced.
    struct SyncedChange {
        DocumentNumber document;
    };
    struct SyncedEntry {
        membership::EntryHash hash;
        std::optional<net::swarm::StreamHandle> let_in;  // The bearer of an invite who waits.
    };
    struct SyncedOrdering {};
    struct Syncing {
        core::store::Position end;
        core::Variant<SyncedChange, SyncedEntry, SyncedOrdering> what;
    };

    // node.cpp
    void tell(Event event);
    void settle(core::Instant now);
    [[nodiscard]] bool settle_once(core::Instant now);
    [[nodiscard]] membership::UnixSeconds unix_now(core::Instant now) const {
        return membership::UnixSeconds{wall_clock_.at(now)};
    }
    // Fresh chance that is no secret.
    template <class Drawn>
    [[nodiscard]] Drawn draw_bytes() {
        Drawn drawn;
        const auto secret = secrets_.draw<core::crypto::SecretRoot>();
        core::copy(drawn.mutable_view(), secret.expose().first(Drawn::size_bytes));
        return drawn;
    }
    [[nodiscard]] std::int64_t wall_millis(core::Instant now) const;
    [[nodiscard]] bool is_settled() const;
    // In place of the one that we have, if any. False if the journal has no room.
    bool begin_mesh(membership::SignedGenesis genesis, membership::OptionalSecret secret,
                    Origin origin, core::Instant now);
    void set_mesh(MeshRecord record);
    void forget_mesh(core::Instant now);

    // keeping.cpp
    void hear_store(core::Instant now);
    void restore(core::store::RecordType type, core::Bytes bytes);
    void forget_restored();
    void note(const core::store::JournalEvent& event, core::Instant now);
    void note_synced(core::Instant now);
    [[nodiscard]] bool keep(core::store::RecordType type, core::Bytes bytes);
    void keep_changes(DocumentNumber number, Document& document);

    // snapshots.cpp
    void note(core::store::StoreEvent event);
    void take_state(core::Bytes piece);
    void begin_snapshot();
    void write_snapshot();
    [[nodiscard]] std::vector<StateRecord> state_records() const;
    void keep_promise(const Promise& promise);
    void hear_quorum(const quorum::Event& event);
    void resume_promises(core::Instant now);

    // doors.cpp
    void note(const net::swarm::Connected& told, core::Instant now);
    void note(const net::swarm::Disconnected& told, core::Instant now);
    [[nodiscard]] bool note(const net::swarm::StreamTold& told, core::Instant now);
    void knock(const PeerId& peer, core::Instant now);
    void knock_later(const PeerId& peer, core::Instant now);
    void knock_everywhere(core::Instant now);
    void answer_door(net::swarm::StreamHandle stream, const PeerId& peer, core::Instant now);
    [[nodiscard]] membership::DoorOptions door_options(const PeerId& peer, net::LinkId link) const;
    [[nodiscard]] membership::Knowledge knowledge() const;
    [[nodiscard]] std::optional<membership::MeshId> mesh_id() const;
    [[nodiscard]] membership::Bearing clone_bearing() const;
    void hear_door_stream(net::swarm::StreamHandle stream, const net::swarm::Received& event,
                          core::Instant now);
    void hear_door_stream(net::swarm::StreamHandle stream, const net::swarm::Finished& event,
                          core::Instant now);
    void hear_door_stream(net::swarm::StreamHandle stream, const net::swarm::Failed& event,
                          core::Instant now);
    void hear_door_stream(net::swarm::StreamHandle stream, const auto& event, core::Instant now);
    void pump_door(net::swarm::StreamHandle stream, core::Instant now);
    void expire_doors(core::Instant now);
    void hear_door(net::swarm::StreamHandle stream, const PeerId& peer, bool we_open,
                   const std::optional<membership::MeshId>& mesh, membership::DoorEvent event,
                   core::Instant now);
    void hear_other_mesh(const PeerId& peer, membership::OtherMesh& other, core::Instant now);
    void hear_refusal(const PeerId& peer, bool we_open, const membership::Refused& refused,
                      core::Instant now);
    void close_stranger(const PeerId& peer, core::Instant now);
    void show_grant(net::swarm::StreamHandle stream, const membership::GrantShown& shown,
                    core::Instant now);
    void answer_grant(net::swarm::StreamHandle stream, const membership::GrantAnswer& answer,
                      core::Instant now);

    // sessions.cpp
    void let_in(const PeerId& peer, bool we_open, core::Instant now);
    void meet(net::swarm::StreamHandle stream, const PeerId& peer, core::Instant now);
    void begin_session(const PeerId& peer, net::swarm::StreamHandle stream, bool is_ours,
                       core::Instant now);
    void end_session(const PeerId& peer, core::Instant now);
    void break_off(Session& session, std::string_view what);
    // Whether there were any.
    bool end_broken_sessions(core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Received& event,
                             core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Writable& event,
                             core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Agreed& event,
                             core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Finished& event,
                             core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Failed& event,
                             core::Instant now);
    void lose_session_stream(const PeerId& peer, core::Instant now);
    // False if it is not held.
    [[nodiscard]] bool hear_held_stream(net::swarm::StreamHandle stream,
                                        const net::swarm::StreamEvent& event);
    void receive(Session& session, core::Bytes bytes, core::Instant now);
    void take(Session& session, const lanes::Message& message, core::Instant now);
    void pump(Session& session, core::Instant now);
    [[nodiscard]] const PeerId* peer_on(net::swarm::StreamHandle stream) const;

    // order.cpp
    void begin_ordering(core::Instant now);
    // Whether it told anything.
    [[nodiscard]] bool settle_ordering(core::Instant now);
    void keep_ordering();
    void hear_ordering(ordering::Event event, core::Instant now);
    void apply(const ordering::Applied& applied, core::Instant now);
    void ask_for_order(DocumentNumber number, core::Range sequences, core::Instant now);
    [[nodiscard]] bool may_order(core::Bytes command) const override;
    [[nodiscard]] bool holds_all(const PeerId& member) const override;

    // reaching.cpp
    void take_place(Session& session, core::Bytes bytes, core::Instant now);
    void say_places(Session& session, core::Instant now);
    void note_place(const PeerId& peer, core::Instant now);
    [[nodiscard]] bool wants_to_reach(const PeerId& peer, core::Instant now) const;
    void look_whom_to_reach(core::Instant now);
    void reach_again(const PeerId& lost, core::Instant now);
    void reach_due(core::Instant now);
    void compare_some(core::Instant now);
    void compare_all(core::Instant now);

    // members.cpp
    bool take_own_entry(core::Bytes bytes, std::optional<net::swarm::StreamHandle> let_in,
                        core::Instant now);
    void take_members(Session& session, core::Bytes bytes, core::Instant now);
    void note_members(core::Instant now);
    void admit_waiting(core::Instant now);
    [[nodiscard]] bool may_write(const documents::AuthorKey& author) const override;

    // sharing.cpp
    [[nodiscard]] core::Result<DocumentNumber> begin_document(std::string_view name,
                                                              core::Instant now);
    void add_document(DocumentNumber number, const std::string& name, core::Instant now);
    [[nodiscard]] core::crdt::DocumentId id_of(std::string_view name) const;
    void say_interest(Session& session);
    void take_interest(Session& session, core::Bytes bytes, core::Instant now);
    void open_wanted(Session& session, core::Instant now);
    void share(Session& session, DocumentNumber number, core::Instant now);
    void take_about_document(Session& session, const lanes::Message& message, core::Instant now);
    void settle_documents(core::Instant now);
    void settle_document(DocumentNumber number, Document& document, core::Instant now);
    void hear(DocumentNumber number, const documents::Event& event, core::Instant now);
    [[nodiscard]] std::expected<quorum::Write, NotWritten> begin_write(DocumentNumber number,
                                                                       const quorum::Policy& policy,
                                                                       core::Instant now);
    void end_write(DocumentNumber number, quorum::Write write, const quorum::Policy& policy,
                   core::Instant now);
    [[nodiscard]] Session* session_of(documents::Peer number);

    static constexpr std::size_t events_max = std::size_t{1} << 16;
    static constexpr std::size_t pulses_waiting_size_max = std::size_t{4} << 10;
    static constexpr core::Duration knock_again_after = std::chrono::seconds{2};
    static constexpr core::Duration door_closing_max = std::chrono::seconds{5};
    static constexpr std::size_t doors_per_peer_max = 2;

    Options options_;
    net::swarm::Swarm& swarm_;
    const core::crypto::Ed25519KeyPair& identity_;
    PeerId self_;
    core::crypto::SecretSource secrets_;
    core::Prng prng_;
    core::Instant now_;
    core::store::WallClock wall_clock_;

    core::store::Store store_;
    bool is_open_ = false;
    bool is_storage_gone_ = false;
    core::Queue<Syncing> syncing_;
    StateReader restoring_;
    std::optional<StateWriter> snapshot_;  // While it is written.
    Promises promises_;

    std::unique_ptr<Mesh> mesh_;
    std::optional<core::Instant> found_at_;
    core::sync::SketchKey sketch_key_;
    quorum::Quorum quorum_;
    ordering::Kept kept_order_;  // Until the journal has told all.
    bool is_order_unreadable_ = false;
    std::unique_ptr<ordering::Ordering> ordering_;
    std::map<quorum::Write, core::Duration> to_order_;  // Not journaled yet. Its author's patience.
    std::map<ordering::OrderNumber, quorum::Write> ordering_writes_;
    liveness::Liveness liveness_;

    std::map<net::LinkId, LinkFacts> links_;
    std::map<net::swarm::StreamHandle, Door> doors_;
    std::map<PeerId, core::Instant> knock_at_;  // Again.
    std::map<net::swarm::StreamHandle, Held> held_;
    std::set<PeerId> admitted_;  // While they are connected.
    // Whom to connect to, and when to try next.
    struct Reach {
        core::Instant at;
        core::Duration wait;
    };
    std::map<PeerId, Reach> reach_;
    bool is_leaving_ = false;
    std::set<PeerId> placed_;               // Authorities whose places were told to all.
    std::map<PeerId, core::Instant> lost_;  // Whom we had dialled, and until when they are wanted.
    std::optional<core::Instant> compare_at_;
    DocumentNumber compared_{0};  // The last one.
    std::map<PeerId, Session> sessions_;
    std::map<documents::Peer, PeerId> peers_by_number_;
    std::uint64_t last_session_ = 0;

    std::map<DocumentNumber, std::unique_ptr<Document>> documents_;
    std::map<core::crdt::DocumentId, DocumentNumber> documents_by_id_;
    core::Deadlines<DocumentNumber> document_deadlines_;
    std::set<DocumentNumber> unsettled_;
    std::uint64_t last_document_ = 0;
    core::Queue<Event> events_{events_max};
};

}  // namespace fabric::node
