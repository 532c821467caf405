// How a performer takes away all that an author saw under a key, and what is left empty by it.
#include <algorithm>

#include "core/crdt/document/performer.h"

namespace core::crdt {

using sequence::Deletion;

void Performer::remove_seen(Slot& slot, std::optional<NodeKind> except) {
    slot.written.erase_if([past = past()](Dot dot) { return past.includes(dot); });
    for (const auto& node : slot.nodes)
        if (node->kind() != except) remove_seen(*node);
}

void Performer::remove_seen(Node& node) {
    if (!cleared_.insert(&node).second) return;
    const Past seen = past();
    const auto is_seen = [&seen](Dot dot) { return seen.includes(dot); };
    if (MapBody* const map = node.as<MapBody>()) {
        for (auto& [key, slot] : map->slots) {
            if (touched_) touched_->slot(node, key, slot);
            remove_seen(slot, std::nullopt);
            to_prune_.emplace_back(&node, key);
        }
    } else if (CounterBody* const counter = node.as<CounterBody>()) {
        if (touched_) touched_->counter(node);
        counter->store.erase_if(is_seen);
    } else if (SetBody* const set = node.as<SetBody>()) {
        std::vector<Value> gone;
        for (auto& [value, dots] : set->values) {
            if (touched_) touched_->member(node, value);
            dots.erase_if(is_seen);
            if (dots.empty()) gone.push_back(value);
        }
        for (const Value& value : gone) set->values.erase(value);
    } else {
        remove_seen_items(node);
    }
}

// Items of an author are seen from the first up to one.
void Performer::remove_seen_items(Node& node) {
    const Past seen = past();
    sequence::Sequence& sequence = *node.sequence();
    std::vector<Deletion> runs;
    sequence.each([&](Dot first, std::uint32_t size, bool is_deleted) {
        if (is_deleted) return;
        std::uint32_t of_past = 0;
        while (of_past < size && seen.includes({first.author, first.counter + of_past})) ++of_past;
        if (of_past > 0) runs.push_back({first, of_past});
    });
    for (const Deletion& run : runs) {
        if (touched_) touched_->erasing(node, run);
        const auto done = sequence.integrate(run);
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
    map->slots.erase(std::get<std::string>(step));
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
