// WantedMessages are those that peers told of and that have not come: who told, who was asked, and
// when it is time to ask the next. So that a message is asked for once, not of everybody who has
// it, and still comes if who was asked stays silent. Rules: GS36, GS49, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/small_vector.h"
#include "core/base/time.h"
#include "net/gossipsub/message_id.h"
#include "net/gossipsub/seen_cache.h"

namespace net::gossipsub {

struct WantedMessage {
    core::Instant until;  // When to ask the next.
    core::Instant announced_at;
    bool is_asked = false;                        // Of somebody, who may yet send it.
    core::SmallVector<PeerNumber, 2> announcers;  // Who has it and was not asked.
    PeerNumber first_announcer;
};

class WantedMessages {
public:
    explicit WantedMessages(std::size_t count_max)
        : count_max_(count_max), short_(2 * count_max), long_(4 * count_max) {}

    [[nodiscard]] WantedMessage* find(const MessageId& id) { return messages_.find(id); }
    [[nodiscard]] std::size_t size() const { return messages_.size(); }

    // Of a message that is not in it. Nothing if there are too many.
    WantedMessage* add(const MessageId& id, PeerNumber announcer, core::Instant now) {
        if (messages_.size() >= count_max_ || short_.full() || long_.full()) return nullptr;
        WantedMessage& wanted = messages_.ensure(id);
        wanted.announced_at = now;
        wanted.first_announcer = announcer;
        return &wanted;
    }
    // By its own length, of which there are two: waits of one length end in their order. False if
    // too many wait; the message is then to be forgotten.
    [[nodiscard]] bool wait_short(const MessageId& id, WantedMessage& wanted, core::Instant until) {
        wanted.until = until;
        return short_.push({until, id});
    }
    [[nodiscard]] bool wait_long(const MessageId& id, WantedMessage& wanted, core::Instant until) {
        wanted.until = until;
        return long_.push({until, id});
    }

    void remove(const MessageId& id) {
        if (messages_.erase(id) && messages_.empty()) {
            short_.clear();
            long_.clear();
        }
    }

    [[nodiscard]] std::optional<core::Instant> deadline() const {
        const auto first_of = [](const core::Queue<Wait>& waits) {
            return waits.empty() ? std::nullopt : std::optional(waits.front().until);
        };
        return core::earlier(first_of(short_), first_of(long_));
    }
    // One whose wait is over.
    [[nodiscard]] std::optional<MessageId> take_due(core::Instant now) {
        for (core::Queue<Wait>* const waits : {&short_, &long_}) {
            while (!waits->empty() && waits->front().until <= now) {
                const Wait wait = *waits->pop();
                const WantedMessage* const wanted = messages_.find(wait.id);
                // It may have come, or another may have been asked since.
                if (wanted && wanted->until == wait.until) return wait.id;
            }
        }
        return std::nullopt;
    }

private:
    struct Wait {
        core::Instant until;
        MessageId id;
    };

    std::size_t count_max_;
    core::OrderedMap<MessageId, WantedMessage> messages_;
    core::Queue<Wait> short_;
    core::Queue<Wait> long_;
};

}  // namespace net::gossipsub
