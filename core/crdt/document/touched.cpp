// What is noted while a change is carried out, and what is made of it when it is.
#include "core/crdt/document/touched.h"

#include <algorithm>

#include "core/base/heap_sort.h"
#include "core/crdt/document/document.h"
#include "core/crdt/document/event_teller.h"

namespace core::crdt {

using sequence::Deletion;

Touched::Touched(Document& document, Subscriptions* subscriptions)
    : root_(document.root()), characters_(document.characters()), subscriptions_(subscriptions) {}

void Touched::slot(Node& parent, const Node::Step& step, const Slot& slot) {
    const std::pair key(&parent, step);
    if (!slots_.contains(key)) slots_.emplace(key, slot.seen());
}

void Touched::inserted(Node& node, const Deletion& run) { items_[&node].inserted.add(run); }

void Touched::erasing(Node& node, const Deletion& run) {
    sequence::Runs& erased = items_[&node].erased;
    node.sequence()->each_of(run, [&erased](Dot first, std::uint32_t size, bool is_deleted) {
        if (!is_deleted) erased.add({first, size});
    });
}

void Touched::counter(Node& counter) {
    counters_.try_emplace(&counter, value_of(counter.as<CounterBody>()->store));
}

void Touched::member(Node& set, const Value& value) {
    members_.try_emplace({&set, value}, set.as<SetBody>()->values.contains(value));
}

void Touched::settle(const TakenOut& taken_out) {
    taken_out_ = &taken_out;
    for (auto& [node, items] : items_) make_pieces(*node, items);
    note_touched_slots();
    events_ = EventTeller(*this).tell();
    if (subscriptions_) told_subscriptions_ = subscriptions_->changed(*this, events_);
    taken_out_ = nullptr;
}

// What came and went within the change is none of both.
void Touched::make_pieces(Node& node, Items& items) {
    sequence::Sequence& sequence = *node.sequence();
    const auto add = [&](const Deletion& run, bool is_inserted) {
        sequence.each_of(run, [&](Dot first, std::uint32_t size, bool) {
            const sequence::Sums rank = sequence.rank(first);
            items.pieces.push_back({{first, size}, is_inserted, rank.total, rank.visible, 0});
        });
    };
    items.inserted.each_without(items.erased, [&add](const Deletion& run) { add(run, true); });
    items.erased.each_without(items.inserted, [&add](const Deletion& run) { add(run, false); });
    core::heap_sort(items.pieces,
                    [](const Piece& one, const Piece& other) { return one.rank < other.rank; });
    std::uint32_t more_before = 0;  // Wraps around.
    for (Piece& piece : items.pieces) {
        piece.before = piece.now + more_before;
        more_before += piece.is_inserted ? 0 - piece.run.size : piece.run.size;
    }
}

void Touched::note_touched(Node* node) {
    for (; node->parent; node = node->parent) {
        const Dot* const item = get_if<Dot>(&node->step);
        const Slot* const slot =
            item ? slot_before(*node->parent, *item) : node->parent->find_slot(node->step);
        if (slot && !touched_slots_.insert(slot).second) return;
    }
}

void Touched::note_touched_slots() {
    for (const auto& [place, seen] : slots_) {
        const auto& [parent, step] = place;
        const Dot* const item = get_if<Dot>(&step);
        const Slot* const slot = item ? slot_before(*parent, *item) : parent->find_slot(step);
        if (slot && touched_slots_.insert(slot).second) note_touched(parent);
    }
    for (const auto& [node, items] : items_) note_touched(node);
    for (const auto& [node, value] : counters_) note_touched(node);
    for (const auto& [member, was_there] : members_) note_touched(member.first);
}

}  // namespace core::crdt
