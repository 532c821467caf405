// Walks the nodes that are seen, and counts what a tree would take as operations.
#include "core/crdt/document/tree.h"

#include "core/crdt/document/operation.h"

namespace core::crdt {

bool operator==(const ListTree& left, const ListTree& right) { return left.items == right.items; }
bool operator==(const MapTree& left, const MapTree& right) { return left.entries == right.entries; }
bool operator==(const Tree& left, const Tree& right) { return left.what == right.what; }

std::string string_of(const TextBody& text, const Characters& characters) {
    std::string string;
    text.sequence.each([&](Dot first, std::uint32_t size, bool is_deleted) {
        if (!is_deleted) characters.append_to(string, first, size);
    });
    return string;
}

namespace {

MapTree tree_of(const MapBody& map, const Characters& characters) {
    MapTree tree;
    for (const auto& [key, slot] : map.slots)
        if (auto value = tree_of(slot, characters))
            tree.entries.push_back({key, *std::move(value)});
    return tree;
}

ListTree tree_of(const ListBody& list, const Characters& characters) {
    ListTree tree;
    list.sequence.each([&](Dot item, std::uint32_t size, bool is_deleted) {
        if (is_deleted) return;
        for (const std::uint64_t end = item.counter + size; item.counter < end; ++item.counter) {
            auto value = tree_of(*list.slots.find(item), characters);
            ASSERT(value);
            tree.items.push_back(*std::move(value));
        }
    });
    return tree;
}

SetTree tree_of(const SetBody& set) {
    SetTree tree;
    for (const auto& [value, dots] : set.values) tree.values.push_back(value);
    return tree;
}

}  // namespace

Tree tree_of(const Node& node, const Characters& characters) {
    if (const auto* const map = node.as<MapBody>()) return {tree_of(*map, characters)};
    if (const auto* const list = node.as<ListBody>()) return {tree_of(*list, characters)};
    if (const auto* const text = node.as<TextBody>())
        return {TextTree{string_of(*text, characters)}};
    if (const auto* const counter = node.as<CounterBody>())
        return {CounterTree{value_of(counter->store)}};
    return {tree_of(*node.as<SetBody>())};
}

std::optional<Tree> tree_of(const Slot& slot, const Characters& characters) {
    const std::optional<Content> seen = slot.seen();
    if (!seen) return std::nullopt;
    if (const Value* const value = get_if<Value>(&*seen)) return Tree{*value};
    const NodeKind kind = get<NodeKind>(*seen);
    const Node* const node = slot.find(kind);
    return node ? tree_of(*node, characters) : empty_tree(kind);
}

Content content_of(const Tree& tree) {
    if (const Value* const value = get_if<Value>(&tree.what)) return *value;
    // In the order of NodeKind, behind the value.
    return static_cast<NodeKind>(tree.what.index() - 1);
}

std::size_t size_bound(const Value& value) {
    if (const std::string* const text = value.as_text()) return content_size_bound + text->size();
    if (const Buffer* const bytes = value.as_bytes()) return content_size_bound + bytes->size();
    return content_size_bound;
}

// A key is written to remove what is there, for the slot, and to name the node in it.
std::size_t size_bound(const Tree& tree) {
    if (const auto* const value = get_if<Value>(&tree.what)) return size_bound(*value);
    std::size_t size = content_size_bound + 2 * operation_size_bound;
    if (const auto* const map = get_if<MapTree>(&tree.what)) {
        for (const TreeEntry& entry : map->entries)
            size += 2 * operation_size_bound + 3 * entry.key.size() + size_bound(entry.tree);
    } else if (const auto* const list = get_if<ListTree>(&tree.what)) {
        for (const Tree& item : list->items) size += size_bound(item);
    } else if (const auto* const text = get_if<TextTree>(&tree.what)) {
        size += text->characters.size();
    } else if (const auto* const set = get_if<SetTree>(&tree.what)) {
        for (const Value& member : set->values) size += operation_size_bound + size_bound(member);
    }
    return size;
}

Tree empty_tree(NodeKind kind) {
    switch (kind) {
        case NodeKind::map: return {MapTree{}};
        case NodeKind::list: return {ListTree{}};
        case NodeKind::text: return {TextTree{}};
        case NodeKind::counter: return {CounterTree{}};
        case NodeKind::set: return {SetTree{}};
    }
    std::unreachable();
}

}  // namespace core::crdt
