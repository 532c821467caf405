// Events in words.
#include "fabric/node/events.h"

namespace fabric::node {

std::string_view describe(NotKept reason) {
    switch (reason) {
        case NotKept::member_share_full: return "keeps no more documents that this member brings";
        case NotKept::documents_full: return "keeps as many documents as it may";
        case NotKept::storage_full: return "has no room to keep another document";
    }
    std::unreachable();
}

std::string_view describe(const Event& event) {
    struct Names {
        std::string_view operator()(const Opened&) { return "has opened what it kept"; }
        std::string_view operator()(const KeptUnreadable&) { return "cannot read what it kept"; }
        std::string_view operator()(const WorkTold&) { return "hears of a task"; }
        std::string_view operator()(const InviteElsewhere&) { return "is invited to another mesh"; }
        std::string_view operator()(const MeshIs&) { return "knows its mesh"; }
        std::string_view operator()(const TwoMeshes&) { return "sees another mesh"; }
        std::string_view operator()(const NotLetIn& told) {
            return membership::describe(told.refused);
        }
        std::string_view operator()(const PeerCame&) { return "has a session"; }
        std::string_view operator()(const PeerWent&) { return "has lost a session"; }
        std::string_view operator()(const MembersChanged&) { return "sees members change"; }
        std::string_view operator()(const OwnRole& own) {
            return own.is_revoked ? "was revoked" : "has another role";
        }
        std::string_view operator()(const DocumentAppeared&) { return "keeps a document"; }
        std::string_view operator()(const DocumentsNotKept& told) { return describe(told.reason); }
        std::string_view operator()(const DocumentChanged&) { return "sees a document change"; }
        std::string_view operator()(const QuorumTold&) { return "hears of a write"; }
        std::string_view operator()(const PresenceTold&) { return "hears who is there"; }
        std::string_view operator()(const ChangeNotTaken&) { return "does not take a change"; }
        std::string_view operator()(const TwoTales&) { return "finds two tales"; }
        std::string_view operator()(const LeaderIs&) { return "hears who leads"; }
        std::string_view operator()(const InOrder&) { return "has a change in its order"; }
        std::string_view operator()(const Misbehaved&) { return "does not understand a peer"; }
        std::string_view operator()(const StorageTold&) { return "hears of its storage"; }
        std::string_view operator()(const NotesChanged&) { return "sees notes change"; }
    };
    return core::match(event, Names());
}

}  // namespace fabric::node
