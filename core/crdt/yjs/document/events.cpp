// A type that came or went with the transaction has no event: its parent has.
#include "core/crdt/yjs/document/events.h"

#include <algorithm>

namespace core::crdt::yjs {
namespace {

using KeyAction = KeyChange::Action;

// Nothing happened to a key that came and went.
void add_key_change(const Store& store, const Type& type, std::uint32_t key, Event& event) {
    const std::string_view name = store.key_name(key);
    const Item& item = *type.keys.find(key)->last;
    const bool is_erased = was_deleted(store.record(), item);
    if (!store.was_added(item)) {
        if (is_erased) event.keys.push_back({name, KeyAction::erase});
        return;
    }
    const Item* before = item.left;
    while (before != nullptr && store.was_added(*before)) before = before->left;
    const bool was_there = before != nullptr && was_deleted(store.record(), *before);
    if (is_erased && was_there) event.keys.push_back({name, KeyAction::erase});
    if (!is_erased) event.keys.push_back({name, was_there ? KeyAction::update : KeyAction::add});
}

// A root that nobody asked for yet is what it looks like.
bool is_text(const Type& type) {
    if (!type.is_kind_known && type.start != nullptr)
        return type.has_formats || type.start->kind == Kind::string;
    return type.kind == TypeKind::text || type.kind == TypeKind::xml_text;
}

}  // namespace

std::vector<Event> events_of(const Store& store) {
    // In the order in which types changed first; order not used: that of these two.
    OrderedMap<Type*, std::size_t> places;
    OrderedMap<std::pair<Type*, std::uint32_t>, bool> seen;
    std::vector<Event> events;
    for (const auto& [type, key] : store.record().changed) {
        if (type->item != nullptr && type->item->is_deleted) continue;
        if (!seen.insert({type, key}, true)) continue;
        if (places.insert(type, events.size())) events.push_back({type, {}, {}});
        Event& event = events[*places.find(type)];
        if (key != no_key)
            add_key_change(store, *type, key, event);
        else
            event.delta = is_text(*type) ? text_changes(store, *type) : list_changes(store, *type);
    }
    return events;
}

}  // namespace core::crdt::yjs
