// Descriptions for logs.
#include "net/gossipsub/events.h"

namespace net::gossipsub {

std::string_view describe(PruneReason reason) {
    switch (reason) {
        case PruneReason::asked_by_peer: return "the peer asked for it";
        case PruneReason::peer_unsubscribed: return "the peer unsubscribed";
        case PruneReason::peer_gone: return "the peer has gone";
        case PruneReason::unsubscribed_here: return "the topic was unsubscribed";
        case PruneReason::score_negative: return "the peer's score is negative";
        case PruneReason::mesh_full: return "the mesh has too many peers";
    }
}

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::size_malformed: return "the size of an RPC is malformed";
        case EndReason::rpc_too_large: return "an RPC is too large";
        case EndReason::rpc_malformed: return "an RPC is malformed";
    }
}

std::string_view describe(Limit limit) {
    switch (limit) {
        case Limit::topic_size: return "size of a topic's name";
        case Limit::topics_per_peer: return "topics of a peer";
        case Limit::topic_bytes_per_peer: return "bytes of a peer's topics";
        case Limit::topics: return "topics";
        case Limit::subscriptions_per_rpc: return "subscriptions in an RPC";
        case Limit::control_items_per_rpc: return "control items in an RPC";
        case Limit::ids_per_rpc: return "ids in an RPC";
        case Limit::exchanged_peers: return "peers in a prune";
        case Limit::ihaves: return "IHAVEs of a peer in a heartbeat";
        case Limit::ihave_ids: return "ids of a peer's IHAVEs in a heartbeat";
        case Limit::idontwant_ids: return "ids of a peer's IDONTWANTs in a heartbeat";
        case Limit::iwant_ids: return "ids of a peer's IWANTs in a heartbeat";
        case Limit::iwant_repeats: return "a message sent again to one peer";
        case Limit::seen: return "messages remembered";
        case Limit::asked: return "messages asked for";
        case Limit::promises: return "promises of messages asked for";
        case Limit::unvalidated: return "messages waiting for validation";
        case Limit::queued: return "messages waiting for a peer";
        case Limit::queued_ids: return "ids waiting for a peer";
        case Limit::backoffs: return "backoffs in a topic";
        case Limit::retained_scores: return "scores of peers that have gone";
    }
}

}  // namespace net::gossipsub
