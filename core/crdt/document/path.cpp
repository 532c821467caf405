#include "core/crdt/document/path.h"


namespace core::crdt {

namespace {

Slot* find_slot(Node& node, const Step& step) {
    if (const std::string* const key = std::get_if<std::string>(&step))
        return node.kind() == NodeKind::map ? node.find_slot(*key) : nullptr;
    ListBody* const list = node.as<ListBody>();
    const std::uint32_t position = std::get<std::uint32_t>(step);
    if (!list || position >= list->sequence.size()) return nullptr;
    return list->slots.find(list->sequence.at(position));
}

Node* seen_node(const Slot& slot) {
    const std::optional<Content> seen = slot.seen();
    const NodeKind* const kind = seen ? std::get_if<NodeKind>(&*seen) : nullptr;
    return kind ? slot.find(*kind) : nullptr;
}

}  // namespace

Slot* find_slot(Node& root, PathView path) {
    Node* node = &root;
    Slot* slot = nullptr;
    for (const Step& step : path) {
        slot = node ? find_slot(*node, step) : nullptr;
        if (!slot) return nullptr;
        node = seen_node(*slot);
    }
    return slot;
}

Node* find_node(Node& root, PathView path, NodeKind kind) {
    if (path.empty()) return kind == NodeKind::map ? &root : nullptr;
    const Slot* const slot = find_slot(root, path);
    return slot ? slot->find(kind) : nullptr;
}

std::optional<Tree> find_tree(Document& document, PathView path) {
    if (path.empty()) return document.tree();
    const Slot* const slot = find_slot(document.root(), path);
    return slot ? tree_of(*slot, document.characters()) : std::nullopt;
}

std::string formatted(PathView path) {
    std::string text;
    for (const Step& step : path) {
        if (const std::string* const key = std::get_if<std::string>(&step)) {
            if (!text.empty()) text += '.';
            text += *key;
        } else {
            text += '[';
            text += std::to_string(std::get<std::uint32_t>(step));
            text += ']';
        }
    }
    return text;
}

}  // namespace core::crdt
