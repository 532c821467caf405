// Windows are numbered, so that a heartbeat moves nothing.
#include "net/gossipsub/message_cache.h"

#include <limits>

#include "core/base/assert.h"

namespace net::gossipsub {

void MessageCache::add(const MessageRef& message) {
    const std::size_t size = message->encoded().size();
    if (size > size_max_) return;
    while (size_ + size > size_max_) drop_oldest();
    if (!entries_.insert(message->id(), Entry{message, {}})) return;
    size_ += size;
    const bool kept = order_.push({window_, message});
    ASSERT(kept);
}

void MessageCache::drop_oldest() {
    const Message& oldest = *order_.front().message;
    size_ -= oldest.encoded().size();
    entries_.erase(oldest.id());
    order_.drop_front();
    if (order_.empty()) order_.clear();
}

MessageRef MessageCache::find(const MessageId& id) const {
    const Entry* const entry = entries_.find(id);
    return entry ? entry->message : MessageRef();
}

std::uint8_t MessageCache::count_request(const MessageId& id, PeerNumber peer) {
    Entry* const entry = entries_.find(id);
    ASSERT(entry);
    for (Requests& requests : entry->requests) {
        if (requests.peer != peer) continue;
        if (requests.count < std::numeric_limits<std::uint8_t>::max()) ++requests.count;
        return requests.count;
    }
    entry->requests.push_back({peer, 1});
    return 1;
}

std::vector<MessageId> MessageCache::gossip_ids(std::string_view topic) const {
    std::vector<MessageId> ids;
    for (std::size_t i = 0; i < order_.size(); ++i) {
        const Place& place = order_[i];
        if (place.window + gossip_windows_ <= window_) continue;
        if (place.message->topic() == topic) ids.push_back(place.message->id());
    }
    return ids;
}

void MessageCache::shift() {
    ++window_;
    while (!order_.empty() && order_.front().window + windows_ <= window_) drop_oldest();
}

}  // namespace net::gossipsub
