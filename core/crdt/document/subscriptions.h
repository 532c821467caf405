// Subscriptions are places in a document that somebody looks at: each change tells which of them
// show something else now (rules DE4–DE6, spec/document.md).
//
// Nothing of the document is kept for them: what a change touched tells what was seen before. And
// they lie in a tree as the places do, so that a change asks for those near it alone.
#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/id.h"
#include "core/crdt/document/event.h"

namespace core::crdt {

class Touched;

using SubscriptionId = Id<struct SubscriptionIdTag, std::uint32_t>;

class Subscriptions {
public:
    // A path that no document is deep enough for is never told of.
    SubscriptionId add(const Path& path);
    void remove(SubscriptionId id);
    [[nodiscard]] bool empty() const { return looked_at_.empty(); }
    // Those of paths that there can be, in ascending order.
    [[nodiscard]] std::vector<SubscriptionId> all() const;

    // Those that show something else since the change that touched this, in ascending order.
    [[nodiscard]] std::vector<SubscriptionId> changed(Touched& touched, const Events& events);

    // Places that were visited so far: what changes have cost.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

private:
    struct Place {
        Place* above = nullptr;
        Step step;
        std::map<Step, std::unique_ptr<Place>> below;
        std::vector<SubscriptionId> ids;
        // The last change for which it was found changed, or looked at more closely.
        std::uint64_t changed_in = 0;
        std::uint64_t compared_in = 0;
    };

    // The deepest place on the way to one of an event, and whether it is that one.
    struct Near {
        Place* place = nullptr;
        bool is_there = false;
    };

    [[nodiscard]] std::vector<Near> near(const Events& events);
    // It and all above it; all below it.
    void note_changed(Place* place);
    void note_unclear(Place* place);
    void note_unclear_below(Place& place);
    void look_at(Place& place);
    [[nodiscard]] static bool is_changed(Touched& touched, const Place& place);

    Place root_;
    // Null for those that are never told of.
    std::map<SubscriptionId, Place*> looked_at_;
    std::uint32_t last_id_ = 0;

    std::uint64_t change_ = 0;
    std::vector<SubscriptionId> changed_;
    std::vector<Place*> unclear_;
    std::uint64_t steps_ = 0;
};

}  // namespace core::crdt
