// One operation after the other, each by its kind.
#include "core/crdt/document/performer.h"

#include <algorithm>

#include "core/base/variant.h"
#include "core/codec/utf8.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;
using sequence::Sequence;

void Performer::perform(Node* target, const Operation& operation) {
    const Dot first = next_;
    if (target) about_to_change(*target);
    if (target) match(operation.what, [&](const auto& what) { perform(*target, what); });
    // Whatever was left out of it.
    const Dot behind{first.author, first.counter + events_of(operation)};
    count_events(behind.counter - next_.counter);
}

bool Performer::leaves_items(const Operation& operation) {
    return holds_alternative<ListInsert>(operation.what) ||
           holds_alternative<TextInsert>(operation.what);
}

void Performer::perform_void(Node* target, const Operation& operation) {
    const Dot first = next_;
    perform(target, operation);
    const auto size = static_cast<std::uint32_t>(next_.counter - first.counter);
    // What was left out is not there to be deleted.
    if (target && size > 0) perform(*target, Erase{{{first, size}}});
}

// Where all that was written was removed, a node is seen as long as there is something in it.
void Performer::about_to_change(Node& node) {
    for (Node* below = &node; below->parent && noted_.insert(below).second; below = below->parent) {
        if (const auto above = cleared_.find(below->parent); above != cleared_.end())
            above->second.steps.push_back(below->step);
        const Slot* const slot = touched_ ? below->parent->find_slot(below->step) : nullptr;
        if (slot && slot->written.empty()) touched_->slot(*below->parent, below->step, *slot);
    }
}

Performer::Since* Performer::since_cleared(Node& node) {
    const auto cleared = cleared_.find(&node);
    return cleared == cleared_.end() ? nullptr : &cleared->second;
}

void Performer::count_events(std::uint64_t events) {
    next_.counter += events;
    lamport_.value += events;
}

void Performer::perform(Node& node, const MapSet& set) {
    MapBody* const map = node.as<MapBody>();
    if (map) write(node, set.key, map->slots.ensure(set.key), set.content);
}

void Performer::perform(Node& node, const ListSet& set) {
    ListBody* const list = node.as<ListBody>();
    Slot* const slot = list && past().includes(set.item) ? list->slots.find(set.item) : nullptr;
    if (slot) write(node, set.item, *slot, set.content);
}

void Performer::write(Node& parent, const Node::Step& step, Slot& slot, const Content& content) {
    if (touched_) touched_->slot(parent, step, slot);
    const NodeKind* const kind = get_if<NodeKind>(&content);
    remove_seen(parent, step, slot, kind ? std::optional(*kind) : std::nullopt);
    slot.written.put({next_, lamport_, content});
    if (Since* const since = since_cleared(parent)) since->steps.push_back(step);
    if (kind) slot.ensure(*kind, parent, step);
    to_prune_.emplace_back(&parent, step);
}

void Performer::perform(Node& node, const MapRemove& remove) {
    MapBody* const map = node.as<MapBody>();
    Slot* const slot = map ? map->slots.find(remove.key) : nullptr;
    if (!slot) return;
    if (touched_) touched_->slot(node, remove.key, *slot);
    remove_seen(node, remove.key, *slot, std::nullopt);
    to_prune_.emplace_back(&node, remove.key);
}

bool Performer::integrate(Sequence& sequence, Dot left, Dot right, std::uint64_t size) {
    if (!knows(left) || !knows(right) || size > sequence::items_max) return false;
    return sequence.integrate(Insertion{next_, static_cast<std::uint32_t>(size), left, right, {}})
        .has_value();
}

void Performer::perform(Node& node, const ListInsert& insert) {
    ListBody* const list = node.as<ListBody>();
    if (!list || !integrate(list->sequence, insert.left, insert.right, insert.contents.size()))
        return;
    fill(node, next_, insert.contents);
}

void Performer::fill(Node& node, Dot first, const std::vector<Content>& contents) {
    ListBody& list = *node.as<ListBody>();
    note_inserted(node, {first, static_cast<std::uint32_t>(contents.size())});
    for (const Content& content : contents) {
        Slot& slot = list.slots.ensure(first);
        slot.written.put({first, lamport_, content});
        if (const NodeKind* const kind = get_if<NodeKind>(&content))
            slot.ensure(*kind, node, first);
        ++first.counter;
        count_events(1);
    }
}

void Performer::note_inserted(Node& node, const Deletion& run) {
    if (touched_) touched_->inserted(node, run);
    if (Since* const since = since_cleared(node)) since->items.push_back(run);
}

void Performer::perform(Node& node, const TextInsert& insert) {
    TextBody* const text = node.as<TextBody>();
    const std::uint64_t size = codec::code_point_count(insert.characters);
    if (text && integrate(text->sequence, insert.left, insert.right, size))
        fill(node, next_, insert.characters);
}

void Performer::fill(Node& text, Dot first, std::string_view characters) {
    const std::uint64_t size = codec::code_point_count(characters);
    characters_.put(first, characters);
    note_inserted(text, {first, static_cast<std::uint32_t>(size)});
    count_events(size);
}

void Performer::perform(Node& node, const Erase& erase) {
    Sequence* const sequence = node.sequence();
    if (!sequence) return;
    for (const Deletion& run : erase.runs) {
        const Dot last{run.first.author, run.first.counter + run.size - 1};
        if (!past().includes(last) || erased_.contains_any(run)) continue;
        erased_.add(run);
        if (!sequence->contains_all(run.first, run.size)) continue;
        if (touched_) touched_->erasing(node, run);
        const auto done = sequence->integrate(run);
        ASSERT(done);
        take_out(node, run);
    }
}

void Performer::erase(Node& node, std::uint32_t position, const Deletion& run) {
    if (touched_) touched_->erasing(node, run);
    node.sequence()->erase(position, run.size, [](const Deletion&) {});
    take_out(node, run);
}

void Performer::take_out(Node& node, const Deletion& run) {
    ListBody* const list = node.as<ListBody>();
    if (!list) return;
    for (Dot item = run.first; item.counter < run.first.counter + run.size; ++item.counter) {
        Slot* const slot = list->slots.find(item);
        if (!slot) continue;
        taken_out_.emplace(std::pair(&node, item), std::move(*slot));
        list->slots.erase(item);
    }
}

void Performer::perform(Node& node, const CounterSum& sum) {
    CounterBody* const counter = node.as<CounterBody>();
    if (!counter) return;
    if (touched_) touched_->counter(node);
    counter->store.erase_of(next_.author);
    counter->store.insert(next_, sum.balance);
}

void Performer::perform(Node& node, const SetAdd& add) {
    SetBody* const set = node.as<SetBody>();
    if (!set) return;
    if (touched_) touched_->member(node, add.value);
    Dots& dots = set->values.ensure(add.value);
    remove_seen(node, add.value, dots);
    dots.insert(next_);
    if (Since* const since = since_cleared(node)) since->members.push_back(add.value);
}

void Performer::perform(Node& node, const SetRemove& remove) {
    SetBody* const set = node.as<SetBody>();
    Dots* const dots = set ? set->values.find(remove.value) : nullptr;
    if (!dots) return;
    if (touched_) touched_->member(node, remove.value);
    remove_seen(node, remove.value, *dots);
    if (dots->empty()) set->values.erase(remove.value);
    if (node.parent) prune_later(node);
}

}  // namespace core::crdt
