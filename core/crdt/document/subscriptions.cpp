#include "core/crdt/document/subscriptions.h"

#include <algorithm>

namespace core::crdt {

namespace {

std::size_t common_size(const Path& one, const Path& other) {
    const auto ends = std::ranges::mismatch(one, other);
    return static_cast<std::size_t>(ends.in1 - one.begin());
}

// What is seen below a tree.
const Tree* find(const Tree& tree, PathView path) {
    const Tree* at = &tree;
    for (const Step& step : path) {
        const auto* const map = std::get_if<MapTree>(&at->what);
        const auto* const key = std::get_if<std::string>(&step);
        if (!map || !key) return nullptr;
        const auto entry = std::ranges::lower_bound(map->entries, *key, {}, &TreeEntry::key);
        if (entry == map->entries.end() || entry->key != *key) return nullptr;
        at = &entry->tree;
    }
    return at;
}

}  // namespace

SubscriptionId Subscriptions::add(Document& document, Path path) {
    const SubscriptionId id{++last_id_};
    LookedAt place;
    place.is_positional = std::ranges::any_of(
        path, [](const Step& step) { return std::holds_alternative<std::uint32_t>(step); });
    if (place.is_positional) place.last = find_tree(document, path);
    place.path = std::move(path);
    looked_at_.emplace(id, std::move(place));
    return id;
}

// A path by keys alone.
bool Subscriptions::is_changed(Document& document, const Path& path, const Event& event) {
    const std::size_t common = common_size(path, event.path);
    if (common == path.size()) return true;
    const auto* const slot = std::get_if<SlotChanged>(&event.what);
    if (!slot || common < event.path.size()) return false;
    // Something above it was put there or taken away.
    const Tree* const before =
        slot->before ? find(*slot->before, PathView(path).subspan(common)) : nullptr;
    const std::optional<Tree> now = find_tree(document, path);
    if (!before || !now) return before || now;
    return *before != *now;
}

bool Subscriptions::is_changed(Document& document, LookedAt& place,
                               const std::vector<Event>& events) {
    if (!place.is_positional)
        return std::ranges::any_of(events, [&](const Event& event) {
            return event.is_seen && is_changed(document, place.path, event);
        });
    const auto first_position = std::ranges::find_if(place.path, [](const Step& step) {
        return std::holds_alternative<std::uint32_t>(step);
    });
    const auto fixed = static_cast<std::size_t>(first_position - place.path.begin());
    const bool is_near = std::ranges::any_of(events, [&](const Event& event) {
        const std::size_t common = common_size(place.path, event.path);
        return event.is_seen && (common >= fixed || common == event.path.size());
    });
    if (!is_near) return false;
    std::optional<Tree> now = find_tree(document, place.path);
    const bool is_changed = now != place.last;
    place.last = std::move(now);
    return is_changed;
}

std::vector<SubscriptionId> Subscriptions::changed(Document& document,
                                                   const std::vector<Event>& events) {
    std::vector<SubscriptionId> changed;
    for (auto& [id, place] : looked_at_)
        if (is_changed(document, place, events)) changed.push_back(id);
    return changed;
}

}  // namespace core::crdt
