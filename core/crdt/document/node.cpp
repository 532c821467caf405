// What is in a slot and in a node, and what is left of both.
#include "core/crdt/document/node.h"

#include <algorithm>

namespace core::crdt {

Result<std::string> read_key(Reader& reader) {
    std::string key = TRY(Coder<std::string>::read(reader));
    if (key.size() > key_size_max) return fail(Error::too_large);
    return key;
}

Node* Slot::find(NodeKind kind) const {
    for (const auto& node : nodes)
        if (node->kind() == kind) return node.get();
    return nullptr;
}

Node& Slot::ensure(NodeKind kind, Node& parent, Node::Step step) {
    const auto at = std::ranges::lower_bound(
        nodes, kind, {}, [](const std::unique_ptr<Node>& node) { return node->kind(); });
    if (at != nodes.end() && (*at)->kind() == kind) return **at;
    return **nodes.insert(at, new_node(kind, &parent, std::move(step)));
}

bool Slot::holds(NodeKind kind) const {
    if (written.holds(kind)) return true;
    const Node* const node = find(kind);
    return node && node->shows_something();
}

std::optional<Content> Slot::seen() const {
    if (const SlotWrites::Write* const latest = written.latest()) return latest->content;
    for (const auto& node : nodes)
        if (node->shows_something()) return node->kind();
    return std::nullopt;
}

sequence::Sequence* Node::sequence() {
    if (ListBody* const list = as<ListBody>()) return &list->sequence;
    if (TextBody* const text = as<TextBody>()) return &text->sequence;
    return nullptr;
}

const sequence::Sequence* Node::sequence() const { return const_cast<Node*>(this)->sequence(); }

Slot* Node::find_slot(const Step& where) {
    if (MapBody* const map = as<MapBody>()) {
        const std::string* const key = get_if<std::string>(&where);
        return key ? map->slots.find(*key) : nullptr;
    }
    if (ListBody* const list = as<ListBody>()) {
        const Dot* const item = get_if<Dot>(&where);
        return item ? list->slots.find(*item) : nullptr;
    }
    return nullptr;
}

bool Node::shows_something() const {
    if (const MapBody* const map = as<MapBody>()) {
        for (const auto& [key, slot] : map->slots)
            if (slot.seen()) return true;
        return false;
    }
    if (const sequence::Sequence* const items = sequence()) return items->size() > 0;
    if (const CounterBody* const counter = as<CounterBody>()) return !counter->store.empty();
    return !as<SetBody>()->values.empty();
}

bool Node::is_forgotten() const {
    if (const MapBody* const map = as<MapBody>()) return map->slots.empty();
    if (const sequence::Sequence* const items = sequence()) return items->total_size() == 0;
    return !shows_something();
}

std::unique_ptr<Node> new_node(NodeKind kind, Node* parent, Node::Step step) {
    auto node = std::make_unique<Node>();
    node->parent = parent;
    node->step = std::move(step);
    switch (kind) {
        case NodeKind::map: node->body.emplace<MapBody>(); break;
        case NodeKind::list: node->body.emplace<ListBody>(); break;
        case NodeKind::text: node->body.emplace<TextBody>(); break;
        case NodeKind::counter: node->body.emplace<CounterBody>(); break;
        case NodeKind::set: node->body.emplace<SetBody>(); break;
    }
    return node;
}

}  // namespace core::crdt
