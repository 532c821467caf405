#include "core/crdt/document/editor.h"

#include "core/codec/utf8.h"

namespace core::crdt {

namespace {

bool is_text(const Value& value) {
    const std::string* const text = value.as_text();
    return !text || codec::is_utf8(*text);
}

// How many items its lists have. By recursion no deeper than a document may be.
Result<std::uint64_t> check(const Tree& tree, std::size_t depth) {
    const Value* const value = std::get_if<Value>(&tree.what);
    if (!value && depth > depth_max) return fail(Error::too_deep);
    std::uint64_t items = 0;
    if (value) {
        if (!is_text(*value)) return fail(Error::malformed);
    } else if (const auto* const map = std::get_if<MapTree>(&tree.what)) {
        for (const TreeEntry& entry : map->entries) {
            if (!codec::is_utf8(entry.key)) return fail(Error::malformed);
            items += TRY(check(entry.tree, depth + 1));
        }
    } else if (const auto* const list = std::get_if<ListTree>(&tree.what)) {
        for (const Tree& item : list->items) items += 1 + TRY(check(item, depth + 1));
    } else if (const auto* const text = std::get_if<TextTree>(&tree.what)) {
        if (!codec::is_utf8(text->characters)) return fail(Error::malformed);
    } else if (const auto* const set = std::get_if<SetTree>(&tree.what)) {
        for (const Value& member : set->values)
            if (!is_text(member)) return fail(Error::malformed);
    }
    return items;
}

bool is_below(const Node* list, std::uint32_t position) {
    return list && position < list->as<ListBody>()->sequence.size();
}

}  // namespace

Result<Node*> Editor::find(PathView path, NodeKind kind) {
    if (path.size() > depth_max) return fail(Error::too_deep);
    // Hidden by what somebody else put there at the same time, it is there nevertheless.
    if (Node* const known = find_node(transaction_.root(), path, kind)) return known;
    if (path.empty()) return fail(Error::type_wrong);
    TRY(check_slot(path));
    const Slot* const slot = find_slot(transaction_.root(), path);
    if (slot && slot->seen()) return fail(Error::type_wrong);
    return nullptr;
}

Result<void> Editor::check_slot(PathView path) {
    if (path.empty()) return fail(Error::type_wrong);
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = std::get_if<std::string>(&path.back())) {
        if (!codec::is_utf8(*key)) return fail(Error::malformed);
        static_cast<void>(TRY(find(above, NodeKind::map)));
        return {};
    }
    const Node* const list = TRY(find(above, NodeKind::list));
    if (!is_below(list, std::get<std::uint32_t>(path.back()))) return fail(Error::value_missing);
    return {};
}

Node& Editor::ensure(PathView path, NodeKind kind) {
    if (Node* const known = find_node(transaction_.root(), path, kind)) return *known;
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = std::get_if<std::string>(&path.back()))
        return transaction_.make(ensure(above, NodeKind::map), *key, kind);
    return transaction_.make(ensure(above, NodeKind::list), std::get<std::uint32_t>(path.back()),
                             kind);
}

Result<void> Editor::put(PathView path, const Tree& tree) {
    const std::uint64_t items = TRY(check(tree, path.size()));
    TRY(check_slot(path));
    if (items > items_of_change_max - transaction_.items()) return fail(Error::too_large);
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = std::get_if<std::string>(&path.back()))
        transaction_.put(ensure(above, NodeKind::map), *key, tree);
    else
        transaction_.put(ensure(above, NodeKind::list), std::get<std::uint32_t>(path.back()), tree);
    return {};
}

Result<void> Editor::make(PathView path, NodeKind kind) {
    static_cast<void>(TRY(find(path, kind)));
    static_cast<void>(ensure(path, kind));
    return {};
}

Result<void> Editor::remove(PathView path) {
    if (path.empty()) return fail(Error::type_wrong);
    const Slot* const slot = find_slot(transaction_.root(), path);
    if (!slot || !slot->seen()) return fail(Error::value_missing);
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = std::get_if<std::string>(&path.back()))
        transaction_.remove(ensure(above, NodeKind::map), *key);
    else
        transaction_.erase(ensure(above, NodeKind::list), std::get<std::uint32_t>(path.back()), 1);
    return {};
}

Result<void> Editor::insert_items(PathView path, std::uint32_t position,
                                  const std::vector<Tree>& items) {
    std::uint64_t count = items.size();
    for (const Tree& item : items) count += TRY(check(item, path.size() + 1));
    const Node* const list = TRY(find(path, NodeKind::list));
    const auto there = list ? list->as<ListBody>()->sequence.total_size() : 0;
    const auto visible = list ? list->as<ListBody>()->sequence.size() : 0;
    if (position > visible || items.size() > sequence::items_max - there ||
        count > items_of_change_max - transaction_.items())
        return fail(Error::too_large);
    transaction_.insert(ensure(path, NodeKind::list), position, items);
    return {};
}

Result<void> Editor::insert_text(PathView path, std::uint32_t position,
                                 std::string_view characters) {
    if (!codec::is_utf8(characters)) return fail(Error::malformed);
    const Node* const text = TRY(find(path, NodeKind::text));
    const auto there = text ? text->as<TextBody>()->sequence.total_size() : 0;
    const auto visible = text ? text->as<TextBody>()->sequence.size() : 0;
    if (position > visible || characters.size() > sequence::items_max - there)
        return fail(Error::too_large);
    transaction_.insert(ensure(path, NodeKind::text), position, characters);
    return {};
}

Result<void> Editor::erase(PathView path, NodeKind kind, std::uint32_t position,
                           std::uint32_t size) {
    if (kind != NodeKind::list && kind != NodeKind::text) return fail(Error::type_wrong);
    Node* const found = TRY(find(path, kind));
    std::uint32_t there = 0;
    if (found)
        there = kind == NodeKind::list ? found->as<ListBody>()->sequence.size()
                                       : found->as<TextBody>()->sequence.size();
    if (position > there || size > there - position) return fail(Error::too_large);
    if (found) transaction_.erase(*found, position, size);
    return {};
}

Result<void> Editor::add(PathView path, std::int64_t by) {
    static_cast<void>(TRY(find(path, NodeKind::counter)));
    Node& counter = ensure(path, NodeKind::counter);
    if (by != 0) transaction_.add(counter, by);
    return {};
}

Result<void> Editor::add_member(PathView path, Value value) {
    if (!is_text(value)) return fail(Error::malformed);
    static_cast<void>(TRY(find(path, NodeKind::set)));
    transaction_.add(ensure(path, NodeKind::set), std::move(value));
    return {};
}

Result<void> Editor::remove_member(PathView path, Value value) {
    Node* const set = TRY(find(path, NodeKind::set));
    if (set) transaction_.remove(*set, std::move(value));
    return {};
}

}  // namespace core::crdt
