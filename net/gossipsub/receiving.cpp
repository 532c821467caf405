// What comes in: frames, RPCs, and who is subscribed to what.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/variant.h"
#include "core/codec/varint.h"
#include "net/gossipsub/router.h"

namespace net::gossipsub {

void Router::receive(const core::codec::PeerId& peer_id, core::Bytes bytes, core::Instant now) {
    Peer* const peer = find(peer_id);
    if (!peer) return;
    while (!peer->has_ended && !bytes.empty() && read_frame(*peer, bytes, now)) {
    }
    mark_dirty(*peer);
}

// Takes what it can of one frame; false if more is needed. A whole one is read where it lies.
bool Router::read_frame(Peer& peer, core::Bytes& bytes, core::Instant now) {
    const bool was_partial = !peer.partial.empty();
    std::size_t head_size = 0;
    if (was_partial) {
        // The size first, byte by byte: it has a few at most.
        while (
            core::codec::varint_size_max > peer.partial.size() &&
            std::ranges::none_of(peer.partial, [](std::byte b) { return b < std::byte{0x80}; })) {
            if (bytes.empty()) return false;
            peer.partial.push_back(bytes.front());
            bytes = bytes.subspan(1);
        }
    }
    core::Reader head(was_partial ? core::Bytes(peer.partial) : bytes);
    const auto size = core::codec::read_varint(head);
    if (!size) {
        if (size.error() != core::Error::truncated || was_partial) {
            end_peer(peer, EndReason::size_malformed);
            return false;
        }
        peer.partial.assign(bytes.begin(), bytes.end());
        bytes = {};
        return false;
    }
    if (*size > options_.limits.rpc_size_max) {
        end_peer(peer, EndReason::rpc_too_large);
        return false;
    }
    head_size = head.position();
    const std::size_t frame_size = head_size + static_cast<std::size_t>(*size);
    if (!was_partial && bytes.size() >= frame_size) {
        const core::Bytes rpc = bytes.subspan(head_size, frame_size - head_size);
        bytes = bytes.subspan(frame_size);
        receive_rpc(peer, rpc, now);
        return true;
    }
    const std::size_t taken = std::min(frame_size - peer.partial.size(), bytes.size());
    core::append(peer.partial, bytes.first(taken));
    bytes = bytes.subspan(taken);
    if (peer.partial.size() < frame_size) return false;
    const core::Buffer frame = std::exchange(peer.partial, {});
    receive_rpc(peer, core::Bytes(frame).subspan(head_size), now);
    return true;
}

bool Router::is_graylisted(const Peer& peer) const {
    return !peer.is_direct && score_of(peer) < options_.score.thresholds.graylist;
}

void Router::receive_rpc(Peer& peer, core::Bytes rpc, core::Instant now) {
    bool is_unheard = false;
    RpcBudget budget{options_.limits.subscriptions_per_rpc_max,
                     options_.limits.control_items_per_rpc_max, options_.limits.ids_per_rpc_max};
    RpcReader items(rpc);
    for (;;) {
        const auto item = items.next();
        if (!item) return end_peer(peer, EndReason::rpc_malformed);
        if (!*item) break;
        // Who is subscribed is not a matter of trust, and must be known when trust comes back.
        if (!core::holds_alternative<Subscription>(**item)) {
            // What came before in this RPC may have cost it the last of its trust.
            if (!is_unheard && is_graylisted(peer)) {
                is_unheard = true;
                ++counters_.graylisted_rpcs;
            }
            if (is_unheard) continue;
        }
        if (!handle(peer, **item, budget, now)) return end_peer(peer, EndReason::rpc_malformed);
    }
}

bool Router::handle(Peer& peer, const RpcItem& item, RpcBudget& budget, core::Instant now) {
    if (const auto* const message = core::get_if<MessageView>(&item)) {
        handle_message(peer, *message, now);
        return true;
    }
    if (const auto* const subscription = core::get_if<Subscription>(&item)) {
        if (budget.subscriptions == 0) {
            reach(Limit::subscriptions_per_rpc);
            return true;
        }
        --budget.subscriptions;
        handle_subscription(peer, *subscription, now);
        return true;
    }
    if (!peer.has_mesh()) return true;
    if (budget.control_items == 0) {
        reach(Limit::control_items_per_rpc);
        return true;
    }
    --budget.control_items;
    if (const auto* const ihave = core::get_if<IHave>(&item))
        return handle_ihave(peer, *ihave, budget, now);
    if (const auto* const iwant = core::get_if<IWant>(&item))
        return handle_iwant(peer, *iwant, budget);
    if (const auto* const idontwant = core::get_if<IDontWant>(&item))
        return handle_idontwant(peer, *idontwant, budget);
    if (const auto* const prune = core::get_if<Prune>(&item))
        return handle_prune(peer, *prune, now);
    if (const auto* const graft = core::get_if<Graft>(&item)) handle_graft(peer, *graft, now);
    if (core::holds_alternative<KnowsChoke>(item)) peer.knows_choke = options_.forward.choke;
    if (const auto* const choke = core::get_if<Choke>(&item)) handle_choke(peer, *choke);
    return true;
}

void Router::handle_subscription(Peer& peer, const Subscription& item, core::Instant now) {
    if (item.subscribes) return add_subscription(peer, item.topic);
    Topic* const topic = topics_.find(item.topic);
    if (topic && topic->peers.contains(peer))
        remove_subscription(peer, *topic, PruneReason::peer_unsubscribed, now);
}

void Router::add_subscription(Peer& peer, std::string_view name) {
    const LimitOptions& limits = options_.limits;
    if (name.empty() || name.size() > limits.topic_size_max) return reach(Limit::topic_size);
    Topic* found = topics_.find(name);
    if (found && found->peers.contains(peer)) return;
    if (peer.topics.size() >= limits.topics_per_peer_max) return reach(Limit::topics_per_peer);
    if (name.size() > limits.topic_bytes_per_peer_max - peer.topic_bytes)
        return reach(Limit::topic_bytes_per_peer);
    if (!found && topics_.size() >= limits.topics_max) return reach(Limit::topics);

    Topic& topic = found ? *found : topics_.ensure(name);
    topic.peers.add(peer);
    if (peer.is_direct || !peer.has_mesh()) topic.always_served.add(peer);
    const auto at = std::ranges::lower_bound(peer.topics, topic.number, {},
                                             [](const Topic* t) { return t->number; });
    peer.topics.insert(at, &topic);
    peer.topic_bytes += name.size();
    tell(PeerSubscribed{peer.id, topic.name});
}

void Router::remove_subscription(Peer& peer, Topic& topic, PruneReason reason, core::Instant now) {
    topic.peers.remove(peer);
    topic.always_served.remove(peer);
    remove_from_mesh(topic, peer, reason, now);
    if (topic.fanout) topic.fanout->peers.remove(peer);
    const auto at = std::ranges::lower_bound(peer.topics, topic.number, {},
                                             [](const Topic* t) { return t->number; });
    ASSERT(at != peer.topics.end() && *at == &topic);
    peer.topics.erase(at);
    peer.topic_bytes -= topic.name.size();
    tell(PeerUnsubscribed{peer.id, topic.name});
    topics_.release(topic);
}

}  // namespace net::gossipsub
