// The node's life: the mesh that it is in, what it tells, and when it wants to be woken.
#include "fabric/node/node.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/crypto/sha256.h"

namespace fabric::node {

using core::Instant;
using membership::OptionalSecret;
using membership::SignedGenesis;

namespace {

// Of what mixes keys into sketches, which nobody outside of the mesh can foresee.
core::sync::SketchKey sketch_key(const membership::MeshKey& key) {
    core::sync::SketchKey sketch;
    core::crypto::hkdf_expand(
        core::crypto::hkdf_extract(core::as_bytes("selvage sketch key 1"), key.expose()), {},
        sketch.mutable_view());
    return sketch;
}

}  // namespace

Node::Node(Options options, net::swarm::Swarm& swarm, const core::crypto::Ed25519KeyPair& identity,
           core::crypto::SecretRoot root, core::Seed seed, Instant now,
           core::store::WallClock wall_clock)
    : options_(std::move(options)),
      invited_to_(options_.bearing ? std::optional(options_.bearing->grant.grant.mesh)
                                   : std::nullopt),
      swarm_(swarm),
      identity_(identity),
      self_(id_of_member(identity.public_key())),
      secrets_(std::move(root)),
      prng_(seed),
      now_(now),
      wall_clock_(wall_clock),
      store_(options_.store, core::Seed{prng_.next()}, now, wall_clock),
      syncing_(SIZE_MAX),
      quorum_(self_, options_.quorum, now),
      liveness_(self_, options_.presence, options_.liveness, core::Seed{prng_.next()}),
      reaching_(options_.reaching, core::Seed{prng_.next()}) {
    swarm_.add_protocol(std::string(membership::door_protocol));
    swarm_.add_protocol(std::string(mesh_protocol));
}

Node::~Node() = default;

void Node::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Else the body did not take events.
}

std::int64_t Node::wall_millis(Instant now) const {
    const auto passed =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - wall_clock_.begin).count();
    return static_cast<std::int64_t>(wall_clock_.seconds) * 1'000 + passed;
}

bool Node::hear(const net::swarm::Event& event, Instant now) {
    now_ = now;
    bool is_ours = false;
    core::match(
        event,
        core::Cases{[&](const net::swarm::Connected& told) { note(told, now); },
                    [&](const net::swarm::Disconnected& told) { note(told, now); },
                    [&](const net::swarm::StreamTold& told) { is_ours = note(told, now); },
                    [&](const net::swarm::PeerIdentified& told) { note_place(told.peer, now); },
                    [](const auto&) {}});
    settle(now);
    return is_ours;
}

void Node::answer(core::store::DiskAnswer answer, Instant now) {
    now_ = now;
    store_.answer(std::move(answer), now);
    settle(now);
}

void Node::expire(Instant now) {
    now_ = now;
    store_.expire(now);
    liveness_.expire(now);
    quorum_.expire(now);
    if (ordering_) ordering_->expire(now);
    if (notes_) notes_->expire(now);
    if (working_) working_->expire(now);
    if (found_at_ && *found_at_ <= now) found(now);
    expire_doors(now);
    expire_closing(now);
    admit_waiting(now);
    reach_due(now);
    if (compare_at_ && *compare_at_ <= now) compare_some(now);
    while (const auto due = document_deadlines_.first_due(now)) {
        Document& document = *documents_.at(*due);
        document_deadlines_.remove(*due, document.place);
        document.shared->expire(now);
        unsettled_.insert(*due);
    }
    settle(now);
}

std::optional<Instant> Node::deadline() const {
    std::optional<Instant> first = core::earlier(store_.deadline(), liveness_.deadline());
    first = core::earlier(first, quorum_.deadline());
    if (ordering_) first = core::earlier(first, ordering_->deadline());
    if (notes_) first = core::earlier(first, notes_->deadline());
    if (working_) first = core::earlier(first, working_->deadline());
    first = core::earlier(first, document_deadlines_.earliest());
    first = core::earlier(first, found_at_);
    for (const auto& [peer, at] : knock_at_) first = core::earlier(first, at);
    first = core::earlier(first, reaching_.deadline());
    first = core::earlier(first, compare_at_);
    for (const auto& [stream, door] : doors_) first = core::earlier(first, door.deadline());
    for (const auto& [stream, closing] : closing_) first = core::earlier(first, closing.reset_at);
    for (const auto& [peer, session] : sessions_) first = core::earlier(first, session.admit_at);
    return first;
}

// What follows from whatever came in, until nothing does.
void Node::settle(Instant now) {
    while (settle_once(now)) {
    }
}

// Whether anything is left to be looked at.
bool Node::settle_once(Instant now) {
    hear_store(now);
    keep_doubt();
    while (auto event = liveness_.next_event()) {
        // What is behind us may be much: it is compared at once.
        if (core::holds_alternative<liveness::WeSlept>(*event)) compare_all(now);
        if (const auto* const left = core::get_if<liveness::Left>(&*event))
            reaching_.left(left->member);
        // Nobody hears it: a connection that still seems to be there leads to nobody, and whoever
        // wants it may dial anew.
        if (const auto* const suspected = core::get_if<liveness::BecameSuspected>(&*event))
            swarm_.close(suspected->member, now);
        tell(PresenceTold{*std::move(event)});
    }
    const bool has_ordered = settle_ordering(now);
    settle_documents(now);
    const bool has_worked = settle_work(now);
    keep_ordering();
    while (auto event = quorum_.next_event()) {
        hear_quorum(*event);
        tell(QuorumTold{*std::move(event)});
    }
    write_snapshot();
    while (auto said = liveness_.next_message()) {
        const auto session = sessions_.find(said->to);
        if (session == sessions_.end()) continue;
        // A pulse that does not go is as one that the network lost.
        lanes::Sender& sender = session->second.sender;
        if (sender.waiting_size(lanes::Lane::presence) < pulses_waiting_size_max)
            sender.put(lanes::Lane::presence, std::move(said->bytes));
    }
    if (notes_) settle_notes(now);
    for (auto& [peer, session] : sessions_) pump(session, now);
    if (std::exchange(looks_for_revoked_, false)) end_revoked_sessions(now);
    return end_broken_sessions(now) || has_ordered || has_worked || !unsettled_.empty();
}

bool Node::is_settled() const {
    if (!mesh_) return false;
    return mesh_->log.size() > 0 || std::ranges::any_of(documents_, [](const auto& entry) {
               return !entry.second->shared->replica().history().version().empty();
           });
}

void Node::found(Instant now) {
    now_ = now;
    found_at_.reset();
    if (mesh_ || !is_open_ || options_.bearing) return;
    if (!membership::check_name(options_.name)) return;
    membership::Genesis genesis{
        .name = options_.name,
        .root = identity_.public_key(),
        .policy = options_.secret ? membership::Policy::closed : membership::Policy::open,
        .chance = draw_bytes<membership::GenesisChance>(),
        .founded_at = unix_now(now)};
    auto signed_genesis = SignedGenesis::sign(std::move(genesis), identity_);
    ASSERT(signed_genesis);
    static_cast<void>(begin_mesh(*std::move(signed_genesis), membership::clone(options_.secret),
                                 Origin::founded, now));
    settle(now);
}

bool Node::begin_mesh(SignedGenesis genesis, OptionalSecret secret, Origin origin, Instant now) {
    MeshRecord record{std::move(genesis), std::move(secret), origin == Origin::founded};
    if (!keep(record_types::mesh, write_mesh_record(record))) return false;
    forget_mesh(now);
    if (record.is_founded_here) kept_order_ = ordering::Kept::founding(self_);
    set_mesh(std::move(record));
    // Nobody has written anything into a mesh that is new.
    if (doubt_ != Doubt::none && origin == Origin::founded) set_doubt(Doubt::elsewhere);
    if (doubt_ != Doubt::none && origin == Origin::learned) begin_doubt(now);
    begin_ordering(now);
    begin_notes(now);
    begin_work(now);
    found_at_.reset();
    tell(MeshIs{mesh_->log.mesh(), origin});
    note_members(now);
    knock_everywhere(now);
    return true;
}

void Node::set_mesh(MeshRecord record) {
    sketch_key_ = sketch_key(membership::mesh_key(record.secret, record.genesis.mesh()));
    options_.secret = membership::clone(record.secret);
    options_.bearing.reset();
    mesh_ = std::make_unique<Mesh>(std::move(record), options_);
    ++mesh_count_;
}

// Ours was founded for nothing: there was another, and nobody is in ours.
void Node::forget_mesh(Instant now) {
    while (!sessions_.empty()) {
        const PeerId peer = sessions_.begin()->first;
        const net::swarm::StreamHandle stream = sessions_.begin()->second.stream;
        end_session(peer, now);
        swarm_.reset(stream);
    }
    admitted_.clear();
    to_order_.clear();
    reaching_.clear();
    placed_.clear();
    ordering_writes_.clear();
    unsettled_.clear();
    document_deadlines_ = {};
    forget_restored();
}

// All that the journal told so far was of another mesh, or of a snapshot that is rotten.
void Node::forget_restored() {
    if (snapshot_) store_.abandon_snapshot();
    snapshot_.reset();
    documents_.clear();
    documents_by_id_.clear();
    promises_.clear();
    kept_order_ = {};
    ordering_.reset();
    notes_.reset();
    working_.reset();
    kept_blobs_.clear();
    cuts_.clear();
    mesh_.reset();
}

void Node::set_activity(liveness::Activity activity, Instant now) {
    now_ = now;
    liveness_.set_activity(activity, now);
    if (notes_) notes_->set_hidden(activity == liveness::Activity::hidden, now);
    settle(now);
}

void Node::leave(Instant now) {
    now_ = now;
    is_leaving_ = true;
    for (const auto& [number, document] : documents_) unsettled_.insert(number);
    if (ordering_) ordering_->hand_over(now);
    if (notes_) notes_->clear_all(now);
    liveness_.set_activity(liveness::Activity::closing, now);
    settle(now);
}

void Node::reconcile(Instant now) {
    now_ = now;
    compare_all(now);
    settle(now);
}

void Node::compare_all(Instant now) {
    for (const auto& [peer, session] : sessions_)
        for (const auto& [number, document] : documents_) {
            document->shared->reconcile(session.number, now);
            unsettled_.insert(number);
        }
}

}  // namespace fabric::node
