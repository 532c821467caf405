// Descriptions for logs.
#include "net/gossipsub/events.h"

#include <utility>

#include "core/base/format.h"
#include "core/base/variant.h"

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

std::string_view advice(EndReason reason) {
    switch (reason) {
        case EndReason::size_malformed: return "Update the peer: what it writes is no gossip.";
        case EndReason::rpc_too_large:
            return "Let the peer send less at once, or raise the size of an RPC in the options.";
        case EndReason::rpc_malformed: return "Update the peer: it is heard again after a minute.";
    }
    std::unreachable();
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

namespace {

struct GossipWords {
    std::string operator()(const MessageReceived& event) const {
        return core::formatted("{} bytes of {} in {}", event.message->data().size(),
                               event.message->author().to_text(), event.message->topic());
    }
    std::string operator()(const MessageRejected& event) const {
        return core::formatted("a message from {} was not taken: {}. {}", event.from.to_text(),
                               describe(event.reason), advice(event.reason));
    }
    std::string operator()(const PeerSubscribed& event) const {
        return core::formatted("{} subscribed to {}", event.peer.to_text(), event.topic);
    }
    std::string operator()(const PeerUnsubscribed& event) const {
        return core::formatted("{} unsubscribed from {}", event.peer.to_text(), event.topic);
    }
    std::string operator()(const Grafted& event) const {
        return core::formatted("{} is in the mesh of {}", event.peer.to_text(), event.topic);
    }
    std::string operator()(const Pruned& event) const {
        return core::formatted("{} left the mesh of {}: {}", event.peer.to_text(), event.topic,
                               describe(event.reason));
    }
    std::string operator()(const PeersExchanged& event) const {
        return core::formatted("{} tells of {} peers in {}", event.from.to_text(),
                               event.peers.size(), event.topic);
    }
    std::string operator()(const MessagesDropped& event) const {
        return core::formatted(
            "{} messages to {} were dropped: it reads too slowly. "
            "Publish less, or look at the network between.",
            event.count, event.peer.to_text());
    }
    std::string operator()(const PeerEnded& event) const {
        return core::formatted("{} takes no part in gossip: {}. {}", event.peer.to_text(),
                               describe(event.reason), advice(event.reason));
    }
};

}  // namespace

std::string describe(const Event& event) { return core::match(event, GossipWords()); }

}  // namespace net::gossipsub
