// How a transaction puts whole trees into a document, and what it notes for taking things back.
#include "core/crdt/document/transaction.h"

namespace core::crdt {

namespace {

std::vector<Content> contents_of(const std::vector<Tree>& trees) {
    std::vector<Content> contents;
    for (const Tree& tree : trees) contents.push_back(content_of(tree));
    return contents;
}

}  // namespace

void Transaction::put(Node& map, std::string_view key, const Tree& tree) {
    const Content content = content_of(tree);
    if (const Value* const value = get_if<Value>(&content)) return set(map, key, *value);
    // What was there is not to be mixed with what comes.
    remove(map, key);
    fill(make(map, key, get<NodeKind>(content)), tree);
}

void Transaction::put(Node& list, std::uint32_t position, const Tree& tree) {
    const Content content = content_of(tree);
    if (const Value* const value = get_if<Value>(&content)) return set(list, position, *value);
    set(list, position, Value());
    fill(make(list, position, get<NodeKind>(content)), tree);
}

void Transaction::insert(Node& list, std::uint32_t position, const std::vector<Tree>& trees) {
    insert(list, position, contents_of(trees));
    for (std::uint32_t i = 0; i < trees.size(); ++i) fill(list, position + i, trees[i]);
}

void Transaction::insert_behind(Node& list, Dot item, const std::vector<Tree>& trees) {
    if (trees.empty()) return;
    const Dot first = next();
    insert_behind(list, item, contents_of(trees));
    const std::uint32_t position = *list.sequence()->position_of(first);
    for (std::uint32_t i = 0; i < trees.size(); ++i) fill(list, position + i, trees[i]);
}

void Transaction::fill(Node& list, std::uint32_t position, const Tree& tree) {
    const Content content = content_of(tree);
    if (const NodeKind* const kind = get_if<NodeKind>(&content))
        fill(make(list, position, *kind), tree);
}

// By recursion as deep as a document may be.
void Transaction::fill(Node& node, const Tree& tree) {
    if (const auto* const map = get_if<MapTree>(&tree.what)) {
        for (const TreeEntry& entry : map->entries) put(node, entry.key, entry.tree);
    } else if (const auto* const list = get_if<ListTree>(&tree.what)) {
        insert(node, 0, list->items);
    } else if (const auto* const text = get_if<TextTree>(&tree.what)) {
        insert(node, 0, text->characters);
    } else if (const auto* const counter = get_if<CounterTree>(&tree.what)) {
        if (counter->value != 0) add(node, counter->value);
    } else if (const auto* const set = get_if<SetTree>(&tree.what)) {
        for (const Value& value : set->values) add(node, value);
    }
}

std::string Transaction::characters_of(const sequence::Deletion& run) const {
    std::string characters;
    document_.characters_.append_to(characters, run.first, run.size);
    return characters;
}

void Transaction::note_slot(Node& parent, const Node::Step& step, Dot written) {
    if (!undo_) return;
    const Slot* const slot = parent.find_slot(step);
    auto before = slot ? crdt::kept_of(*slot) : std::nullopt;
    undo_->note(UndoSlot{address_of(parent), step, std::move(before), written});
}

std::vector<Kept> Transaction::kept_of(Node& node, const sequence::Deletion& run) {
    std::vector<Kept> kept;
    ListBody* const list = node.as<ListBody>();
    for (std::uint32_t i = 0; list && i < run.size; ++i) {
        const Dot item{run.first.author, run.first.counter + i};
        kept.push_back(*crdt::kept_of(*list->slots.find(item)));
    }
    return kept;
}

}  // namespace core::crdt
