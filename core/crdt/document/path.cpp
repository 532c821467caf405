// What is seen decides which node a step goes into.
#include "core/crdt/document/path.h"

namespace core::crdt {

namespace {

NodePlace find_place(Node& node, const Step& step) {
    if (const std::string* const key = get_if<std::string>(&step))
        return {&node, *key, node.find_slot(*key)};
    ListBody* const list = node.as<ListBody>();
    const std::uint32_t position = get<std::uint32_t>(step);
    if (!list || position >= list->sequence.size()) return {};
    const Dot item = list->sequence.at(position);
    return {&node, item, list->slots.find(item)};
}

Node* seen_node(const Slot& slot) {
    const std::optional<Content> seen = slot.seen();
    const NodeKind* const kind = seen ? get_if<NodeKind>(&*seen) : nullptr;
    return kind ? slot.find(*kind) : nullptr;
}

}  // namespace

NodePlace find_place(Node& root, PathView path) {
    Node* node = &root;
    NodePlace place;
    for (const Step& step : path) {
        if (!node) return {};
        place = find_place(*node, step);
        if (!place.slot) return {};
        node = seen_node(*place.slot);
    }
    return place;
}

Node* find_node(Node& root, PathView path, NodeKind kind) {
    if (path.empty()) return kind == NodeKind::map ? &root : nullptr;
    const NodePlace place = find_place(root, path);
    if (!place.slot || !place.slot->holds(kind)) return nullptr;
    // An empty one may have been left out so far.
    return &place.slot->ensure(kind, *place.parent, place.step);
}

std::optional<Tree> find_tree(const Node& root, const Characters& characters, PathView path) {
    if (path.empty()) return tree_of(root, characters);
    // Looking changes nothing.
    const Slot* const slot = find_slot(const_cast<Node&>(root), path);
    return slot ? tree_of(*slot, characters) : std::nullopt;
}

const sequence::Sequence* find_sequence(const Node& root, PathView path) {
    const Slot* const slot = find_slot(const_cast<Node&>(root), path);
    const Node* const node = slot ? seen_node(*slot) : nullptr;
    return node ? node->sequence() : nullptr;
}

std::string formatted(PathView path) {
    std::string text;
    for (const Step& step : path) {
        if (const std::string* const key = get_if<std::string>(&step)) {
            if (!text.empty()) text += '.';
            text += *key;
        } else {
            text += '[';
            text += std::to_string(get<std::uint32_t>(step));
            text += ']';
        }
    }
    return text;
}

}  // namespace core::crdt
