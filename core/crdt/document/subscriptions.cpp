// An event at a place says that all above it show something else. Below, where something was put,
// or where items moved on, both trees are compared: before and now.
#include "core/crdt/document/subscriptions.h"

#include <algorithm>

#include "core/base/heap_sort.h"
#include "core/crdt/document/touched.h"

namespace core::crdt {

namespace {

// For each place of the events whether a list on the way, which is seen, has items elsewhere now.
std::vector<bool> moved_places(const Events& events) {
    const auto& places = events.places();
    std::vector<bool> is_moving(places.size());
    for (const Event& event : events)
        if (event.is_seen && holds_alternative<ListChanged>(event.what))
            is_moving[event.place] = true;
    std::vector<bool> is_moved(places.size());
    for (std::size_t i = 1; i < places.size(); ++i)
        is_moved[i] = is_moved[places[i].above] || is_moving[places[i].above];
    return is_moved;
}

}  // namespace

SubscriptionId Subscriptions::add(const Path& path) {
    const SubscriptionId id{++last_id_};
    if (path.size() > depth_max + 1) {
        looked_at_.emplace(id, nullptr);
        return id;
    }
    Place* place = &root_;
    for (const Step& step : path) {
        std::unique_ptr<Place>& below = place->below[step];
        if (!below) {
            below = std::make_unique<Place>();
            below->above = place;
            below->step = step;
        }
        place = below.get();
    }
    place->ids.push_back(id);
    looked_at_.emplace(id, place);
    return id;
}

std::vector<SubscriptionId> Subscriptions::all() const {
    std::vector<SubscriptionId> ids;
    for (const auto& [id, place] : looked_at_)
        if (place) ids.push_back(id);
    return ids;
}

void Subscriptions::remove(SubscriptionId id) {
    const auto found = looked_at_.find(id);
    if (found == looked_at_.end()) return;
    Place* place = found->second;
    looked_at_.erase(found);
    if (!place) return;
    std::erase(place->ids, id);
    while (place->above && place->ids.empty() && place->below.empty()) {
        Place* const above = place->above;
        const Step step = place->step;
        above->below.erase(step);
        place = above;
    }
}

void Subscriptions::note_changed(Place* place) {
    for (; place && place->changed_in != change_; place = place->above) {
        ++steps_;
        place->changed_in = change_;
        changed_.insert(changed_.end(), place->ids.begin(), place->ids.end());
    }
}

void Subscriptions::note_unclear(Place* place) {
    for (; place && place->compared_in != change_; place = place->above) look_at(*place);
}

void Subscriptions::note_unclear_below(Place& place) {
    std::vector<Place*> waiting{&place};
    while (!waiting.empty()) {
        Place* const above = waiting.back();
        waiting.pop_back();
        for (const auto& [step, below] : above->below) {
            if (below->compared_in != change_) look_at(*below);
            waiting.push_back(below.get());
        }
    }
}

void Subscriptions::look_at(Place& place) {
    ++steps_;
    place.compared_in = change_;
    if (!place.ids.empty()) unclear_.push_back(&place);
}

bool Subscriptions::is_changed(Touched& touched, const Place& place) {
    Path path;
    for (const Place* at = &place; at->above; at = at->above) path.push_back(at->step);
    std::ranges::reverse(path);
    if (path.empty())
        return touched.tree_before(touched.root()) != tree_of(touched.root(), touched.characters());
    const NodePlace before = touched.find_before(path);
    const NodePlace now = find_place(touched.root(), path);
    if (before.slot == now.slot && (!now.slot || !touched.is_touched(*now.slot))) return false;
    const auto tree = now.slot ? tree_of(*now.slot, touched.characters()) : std::nullopt;
    return tree != (before.slot ? touched.tree_before(before) : std::nullopt);
}

std::vector<Subscriptions::Near> Subscriptions::near(const Events& events) {
    const auto& places = events.places();
    std::vector<Near> near(places.size());
    near[0] = {&root_, true};
    for (std::size_t i = 1; i < places.size(); ++i) {
        ++steps_;
        const Near above = near[places[i].above];
        near[i] = {above.place, false};
        if (!above.is_there) continue;
        const auto below = above.place->below.find(places[i].step);
        if (below != above.place->below.end()) near[i] = {below->second.get(), true};
    }
    return near;
}

std::vector<SubscriptionId> Subscriptions::changed(Touched& touched, const Events& events) {
    if (looked_at_.empty() || events.empty()) return {};
    ++change_;
    const std::vector<bool> is_moved = moved_places(events);
    const std::vector<Near> nearest = near(events);
    for (const Event& event : events) {
        // The list in which it moved says all that there is to say about it.
        if (!event.is_seen || is_moved[event.place]) continue;
        const Near near = nearest[event.place];
        const auto* const list = get_if<ListChanged>(&event.what);
        if (list && list->may_show_the_same)
            note_unclear(near.place);
        else
            note_changed(near.place);
        const bool is_about_below = list || holds_alternative<SlotChanged>(event.what);
        if (near.is_there && is_about_below) note_unclear_below(*near.place);
    }
    for (Place* const place : unclear_)
        if (place->changed_in != change_ && is_changed(touched, *place))
            changed_.insert(changed_.end(), place->ids.begin(), place->ids.end());
    unclear_.clear();
    core::heap_sort(changed_, [](auto one, auto other) { return one < other; });
    return std::exchange(changed_, {});
}

}  // namespace core::crdt
