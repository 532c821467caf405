// Node is one peer of one mesh: the state machine that joins everything that fabric/ has (rules
// ND1–ND37, spec/node.md). It is the user of a Swarm, which its body drives as it does for any
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
#include "fabric/membership/invite.h"
#include "fabric/node/doors.h"
#include "fabric/node/events.h"
#include "fabric/node/facts.h"
#include "fabric/node/options.h"
#include "fabric/node/parts.h"
#include "fabric/node/reaching.h"
#include "fabric/node/session.h"
#include "fabric/node/state.h"
#include "fabric/node/working.h"
#include "fabric/notes/notes.h"
#include "net/swarm/swarm.h"

namespace fabric::node {

inline constexpr std::string_view mesh_protocol = "/selvage/mesh/1";

class Node final : private documents::Writers,
                   private ordering::Owner,
                   private notes::Owner,
                   private WorkMesh {
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
    // The invite is to another mesh than what is kept here: it never opens.
    [[nodiscard]] bool is_invited_elsewhere() const {
        return mesh_ && invited_to_ && *invited_to_ != *mesh_id();
    }
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
    // A way in: for one key, once, with that role; or for everybody who reads it.
    [[nodiscard]] std::expected<membership::Invite, NotInvited> invite(
        std::optional<membership::Role> role, core::Duration valid_for, core::Instant now);
    [[nodiscard]] const PeerId& self() const { return self_; }
    [[nodiscard]] const std::string& name() const { return options_.name; }
    [[nodiscard]] std::vector<SessionFacts> list_sessions(core::Instant now) const;
    [[nodiscard]] std::vector<DocumentFacts> list_documents() const;
    [[nodiscard]] membership::UnixSeconds unix_now(core::Instant now) const {
        return membership::UnixSeconds{wall_clock_.at(now)};
    }
    [[nodiscard]] bool has_storage() const { return !is_storage_gone_; }
    // The key and its devices have no role any more, and of what they wrote counts what is here. Of
    // oneself: leaves the mesh.
    [[nodiscard]] std::expected<void, membership::WriteRefusal> revoke(
        const membership::MemberKey& key, core::Instant now);
    [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }
    [[nodiscard]] std::size_t door_count() const { return doors_.size() + held_.size(); }
    [[nodiscard]] bool has_session(const PeerId& peer) const { return sessions_.contains(peer); }
    [[nodiscard]] const liveness::Liveness& presence() const { return liveness_; }
    // What it runs on and what it can carry is said once, in the options. How busy it is goes out
    // with the next pulse.
    void set_activity(liveness::Activity activity, core::Instant now);
    void set_load(liveness::Load load) { liveness_.set_load(load); }

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
    [[nodiscard]] const std::string& name_of(DocumentNumber number) const {
        return documents_.at(number)->name;
    }
    // With a peer that has it too.
    [[nodiscard]] bool is_reconciled(DocumentNumber number) const;
    [[nodiscard]] std::size_t document_count() const { return documents_.size(); }
    // A change around `act(Editor&) -> Result<void>`; what becomes of it is told by QuorumTold
    // under the document's number and this one. Nothing if nothing was done. Writes of one policy
    // that come while one of ours is on its way into the journal join in one change (ND33).
    template <class Act>
    [[nodiscard]] std::expected<std::optional<quorum::Sequence>, NotWritten> write(
        DocumentNumber number, const quorum::Policy& policy, core::Instant now, Act act) {
        const auto begun = begin_write(number, policy, now);
        if (!begun) return std::unexpected(begun.error());
        documents::SharedDocument& shared = *documents_.at(number)->shared;
        const std::uint64_t done = shared.own_done();
        const auto written = shared.join_own(wall_millis(now), act);
        if (begun->joins && !written && written.error() == core::Error::too_large &&
            shared.own_done() == done) {
            shared.close_own();  // Alone it may fit.
            return write(number, policy, now, act);
        }
        end_write(number, *begun, policy, now);
        if (!written) return std::unexpected(NotWritten(written.error()));
        if (!*written) return std::nullopt;
        return begun->write.sequence;
    }
    [[nodiscard]] const quorum::Quorum& quorum() const { return quorum_; }

    // --- Notes, of what members do at the moment.

    // Ours, told to all until it is taken out, or this node ends. Error::value_missing without a
    // mesh, and the errors of Notes::set().
    [[nodiscard]] core::Result<void> set_note(std::string_view topic, core::Bytes bytes,
                                              core::Instant now);
    void clear_note(std::string_view topic, core::Instant now);
    // Nothing before there is a mesh. What is different is told by NotesChanged.
    [[nodiscard]] const notes::Notes* notes() const { return notes_.get(); }

    // --- Tasks.

    // Null before there is a mesh. What becomes of them is told by WorkTold.
    [[nodiscard]] const Working* work() const { return working_.get(); }
    [[nodiscard]] tasks::TaskId draw_task() { return draw_bytes<tasks::TaskId>(); }
    // False, and nothing is done, before there is a mesh.
    template <class Act>
    bool work(core::Instant now, Act act) {
        now_ = now;
        if (!working_) return false;
        act(*working_);
        settle(now);
        return true;
    }

    // --- The ordered log, of writes under Policy::leader().

    // Nothing before there is a mesh.
    [[nodiscard]] const ordering::Ordering* order() const { return ordering_.get(); }
    // Before the node ends: its office goes to another, its peers hear that it goes, and it
    // connects to nobody by itself any more.
    void leave(core::Instant now);

    // Dials whoever is there, and if the address names a peer, again, as if it had been lost
    // (ND40).
    void reach(const core::codec::Multiaddr& address, core::Instant now);
    // With everybody, as after a sleep.
    void reconcile(core::Instant now);
    // The network may be another one, or there is one again (ND35).
    void wake(core::Instant now);

private:
    using StreamHandle = net::swarm::StreamHandle;

    // node.cpp
    void tell(Event event);
    void settle(core::Instant now);
    [[nodiscard]] bool settle_once(core::Instant now);
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

    // facts.cpp
    [[nodiscard]] std::vector<core::codec::Multiaddr> invite_addresses() const;

    // keeping.cpp
    void hear_store(core::Instant now);
    void restore(core::store::RecordType type, core::Bytes bytes);
    void forget_restored();
    void note(const core::store::JournalEvent& event, core::Instant now);
    void note_opened(core::Instant now);
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
    void answer_door(StreamHandle stream, const PeerId& peer, core::Instant now);
    [[nodiscard]] membership::DoorOptions door_options(const PeerId& peer, net::LinkId link) const;
    [[nodiscard]] membership::Knowledge knowledge() const;
    [[nodiscard]] std::optional<membership::MeshId> mesh_id() const;
    [[nodiscard]] membership::Bearing clone_bearing() const;
    void hear_door_stream(StreamHandle stream, const net::swarm::Received&, core::Instant now);
    void hear_door_stream(StreamHandle stream, const net::swarm::Finished&, core::Instant now);
    void hear_door_stream(StreamHandle stream, const net::swarm::Failed&, core::Instant now);
    void hear_door_stream(StreamHandle stream, const auto& event, core::Instant now);
    void pump_door(StreamHandle stream, core::Instant now);
    void expire_doors(core::Instant now);
    void hear_door(StreamHandle stream, const PeerId& peer, bool we_open,
                   const std::optional<membership::MeshId>& mesh, membership::DoorEvent event,
                   core::Instant now);
    void hear_other_mesh(const PeerId& peer, membership::OtherMesh& other, core::Instant now);
    void hear_silence(net::LinkId link, core::Instant now);
    void hear_refusal(const PeerId& peer, bool we_open, const membership::Refused& refused,
                      core::Instant now);
    void close_stranger(const PeerId& peer, core::Instant now);
    void let_found(const PeerId& peer);
    void show_grant(StreamHandle stream, const membership::GrantShown& shown, core::Instant now);
    void answer_grant(StreamHandle stream, const membership::GrantAnswer& answer,
                      core::Instant now);

    // sessions.cpp
    void let_in(const PeerId& peer, bool we_open, core::Instant now);
    void meet(StreamHandle stream, const PeerId& peer, core::Instant now);
    void begin_session(const PeerId& peer, StreamHandle stream, bool is_ours, core::Instant now);
    void end_session(const PeerId& peer, core::Instant now);
    void break_off(Session& session, std::string_view what);
    // Whether there were any.
    bool end_broken_sessions(core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Received&, core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Writable&, core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Agreed&, core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Finished&, core::Instant now);
    void hear_session_stream(const PeerId& peer, const net::swarm::Failed&, core::Instant now);
    void lose_session_stream(const PeerId& peer, core::Instant now);
    // False if it is not held.
    [[nodiscard]] bool hear_held_stream(StreamHandle stream, const net::swarm::StreamEvent& event);
    void receive(Session& session, core::Bytes bytes, core::Instant now);
    void take(Session& session, const lanes::Message& message, core::Instant now);
    void pump(Session& session, core::Instant now);
    [[nodiscard]] const PeerId* peer_on(StreamHandle stream) const;

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
    [[nodiscard]] core::Buffer applied_state() const override;

    // work.cpp
    void begin_work(core::Instant now);
    [[nodiscard]] bool settle_work(core::Instant now);
    void put_letter(tasks::OutgoingLetter letter);
    void keep_blobs();
    void take_letter(Session& session, core::Bytes bytes, core::Instant now);
    [[nodiscard]] std::optional<membership::Role> role_of(
        const tasks::Member& member) const override;
    [[nodiscard]] tasks::UnixSeconds unix_seconds(core::Instant now) const override;
    [[nodiscard]] bool knows_all(core::Instant now) const override;

    // noting.cpp
    void begin_notes(core::Instant now);
    void settle_notes(core::Instant now);
    void forget_notes_of_strangers(core::Instant now);
    [[nodiscard]] bool may_note(const notes::AuthorKey& author) const override;

    // reaching.cpp
    void take_place(Session& session, core::Bytes bytes, core::Instant now);
    void learn_place(const PeerId& peer, core::Bytes record, core::Instant now);
    void take_early_places(core::Instant now);
    void say_places(Session& session, core::Instant now);
    void note_place(const PeerId& peer, core::Instant now);
    [[nodiscard]] bool wants_to_reach(const PeerId& peer, core::Instant now) const;
    void look_whom_to_reach(core::Instant now);
    void reach_due(core::Instant now);
    void compare_some(core::Instant now);
    void compare_all(core::Instant now);

    // members.cpp
    bool take_own_entry(core::Bytes bytes, std::optional<StreamHandle> let_in, core::Instant now);
    void take_members(Session& session, core::Bytes bytes, core::Instant now);
    void note_members(core::Instant now);
    void admit_waiting(core::Instant now);

    // revoking.cpp
    [[nodiscard]] std::expected<void, membership::WriteRefusal> write_revocations(
        const membership::MemberKey& key, core::Instant now);
    [[nodiscard]] std::optional<std::uint64_t> counted(
        const documents::AuthorKey& author, const core::crdt::DocumentId& document) const override;
    [[nodiscard]] bool is_authority(const PeerId& peer) const override;
    [[nodiscard]] bool has_lost_role(const PeerId& peer) const;
    void note_cuts(core::Instant now);
    void note_own_role(core::Instant now);
    void end_revoked_sessions(core::Instant now);
    void expire_closing(core::Instant now);

    // sharing.cpp
    [[nodiscard]] core::Result<DocumentNumber> begin_document(std::string_view name,
                                                              core::Instant now);
    void add_document(DocumentNumber number, const std::string& name, core::Instant now);
    [[nodiscard]] core::crdt::DocumentId id_of(std::string_view name) const;
    void say_interest(Session& session);
    void take_interest(Session& session, core::Bytes bytes, core::Instant now);
    void open_wanted(Session& session, core::Instant now);
    [[nodiscard]] std::size_t brought_count(const PeerId& by) const;
    [[nodiscard]] std::expected<DocumentNumber, NotKept> bring_document(const PeerId& by,
                                                                        const std::string& name,
                                                                        core::Instant now);
    void share(Session& session, DocumentNumber number, core::Instant now);
    void take_about_document(Session& session, const lanes::Message& message, core::Instant now);
    void settle_documents(core::Instant now);
    void settle_document(DocumentNumber number, Document& document, core::Instant now);
    void hear(DocumentNumber number, const documents::Event& event, core::Instant now);
    [[nodiscard]] Session* session_of(documents::Peer number);

    // doubting.cpp
    void begin_doubt(core::Instant now);
    void set_doubt(Doubt doubt);
    void keep_doubt();
    [[nodiscard]] bool is_certain(const Document& document, core::Instant now) const;
    void note_met(Document& document, const PeerId& peer, core::Instant now);
    void end_doubt(core::Instant now);

    // writing.cpp
    [[nodiscard]] bool may_join(const Document& document, quorum::Write write,
                                const quorum::Policy& policy, core::Instant now) const;
    void keep_promise_of_closed(Document& document);
    [[nodiscard]] std::expected<BegunWrite, NotWritten> begin_write(DocumentNumber number,
                                                                    const quorum::Policy& policy,
                                                                    core::Instant now);
    void end_write(DocumentNumber number, const BegunWrite& begun, const quorum::Policy& policy,
                   core::Instant now);

    static constexpr std::size_t events_max = std::size_t{1} << 16;
    static constexpr std::size_t pulses_waiting_size_max = std::size_t{4} << 10;
    static constexpr std::size_t notes_waiting_size_max = std::size_t{64} << 10;
    static constexpr core::Duration knock_again_after = std::chrono::seconds{2};
    static constexpr core::Duration door_closing_max = std::chrono::seconds{5};
    static constexpr std::size_t doors_per_peer_max = 2;
    // Of two ends that open a stream to one another.
    static constexpr core::Duration both_opening_max = std::chrono::seconds{5};

    Options options_;
    std::optional<membership::MeshId> invited_to_;  // By a grant.
    net::swarm::Swarm& swarm_;
    const core::crypto::Ed25519KeyPair& identity_;
    PeerId self_;
    core::crypto::SecretSource secrets_;
    core::Prng prng_;
    core::Instant now_;
    core::store::WallClock wall_clock_;

    core::store::Store store_;
    bool is_open_ = false;
    bool is_unreadable_ = false;  // What was kept: then it never opens.
    bool is_storage_gone_ = false;
    Doubt doubt_ = Doubt::none;
    bool is_doubt_kept_ = true;
    bool has_lost_ = false;              // Something of what it kept: told when that is opened.
    core::Instant doubting_since_ = {};  // In this life.
    core::Queue<Syncing> syncing_;
    StateReader restoring_;
    std::optional<StateWriter> snapshot_;  // While it is written.
    Promises promises_;

    std::unique_ptr<Mesh> mesh_;
    std::map<membership::MemberKey, membership::DocumentCuts> cuts_;  // As the log has them.
    bool looks_for_revoked_ = false;  // Among those in session, when what goes on is over.
    OwnRole own_role_;
    std::uint64_t mesh_count_ = 0;  // That this node was in since it began.
    std::optional<core::Instant> found_at_;
    bool lets_another_found_ = false;
    core::sync::SketchKey sketch_key_;
    quorum::Quorum quorum_;
    ordering::Kept kept_order_;  // Until the journal has told all.
    std::unique_ptr<ordering::Ordering> ordering_;
    std::map<quorum::Write, core::Duration> to_order_;  // Not journaled yet. Its author's patience.
    std::map<ordering::OrderNumber, quorum::Write> ordering_writes_;
    liveness::Liveness liveness_;
    std::unique_ptr<notes::Notes> notes_;
    std::vector<core::Buffer> kept_blobs_;  // Until there is somebody to take them.
    std::unique_ptr<Working> working_;

    std::map<net::LinkId, LinkFacts> links_;
    std::map<StreamHandle, Door> doors_;
    std::map<PeerId, core::Instant> knock_at_;  // Again.
    std::map<StreamHandle, Held> held_;
    std::set<PeerId> admitted_;  // While they are connected.
    Reaching reaching_;
    bool is_leaving_ = false;
    std::set<PeerId> placed_;  // Authorities whose places were told to all.
    std::optional<core::Instant> compare_at_;
    DocumentNumber compared_{0};  // The last one.
    std::map<PeerId, Session> sessions_;
    std::map<StreamHandle, Closing> closing_;
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
