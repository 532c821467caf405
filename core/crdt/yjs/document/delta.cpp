// Texts as they are, and what happened to lists; what happened to texts is in text_changes.cpp.
#include "core/crdt/yjs/document/delta.h"

#include <algorithm>

namespace core::crdt::yjs {

using PartAction = DeltaPart::Action;

Delta delta_of_text(const Type& type) {
    Delta delta;
    Attributes current;
    std::string text;
    const auto finish_text = [&] {
        if (text.empty()) return;
        delta.push_back({PartAction::insert, 0, std::move(text), {}, current, false});
        text.clear();
    };
    for (const Item* item = type.start; item != nullptr; item = item->right) {
        if (item->is_deleted) continue;
        if (item->kind == Kind::string) {
            text += item->bytes();
        } else if (item->kind == Kind::embed || item->kind == Kind::type) {
            finish_text();
            delta.push_back({PartAction::insert, 0, {}, {element_of(*item, 0)}, current, false});
        } else if (item->kind == Kind::format) {
            finish_text();
            current.apply(*item);
        }
    }
    finish_text();
    return delta;
}

bool was_deleted(const Record& record, const Item& item) {
    const auto behind = std::upper_bound(record.deleted.begin(), record.deleted.end(), item.id(),
                                         [](const Reference& wanted, const Record::Range& range) {
                                             return std::pair(wanted.client, wanted.clock) <
                                                    std::pair(range.client, range.clock);
                                         });
    if (behind == record.deleted.begin()) return false;
    const Record::Range& range = *(behind - 1);
    return range.client == item.client && item.clock < range.clock + range.length;
}

// What was typed may have become a part of an item that was there.
std::uint64_t old_length(const Store& store, const Item& item) {
    const std::uint64_t before = store.state_before(item.client);
    return item.clock < before ? std::min(item.length, before - item.clock) : 0;
}

Delta list_changes(const Store& store, const Type& type) {
    Delta delta;
    const auto last = [&](PartAction action) -> DeltaPart& {
        if (delta.empty() || delta.back().action != action)
            delta.push_back({action, 0, {}, {}, {}, true});
        return delta.back();
    };
    for (const Item* item = type.start; item != nullptr; item = item->right) {
        const std::uint64_t old = old_length(store, *item);
        if (item->is_deleted) {
            if (old > 0 && was_deleted(store.record(), *item))
                last(PartAction::erase).length += old;
            continue;
        }
        if (old > 0) last(PartAction::retain).length += old;
        if (!item->is_countable() || item->kind == Kind::string) continue;
        std::size_t position = 0;
        for (std::uint64_t i = 0; i < item->length && old < item->length; ++i) {
            const Element element = next_element_of(*item, position);
            if (i >= old) last(PartAction::insert).elements.push_back(element);
        }
    }
    if (!delta.empty() && delta.back().action == PartAction::retain) delta.pop_back();
    return delta;
}

}  // namespace core::crdt::yjs
