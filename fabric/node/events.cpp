// Events in words.
#include "fabric/node/events.h"

namespace fabric::node {

std::string_view describe(const Event& event) {
    struct Names {
        std::string_view operator()(const Opened&) { return "has opened what it kept"; }
        std::string_view operator()(const MeshIs&) { return "knows its mesh"; }
        std::string_view operator()(const TwoMeshes&) { return "sees another mesh"; }
        std::string_view operator()(const NotLetIn&) { return "is not let in, or lets not in"; }
        std::string_view operator()(const PeerCame&) { return "has a session"; }
        std::string_view operator()(const PeerWent&) { return "has lost a session"; }
        std::string_view operator()(const MembersChanged&) { return "sees members change"; }
        std::string_view operator()(const DocumentAppeared&) { return "keeps a document"; }
        std::string_view operator()(const DocumentChanged&) { return "sees a document change"; }
        std::string_view operator()(const QuorumTold&) { return "hears of a write"; }
        std::string_view operator()(const PresenceTold&) { return "hears who is there"; }
        std::string_view operator()(const ChangeNotTaken&) { return "does not take a change"; }
        std::string_view operator()(const TwoTales&) { return "finds two tales"; }
        std::string_view operator()(const LeaderIs&) { return "hears who leads"; }
        std::string_view operator()(const InOrder&) { return "has a change in its order"; }
        std::string_view operator()(const Misbehaved&) { return "does not understand a peer"; }
        std::string_view operator()(const StorageTold&) { return "hears of its storage"; }
    };
    return core::match(event, Names());
}

}  // namespace fabric::node
