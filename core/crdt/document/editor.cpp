#include "core/crdt/document/editor.h"

#include "core/codec/utf8.h"

namespace core::crdt {

namespace {

bool is_text(const Value& value) {
    const std::string* const text = value.as_text();
    return !text || codec::is_utf8(*text);
}

// By recursion no deeper than a document may be.
Result<void> check(const Tree& tree, std::size_t depth) {
    if (depth > depth_max) return fail(Error::too_deep);
    if (const auto* const value = std::get_if<Value>(&tree.what)) {
        if (!is_text(*value)) return fail(Error::malformed);
    } else if (const auto* const map = std::get_if<MapTree>(&tree.what)) {
        for (const TreeEntry& entry : map->entries) {
            if (!codec::is_utf8(entry.key)) return fail(Error::malformed);
            TRY(check(entry.tree, depth + 1));
        }
    } else if (const auto* const list = std::get_if<ListTree>(&tree.what)) {
        for (const Tree& item : list->items) TRY(check(item, depth + 1));
    } else if (const auto* const text = std::get_if<TextTree>(&tree.what)) {
        if (!codec::is_utf8(text->characters)) return fail(Error::malformed);
    } else if (const auto* const set = std::get_if<SetTree>(&tree.what)) {
        for (const Value& member : set->values)
            if (!is_text(member)) return fail(Error::malformed);
    }
    return {};
}

std::uint32_t runs_in(Node& node, std::uint32_t position, std::uint32_t size) {
    ListBody* const list = node.as<ListBody>();
    sequence::Sequence& sequence = list ? list->sequence : node.as<TextBody>()->sequence;
    std::uint32_t runs = 0;
    for (const std::uint32_t end = position + size; position < end; ++runs)
        position += sequence.visible_at(position).size;
    return runs;
}

Result<std::uint32_t> position_in(const Node& list, std::uint32_t position) {
    if (position >= list.as<ListBody>()->sequence.size()) return fail(Error::value_missing);
    return position;
}

}  // namespace

Result<void> Editor::spend(PathView path, std::size_t size) {
    size += operation_size_bound;
    for (const Step& step : path) {
        size += operation_size_bound;
        if (const std::string* const key = std::get_if<std::string>(&step)) size += 2 * key->size();
    }
    if (size > operations_size_max - spent_) return fail(Error::too_large);
    spent_ += size;
    return {};
}

Result<Node*> Editor::node(PathView path, NodeKind kind) {
    if (path.size() > depth_max) return fail(Error::too_deep);
    if (path.empty()) {
        if (kind != NodeKind::map) return fail(Error::type_wrong);
        return &transaction_.root();
    }
    Node* const known = find_node(transaction_.root(), path, kind);
    // Hidden by what somebody else put there at the same time, it is there nevertheless.
    if (known && known->shows_something()) return known;
    Node* const above = TRY(parent(path));
    const Slot* const slot = find_slot(transaction_.root(), path);
    if (slot && slot->seen() && *slot->seen() != Content(kind)) return fail(Error::type_wrong);
    const std::string* const key = std::get_if<std::string>(&path.back());
    if (key) return &transaction_.make(*above, *key, kind);
    const auto position = TRY(position_in(*above, std::get<std::uint32_t>(path.back())));
    return &transaction_.make(*above, position, kind);
}

// The map or list in which the last step is one.
Result<Node*> Editor::parent(PathView path) {
    if (path.empty()) return fail(Error::type_wrong);
    const std::string* const key = std::get_if<std::string>(&path.back());
    if (key && !codec::is_utf8(*key)) return fail(Error::malformed);
    return node(path.first(path.size() - 1), key ? NodeKind::map : NodeKind::list);
}

Result<void> Editor::put(PathView path, const Tree& tree) {
    TRY(check(tree, path.size()));
    TRY(spend(path, size_bound(tree)));
    Node* const above = TRY(parent(path));
    if (const std::string* const key = std::get_if<std::string>(&path.back())) {
        transaction_.put(*above, *key, tree);
        return {};
    }
    const auto position = TRY(position_in(*above, std::get<std::uint32_t>(path.back())));
    transaction_.put(*above, position, tree);
    return {};
}

Result<void> Editor::make(PathView path, NodeKind kind) {
    TRY(spend(path, 0));
    static_cast<void>(TRY(node(path, kind)));
    return {};
}

Result<void> Editor::remove(PathView path) {
    if (path.empty()) return fail(Error::type_wrong);
    if (!find_slot(transaction_.root(), path)) return fail(Error::value_missing);
    TRY(spend(path, 0));
    Node* const above = TRY(parent(path));
    if (const std::string* const key = std::get_if<std::string>(&path.back()))
        transaction_.remove(*above, *key);
    else
        transaction_.erase(*above, std::get<std::uint32_t>(path.back()), 1);
    return {};
}

Result<void> Editor::insert_items(PathView path, std::uint32_t position,
                                  const std::vector<Tree>& items) {
    std::size_t size = 0;
    for (const Tree& item : items) {
        TRY(check(item, path.size() + 1));
        size += size_bound(item);
    }
    TRY(spend(path, size));
    Node* const list = TRY(node(path, NodeKind::list));
    const sequence::Sequence& sequence = list->as<ListBody>()->sequence;
    if (position > sequence.size() || items.size() > sequence::items_max - sequence.total_size())
        return fail(Error::too_large);
    transaction_.insert(*list, position, items);
    return {};
}

Result<void> Editor::insert_text(PathView path, std::uint32_t position,
                                 std::string_view characters) {
    if (!codec::is_utf8(characters)) return fail(Error::malformed);
    TRY(spend(path, characters.size()));
    Node* const text = TRY(node(path, NodeKind::text));
    const sequence::Sequence& sequence = text->as<TextBody>()->sequence;
    if (position > sequence.size() ||
        characters.size() > sequence::items_max - sequence.total_size())
        return fail(Error::too_large);
    transaction_.insert(*text, position, characters);
    return {};
}

Result<void> Editor::erase(PathView path, NodeKind kind, std::uint32_t position,
                           std::uint32_t size) {
    Node* const found = TRY(node(path, kind));
    const ListBody* const list = found->as<ListBody>();
    const TextBody* const text = found->as<TextBody>();
    if (!list && !text) return fail(Error::type_wrong);
    const std::uint32_t there = list ? list->sequence.size() : text->sequence.size();
    if (position > there || size > there - position) return fail(Error::too_large);
    // Each of its runs is named.
    TRY(spend(path, std::size_t{runs_in(*found, position, size)} * operation_size_bound));
    transaction_.erase(*found, position, size);
    return {};
}

Result<void> Editor::add(PathView path, std::int64_t by) {
    TRY(spend(path, 0));
    Node* const counter = TRY(node(path, NodeKind::counter));
    if (by != 0) transaction_.add(*counter, by);
    return {};
}

Result<void> Editor::add_member(PathView path, Value value) {
    if (!is_text(value)) return fail(Error::malformed);
    TRY(spend(path, size_bound(Tree{value})));
    transaction_.add(*TRY(node(path, NodeKind::set)), std::move(value));
    return {};
}

Result<void> Editor::remove_member(PathView path, Value value) {
    TRY(spend(path, size_bound(Tree{value})));
    transaction_.remove(*TRY(node(path, NodeKind::set)), std::move(value));
    return {};
}

}  // namespace core::crdt
