// How a performer takes away all that an author saw under a key, and what is left empty by it.
#include "core/crdt/document/performer.h"

namespace core::crdt {

using sequence::Deletion;

void Performer::remove_seen(Node& parent, const Node::Step& step, Slot& slot,
                            std::optional<NodeKind> except) {
    const bool is_crowd = slot.written.size() > SlotWrites::few_max;
    if (is_crowd && !crowds_.emplace(&parent, step).second)
        slot.written.erase(next_.author);
    else
        slot.written.erase(past());
    for (const auto& node : slot.nodes)
        if (node->kind() != except) remove_seen(*node);
}

void Performer::remove_seen(Node& set, const Value& value, Dots& dots) {
    const bool is_crowd = dots.size() > SlotWrites::few_max;
    if (is_crowd && !crowds_.emplace(&set, value).second) return dots.erase_of(next_.author);
    dots.erase_if([past = past()](Dot dot) { return past.includes(dot); });
}

void Performer::remove_seen(Node& node) {
    noted_.erase(&node);
    const auto [cleared, is_first] = cleared_.try_emplace(&node);
    if (is_first) return remove_all_seen(node);
    const Since since = std::exchange(cleared->second, {});
    if (node.as<MapBody>())
        for (const Node::Step& step : since.steps) remove_seen_slot(node, step);
    else if (CounterBody* const counter = node.as<CounterBody>())
        counter->store.erase_of(next_.author);
    else if (node.as<SetBody>())
        for (const Value& value : since.members) remove_member(node, value);
    else
        remove(node, since.items);
}

void Performer::remove_seen_slot(Node& node, const Node::Step& step) {
    Slot* const slot = node.find_slot(step);
    if (!slot) return;
    if (touched_) touched_->slot(node, step, *slot);
    remove_seen(node, step, *slot, std::nullopt);
    to_prune_.emplace_back(&node, step);
}

void Performer::remove_member(Node& node, const Value& value) {
    SetBody& set = *node.as<SetBody>();
    Dots* const dots = set.values.find(value);
    if (!dots) return;
    if (touched_) touched_->member(node, value);
    remove_seen(node, value, *dots);
    if (dots->empty()) set.values.erase(value);
}

void Performer::remove_all_seen(Node& node) {
    if (MapBody* const map = node.as<MapBody>()) {
        for (auto& [key, slot] : map->slots) {
            if (touched_) touched_->slot(node, key, slot);
            remove_seen(node, key, slot, std::nullopt);
            to_prune_.emplace_back(&node, key);
        }
    } else if (CounterBody* const counter = node.as<CounterBody>()) {
        if (touched_) touched_->counter(node);
        counter->store.erase_if([past = past()](Dot dot) { return past.includes(dot); });
    } else if (SetBody* const set = node.as<SetBody>()) {
        std::vector<Value> values;
        for (const auto& [value, dots] : set->values) values.push_back(value);
        for (const Value& value : values) remove_member(node, value);
    } else {
        remove_seen_items(node);
    }
}

// Items of an author are seen from the first up to one.
void Performer::remove_seen_items(Node& node) {
    const Past seen = past();
    std::vector<Deletion> runs;
    node.sequence()->each([&](Dot first, std::uint32_t size, bool is_deleted) {
        if (is_deleted) return;
        std::uint32_t of_past = 0;
        while (of_past < size && seen.includes({first.author, first.counter + of_past})) ++of_past;
        if (of_past > 0) runs.push_back({first, of_past});
    });
    remove(node, runs);
}

void Performer::remove(Node& node, const std::vector<Deletion>& runs) {
    for (const Deletion& run : runs) {
        if (touched_) touched_->erasing(node, run);
        const auto done = node.sequence()->integrate(run);
        ASSERT(done);
        take_out(node, run);
    }
}

// False if the slot is still needed.
bool Performer::prune(Node& parent, const Node::Step& step) {
    Slot* const slot = parent.find_slot(step);
    if (!slot) return true;
    for (std::size_t i = slot->nodes.size(); i-- > 0;) {
        if (!slot->nodes[i]->is_forgotten()) continue;
        pruned_.push_back(std::move(slot->nodes[i]));
        slot->nodes.erase(slot->nodes.begin() + static_cast<std::ptrdiff_t>(i));
    }
    MapBody* const map = parent.as<MapBody>();
    if (!map || !slot->empty()) return false;
    map->slots.erase(get<std::string>(step));
    return true;
}

// From the innermost out, so that what contained nothing else goes with it.
void Performer::finish() {
    if (touched_) touched_->settle(taken_out_);
    while (!to_prune_.empty()) {
        auto [parent, step] = std::move(to_prune_.back());
        to_prune_.pop_back();
        if (prune(*parent, step) && parent->parent)
            to_prune_.emplace_back(parent->parent, parent->step);
    }
}

}  // namespace core::crdt
