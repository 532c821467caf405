// MessageCache holds the messages of the last few heartbeats for peers that ask for them. The
// youngest windows are those that gossip tells about. Bounded in bytes: the oldest go first.
// Rules: GS33, GS34, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/small_vector.h"
#include "net/gossipsub/message.h"
#include "net/gossipsub/seen_cache.h"

namespace net::gossipsub {

class MessageCache {
public:
    MessageCache(std::uint32_t windows, std::uint32_t gossip_windows, std::size_t size_max)
        : order_(SIZE_MAX),
          windows_(windows),
          gossip_windows_(gossip_windows),
          size_max_(size_max) {}

    // Of a message that is not in it.
    void add(const MessageRef& message);
    // Nothing if it is not there.
    [[nodiscard]] MessageRef find(const MessageId& id) const;
    // Counts that the peer asked for it; how often it has now. It must be there.
    std::uint8_t count_request(const MessageId& id, PeerNumber peer);

    // The ids of a topic that gossip tells about, oldest first.
    [[nodiscard]] std::vector<MessageId> gossip_ids(std::string_view topic) const;
    // A heartbeat has passed.
    void shift();

    [[nodiscard]] std::size_t size() const { return order_.size(); }

private:
    struct Requests {
        PeerNumber peer;
        std::uint8_t count;
    };
    struct Entry {
        MessageRef message;
        core::SmallVector<Requests, 1> requests;
    };
    struct Place {
        std::uint64_t window;
        MessageRef message;
    };

    void drop_oldest();

    core::OrderedMap<MessageId, Entry> entries_;
    core::Queue<Place> order_;
    std::uint64_t window_ = 0;
    std::uint32_t windows_;
    std::uint32_t gossip_windows_;
    std::size_t size_ = 0;  // Bytes.
    std::size_t size_max_;
};

}  // namespace net::gossipsub
