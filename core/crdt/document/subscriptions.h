// Subscriptions are places in a document that somebody looks at: each change tells which of them
// show something else now (rules DE4, DE5, spec/document.md).
#pragma once

#include <map>
#include <vector>

#include "core/base/id.h"
#include "core/crdt/document/event.h"
#include "core/crdt/document/path.h"

namespace core::crdt {

using SubscriptionId = Id<struct SubscriptionIdTag, std::uint32_t>;

class Subscriptions {
public:
    SubscriptionId add(Document& document, Path path);
    void remove(SubscriptionId id) { looked_at_.erase(id); }
    [[nodiscard]] bool empty() const { return looked_at_.empty(); }

    // Those that show something else since the events. The events must tell what was seen before.
    [[nodiscard]] std::vector<SubscriptionId> changed(Document& document,
                                                      const std::vector<Event>& events);

private:
    struct LookedAt {
        Path path;
        // Of a path that goes through a list, where other things come to stand at its positions.
        bool is_positional = false;
        std::optional<Tree> last;
    };

    static bool is_changed(Document& document, LookedAt& place, const std::vector<Event>& events);
    static bool is_changed(Document& document, const Path& path, const Event& event);

    std::map<SubscriptionId, LookedAt> looked_at_;
    std::uint32_t last_id_ = 0;
};

}  // namespace core::crdt
