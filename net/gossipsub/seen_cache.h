// SeenCache remembers the messages that have come for some time after they came, and of each what
// became of it and who else sent it: so that a message is taken once, and its senders are judged
// by what it turns out to be. Bounded: the oldest is forgotten for the newest. Rule GS9.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/id.h"
#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/small_vector.h"
#include "core/base/time.h"
#include "net/gossipsub/message_id.h"

namespace net::gossipsub {

// A peer while it is connected; a number is never used twice.
using PeerNumber = core::Id<struct PeerNumberTag, std::uint32_t>;

enum class Standing : std::uint8_t { unvalidated, accepted, rejected, ignored };

struct SeenMessage {
    Standing standing = Standing::unvalidated;
    core::Instant accepted_at;
    // Who sent it or told of it while it was not validated, without the first.
    core::SmallVector<PeerNumber, 2> holders;
};

class SeenCache {
public:
    SeenCache(std::size_t count_max, core::Duration life) : ages_(count_max), life_(life) {}

    [[nodiscard]] SeenMessage* find(const MessageId& id) { return messages_.find(id); }
    [[nodiscard]] bool contains(const MessageId& id) const { return messages_.contains(id); }
    [[nodiscard]] std::size_t size() const { return messages_.size(); }

    // Of a message that is not in it. Returns false if an old one had to go early.
    bool add(const MessageId& id, core::Instant now) {
        const bool fits = !ages_.full();
        if (!fits) forget_oldest();
        messages_.insert(id, SeenMessage{});
        const bool kept = ages_.push({now + life_, id});
        ASSERT(kept);
        return fits;
    }

    void expire(core::Instant now) {
        while (!ages_.empty() && ages_.front().until <= now) forget_oldest();
    }

private:
    struct Age {
        core::Instant until;
        MessageId id;
    };

    void forget_oldest() {
        messages_.erase(ages_.front().id);
        ages_.drop_front();
        if (ages_.empty()) ages_.clear();
    }

    core::OrderedMap<MessageId, SeenMessage> messages_;
    core::Queue<Age> ages_;  // In the order of their ends.
    core::Duration life_;
};

}  // namespace net::gossipsub
