// Sorted lists of peers and topics.
#include "net/gossipsub/peers.h"

#include "core/base/assert.h"

namespace net::gossipsub {
namespace {

constexpr auto number_of = [](const Peer* peer) { return peer->number; };
constexpr auto number_of_link = [](const MeshLink& link) { return link.peer->number; };

}  // namespace

bool PeerSet::contains(const Peer& peer) const {
    return std::ranges::binary_search(peers_, peer.number, {}, number_of);
}

bool PeerSet::add(Peer& peer) {
    const auto at = std::ranges::lower_bound(peers_, peer.number, {}, number_of);
    if (at != peers_.end() && *at == &peer) return false;
    peers_.insert(at, &peer);
    return true;
}

bool PeerSet::remove(const Peer& peer) {
    const auto at = std::ranges::lower_bound(peers_, peer.number, {}, number_of);
    if (at == peers_.end() || *at != &peer) return false;
    peers_.erase(at);
    return true;
}

MeshLink* Mesh::find(const Peer& peer) {
    const auto at = std::ranges::lower_bound(links_, peer.number, {}, number_of_link);
    return at != links_.end() && at->peer == &peer ? &*at : nullptr;
}

bool Mesh::contains(const Peer& peer) const {
    return std::ranges::binary_search(links_, peer.number, {}, number_of_link);
}

void Mesh::add(Peer& peer) {
    const auto at = std::ranges::lower_bound(links_, peer.number, {}, number_of_link);
    ASSERT(at == links_.end() || at->peer != &peer);
    links_.insert(at,
                  MeshLink{.peer = &peer, .of_peer = {}, .of_ours = {}, .counts_of_others = {}});
}

bool Mesh::remove(const Peer& peer) {
    const auto at = std::ranges::lower_bound(links_, peer.number, {}, number_of_link);
    if (at == links_.end() || at->peer != &peer) return false;
    links_.erase(at);
    return true;
}

const TopicScoreOptions& TopicTable::options_of(std::string_view name) const {
    for (const NamedTopicScore& named : options_.topics)
        if (named.topic == name) return named.options;
    return options_.topic;
}

Topic* TopicTable::find(std::string_view name) {
    const auto* const found = topics_.find(name);
    return found ? found->get() : nullptr;
}

Topic& TopicTable::ensure(std::string_view name) {
    if (Topic* const found = find(name)) return *found;
    auto made = std::make_unique<Topic>(Topic{.name = std::string(name),
                                              .number = {++numbers_used_},
                                              .score_options = &options_of(name),
                                              .peers = {},
                                              .always_served = {},
                                              .mesh = {},
                                              .fanout = {},
                                              .backoffs = {},
                                              .is_active = false});
    Topic& topic = *made;
    topics_.insert(topic.name, std::move(made));
    return topic;
}

void TopicTable::release(Topic& topic) {
    if (!topic.is_used()) topics_.erase(std::string_view(topic.name));
}

}  // namespace net::gossipsub
