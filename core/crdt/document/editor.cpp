// First everything is looked at, then it is done: what is refused has changed nothing.
#include "core/crdt/document/editor.h"

#include "core/codec/utf8.h"

namespace core::crdt {

namespace {

bool is_text(const Value& value) {
    const std::string* const text = value.as_text();
    return !text || codec::is_utf8(*text);
}

Result<void> check_key(std::string_view key) {
    if (!codec::is_utf8(key)) return fail(Error::malformed);
    if (key.size() > key_size_max) return fail(Error::too_large);
    return {};
}

// By recursion no deeper than a document may be.
Result<void> check(const Tree& tree, std::size_t depth) {
    const Value* const value = get_if<Value>(&tree.what);
    if (!value && depth > depth_max) return fail(Error::too_deep);
    if (value) {
        if (!is_text(*value)) return fail(Error::malformed);
    } else if (const auto* const map = get_if<MapTree>(&tree.what)) {
        for (const TreeEntry& entry : map->entries) {
            TRY(check_key(entry.key));
            TRY(check(entry.tree, depth + 1));
        }
    } else if (const auto* const list = get_if<ListTree>(&tree.what)) {
        for (const Tree& item : list->items) TRY(check(item, depth + 1));
    } else if (const auto* const text = get_if<TextTree>(&tree.what)) {
        if (!codec::is_utf8(text->characters)) return fail(Error::malformed);
    } else if (const auto* const set = get_if<SetTree>(&tree.what)) {
        for (const Value& member : set->values)
            if (!is_text(member)) return fail(Error::malformed);
    }
    return {};
}

// How much they take.
Result<std::size_t> check(const std::vector<Tree>& items, std::size_t depth) {
    std::size_t size = 0;
    for (const Tree& item : items) {
        TRY(check(item, depth));
        size += size_bound(item);
    }
    return size;
}

std::uint32_t runs_in(Node& node, std::uint32_t position, std::uint32_t size) {
    sequence::Sequence& sequence = *node.sequence();
    std::uint32_t runs = 0;
    for (const std::uint32_t end = position + size; position < end; ++runs)
        position += sequence.visible_at(position).size;
    return runs;
}

std::uint32_t size_of(const Node* node) { return node ? node->sequence()->size() : 0; }

// How many more there may ever be.
std::uint32_t room_in(const Node* node) {
    return sequence::items_max - (node ? node->sequence()->total_size() : 0);
}

}  // namespace

Result<void> Editor::spend(PathView path, std::size_t size) {
    size += operation_size_bound;
    for (const Step& step : path) {
        size += operation_size_bound;
        if (const std::string* const key = get_if<std::string>(&step)) size += 3 * key->size();
    }
    // An event takes a byte at least, so that the bytes stand for them.
    if (size > operations_size_max - spent_ || !transaction_.has_events(size))
        return fail(Error::too_large);
    spent_ += size;
    return {};
}

Result<Node*> Editor::find(PathView path, NodeKind kind) {
    if (path.size() > depth_max) return fail(Error::too_deep);
    // Hidden by what somebody else put there at the same time, it is there nevertheless.
    if (Node* const known = find_node(transaction_.root(), path, kind)) return known;
    TRY(check_slot(path));
    const Slot* const slot = find_slot(transaction_.root(), path);
    if (slot && slot->seen()) return fail(Error::type_wrong);
    return nullptr;
}

Result<void> Editor::check_slot(PathView path) {
    if (path.empty()) return fail(Error::type_wrong);
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = get_if<std::string>(&path.back())) {
        TRY(check_key(*key));
        static_cast<void>(TRY(find(above, NodeKind::map)));
        return {};
    }
    const Node* const list = TRY(find(above, NodeKind::list));
    if (get<std::uint32_t>(path.back()) >= size_of(list)) return fail(Error::value_missing);
    return {};
}

Node& Editor::ensure(PathView path, NodeKind kind) {
    if (Node* const known = find_node(transaction_.root(), path, kind)) return *known;
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = get_if<std::string>(&path.back()))
        return transaction_.make(ensure(above, NodeKind::map), *key, kind);
    return transaction_.make(ensure(above, NodeKind::list), get<std::uint32_t>(path.back()), kind);
}

Result<void> Editor::put(PathView path, const Tree& tree) {
    TRY(check(tree, path.size()));
    TRY(check_slot(path));
    TRY(spend(path, size_bound(tree)));
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = get_if<std::string>(&path.back()))
        transaction_.put(ensure(above, NodeKind::map), *key, tree);
    else
        transaction_.put(ensure(above, NodeKind::list), get<std::uint32_t>(path.back()), tree);
    return {};
}

Result<void> Editor::make(PathView path, NodeKind kind) {
    static_cast<void>(TRY(find(path, kind)));
    TRY(spend(path, 0));
    static_cast<void>(ensure(path, kind));
    return {};
}

Result<void> Editor::remove(PathView path) {
    if (path.empty()) return fail(Error::type_wrong);
    const Slot* const slot = find_slot(transaction_.root(), path);
    if (!slot || !slot->seen()) return fail(Error::value_missing);
    TRY(spend(path, 0));
    const PathView above = path.first(path.size() - 1);
    if (const std::string* const key = get_if<std::string>(&path.back()))
        transaction_.remove(ensure(above, NodeKind::map), *key);
    else
        transaction_.erase(ensure(above, NodeKind::list), get<std::uint32_t>(path.back()), 1);
    return {};
}

Result<void> Editor::insert_items(PathView path, std::uint32_t position,
                                  const std::vector<Tree>& items) {
    const std::size_t size = TRY(check(items, path.size() + 1));
    const Node* const list = TRY(find(path, NodeKind::list));
    if (position > size_of(list) || items.size() > room_in(list)) return fail(Error::too_large);
    TRY(spend(path, size));
    transaction_.insert(ensure(path, NodeKind::list), position, items);
    return {};
}

Result<void> Editor::insert_text(PathView path, std::uint32_t position,
                                 std::string_view characters) {
    if (!codec::is_utf8(characters)) return fail(Error::malformed);
    const Node* const text = TRY(find(path, NodeKind::text));
    if (position > size_of(text) || characters.size() > room_in(text))
        return fail(Error::too_large);
    TRY(spend(path, characters.size()));
    transaction_.insert(ensure(path, NodeKind::text), position, characters);
    return {};
}

Result<Node*> Editor::find_with(PathView path, NodeKind kind, Dot item) {
    Node* const found = TRY(find(path, kind));
    if (!found || !found->sequence()->contains(item)) return fail(Error::value_missing);
    return found;
}

Result<void> Editor::insert_items_behind(PathView path, Dot item, const std::vector<Tree>& items) {
    if (item.counter == 0) return insert_items(path, 0, items);
    Node* const list = TRY(find_with(path, NodeKind::list, item));
    const std::size_t size = TRY(check(items, path.size() + 1));
    if (items.size() > room_in(list)) return fail(Error::too_large);
    TRY(spend(path, size));
    transaction_.insert_behind(*list, item, items);
    return {};
}

Result<void> Editor::insert_text_behind(PathView path, Dot item, std::string_view characters) {
    if (item.counter == 0) return insert_text(path, 0, characters);
    Node* const text = TRY(find_with(path, NodeKind::text, item));
    if (!codec::is_utf8(characters)) return fail(Error::malformed);
    if (characters.size() > room_in(text)) return fail(Error::too_large);
    TRY(spend(path, characters.size()));
    transaction_.insert_behind(*text, item, characters);
    return {};
}

Result<void> Editor::erase(PathView path, NodeKind kind, std::uint32_t position,
                           std::uint32_t size) {
    if (kind != NodeKind::list && kind != NodeKind::text) return fail(Error::type_wrong);
    Node* const found = TRY(find(path, kind));
    const std::uint32_t there = size_of(found);
    if (position > there || size > there - position) return fail(Error::too_large);
    if (!found) return {};
    // Each of its runs is named.
    TRY(spend(path, std::size_t{runs_in(*found, position, size)} * operation_size_bound));
    transaction_.erase(*found, position, size);
    return {};
}

Result<void> Editor::erase(PathView path, NodeKind kind,
                           std::span<const sequence::Deletion> items) {
    if (kind != NodeKind::list && kind != NodeKind::text) return fail(Error::type_wrong);
    Node* const found = TRY(find(path, kind));
    std::vector<sequence::Deletion> there;
    for (const sequence::Deletion& run : items) {
        if (!found || !found->sequence()->contains_all(run.first, run.size))
            return fail(Error::value_missing);
        found->sequence()->each_of(run, [&](Dot first, std::uint32_t size, bool is_deleted) {
            if (!is_deleted) there.push_back({first, size});
        });
    }
    if (there.empty()) return {};
    TRY(spend(path, there.size() * operation_size_bound));
    for (const sequence::Deletion& run : there)
        transaction_.erase(*found, *found->sequence()->position_of(run.first), run.size);
    return {};
}

Result<void> Editor::add(PathView path, std::int64_t by) {
    static_cast<void>(TRY(find(path, NodeKind::counter)));
    TRY(spend(path, 0));
    Node& counter = ensure(path, NodeKind::counter);
    if (by != 0) transaction_.add(counter, by);
    return {};
}

Result<void> Editor::add_member(PathView path, Value value) {
    if (!is_text(value)) return fail(Error::malformed);
    static_cast<void>(TRY(find(path, NodeKind::set)));
    TRY(spend(path, size_bound(value)));
    transaction_.add(ensure(path, NodeKind::set), std::move(value));
    return {};
}

Result<void> Editor::remove_member(PathView path, Value value) {
    if (!is_text(value)) return fail(Error::malformed);
    Node* const set = TRY(find(path, NodeKind::set));
    if (!set) return {};
    TRY(spend(path, size_bound(value)));
    transaction_.remove(*set, std::move(value));
    return {};
}

}  // namespace core::crdt
