// What a node tells its user.
#pragma once

#include <string>
#include <string_view>

#include "core/base/id.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "core/store/store.h"
#include "fabric/documents/shared_document.h"
#include "fabric/liveness/events.h"
#include "fabric/membership/door.h"
#include "fabric/ordering/ordering.h"
#include "fabric/quorum/quorum.h"
#include "fabric/tasks/events.h"

namespace fabric::node {

using core::codec::PeerId;

// Of this node, for as long as its store lives.
using DocumentNumber = core::Id<struct DocumentNumberTag, std::uint64_t>;

// Everything that was kept is there.
struct Opened {
    bool has_mesh = false;
};
// What was kept is of a later version, or too damaged to say of which mesh it is. The node does not
// open: take another version, or put the data aside and join anew.
struct KeptUnreadable {};
// What was kept is of another mesh of this name than the one that the invite is to. The node does
// not open: people have to decide which of the two it is.
struct InviteElsewhere {
    membership::MeshId invited;
    membership::MeshId kept;
};
enum class Origin : std::uint8_t { kept, founded, learned };
struct MeshIs {
    membership::MeshId mesh;
    Origin origin = Origin::kept;
};
// There is another of this name, and people have to decide.
struct TwoMeshes {
    PeerId peer;
    membership::MeshId theirs;
};
struct NotLetIn {
    PeerId peer;
    membership::Refused refused;
};
// Somebody of the mesh, connected, from whom we hear and who hears us.
struct PeerCame {
    PeerId peer;
};
struct PeerWent {
    PeerId peer;
};
struct MembersChanged {};
// What this node is in its mesh, if that is not what it was before.
struct OwnRole {
    std::optional<membership::Role> role = {};
    bool is_revoked = false;  // Or it left.
    friend bool operator==(const OwnRole&, const OwnRole&) = default;
};
// It is kept here from now on, because somebody else has it.
struct DocumentAppeared {
    DocumentNumber document;
    std::string name;
};
// What a member said to have, and is not kept here though all is to be.
enum class NotKept : std::uint8_t {
    member_share_full,  // It brought as many as one member may.
    documents_full,
    storage_full,
};
[[nodiscard]] std::string_view describe(NotKept reason);
struct DocumentsNotKept {
    PeerId peer;
    NotKept reason = NotKept::documents_full;
    std::size_t count = 0;
};
// It shows something else than before: see SharedDocument::replica().
struct DocumentChanged {
    DocumentNumber document;
};
struct QuorumTold {
    quorum::Event event;
};
struct PresenceTold {
    liveness::Event event;
};
struct ChangeNotTaken {
    DocumentNumber document;
    documents::ChangeRefused refused;
};
struct TwoTales {
    DocumentNumber document;
    core::crdt::Equivocation proof;
};
// Who leads the group that keeps the ordered log, as far as is known here.
struct LeaderIs {
    ordering::Term term;
    std::optional<PeerId> leader;
};
// A change has its place in the ordered log: told at Authorities, in the order of the places.
struct InOrder {
    ordering::Place place;
    DocumentNumber document;
    documents::AuthorKey author;
    std::uint64_t sequence = 0;
};
// A peer that does not speak as we do; its session is over.
struct Misbehaved {
    PeerId peer;
    std::string_view what;
};
struct StorageTold {
    core::store::StoreEvent event;
};
// Somebody, we ourselves perhaps, says something else about a topic: see Node::notes().
struct NotesChanged {
    std::string topic;
};

// Of tasks: what its body is to run, and what its user waits for.
struct WorkTold {
    tasks::Event event;
};

using Event =
    core::Variant<Opened, KeptUnreadable, InviteElsewhere, MeshIs, TwoMeshes, NotLetIn, PeerCame,
                  PeerWent, MembersChanged, OwnRole, DocumentAppeared, DocumentsNotKept,
                  DocumentChanged, QuorumTold, PresenceTold, ChangeNotTaken, TwoTales, LeaderIs,
                  InOrder, Misbehaved, StorageTold, NotesChanged, WorkTold>;
// What it is called in logs and traces.
[[nodiscard]] std::string_view describe(const Event& event);

}  // namespace fabric::node
