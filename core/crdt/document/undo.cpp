// What is taken back, and what is left since others had a hand in it.
#include "core/crdt/document/undo.h"

#include <algorithm>

#include "core/base/variant.h"
#include "core/codec/utf8.h"
#include "core/crdt/document/transaction.h"

namespace core::crdt {

using sequence::Deletion;

namespace {

std::size_t size_bound_of(const Node::Step& step) {
    const std::string* const key = get_if<std::string>(&step);
    return operation_size_bound + (key ? key->size() : 0);
}

// Whether there is nothing in it, and nobody else has done anything to it that could still be seen.
bool is_left_empty(const Node& node, Author author) {
    const CounterBody* const counter = node.as<CounterBody>();
    if (!counter) return !node.shows_something();
    return value_of(counter->store) == 0 &&
           std::ranges::all_of(counter->store, [author](const auto& entry) {
               return entry.first.author == author;
           });
}

}  // namespace

UndoEntry& Undo::begin() {
    open_ = {};
    return open_;
}

void Undo::commit(bool is_joined) {
    if (open_.empty()) return;
    undone_.clear();
    if (is_joined && !done_.empty()) {
        for (UndoStep& step : open_.steps()) done_.back().note(std::move(step));
        return;
    }
    if (done_.size() == undo_entries_max) done_.pop_front();
    done_.push_back(std::move(open_));
}

Result<void> Undo::take_back(Transaction& transaction, std::deque<UndoEntry>& from,
                             std::deque<UndoEntry>& to) {
    if (from.empty()) return {};
    std::vector<UndoStep>& steps = from.back().steps();
    std::size_t size = 0;
    std::size_t kept = steps.size();
    for (; kept > 0; --kept) {
        size += size_bound(transaction.root(), steps[kept - 1]);
        // An event takes a byte at least.
        if (size > operations_size_max || !transaction.has_events(size)) break;
    }
    if (!steps.empty() && kept == steps.size()) return fail(Error::too_large);
    for (std::size_t i = steps.size(); i-- > kept;)
        match(steps[i], [&](const auto& step) { take_back(transaction, step); });
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(kept), steps.end());
    if (steps.empty()) from.pop_back();
    to.push_back(std::move(open_));
    return {};
}

std::size_t Undo::size_bound(Node& root, const UndoStep& step) const {
    std::size_t size = 2 * operation_size_bound;
    const auto add_address = [&size](const Address& address) {
        for (const auto& [place, kind] : address) size += size_bound_of(place);
    };
    if (const auto* const slot = get_if<UndoSlot>(&step)) {
        add_address(slot->parent);
        size += 3 * size_bound_of(slot->step);
        if (slot->before) size += crdt::size_bound(*slot->before);
        Node* const parent = find(root, slot->parent);
        const Slot* const now = parent ? parent->find_slot(as_restored(slot->step)) : nullptr;
        const SlotWrites::Write* const other =
            now ? now->written.latest_but(slot->written.author) : nullptr;
        const Value* const value = other ? get_if<Value>(&other->content) : nullptr;
        if (value) size += crdt::size_bound(*value);
    } else if (const auto* const insert = get_if<UndoInsert>(&step)) {
        add_address(insert->node);
        const auto add_run = [&size](const Deletion&, Dot) { size += operation_size_bound; };
        Node* const node = find(root, insert->node);
        if (node) each_visible(*node, insert->run, add_run);
    } else if (const auto* const erase = get_if<UndoErase>(&step)) {
        add_address(erase->node);
        size += erase->run.size * codec::code_point_size_max;
        for (const Kept& item : erase->items) size += crdt::size_bound(item);
        // Pieces that others parted are put back one by one.
        Node* const node = find(root, erase->node);
        if (node && node->sequence()->contains_all(erase->run.first, erase->run.size))
            node->sequence()->each_of(
                erase->run, [&size](Dot, std::uint32_t, bool) { size += operation_size_bound; });
    } else if (const auto* const add = get_if<UndoAdd>(&step)) {
        add_address(add->counter);
    } else {
        const auto& member = get<UndoMember>(step);
        add_address(member.set);
        size += crdt::size_bound(member.value);
    }
    return size;
}

// --- Each kind of step

void Undo::take_back(Transaction& transaction, const UndoSlot& step) {
    Node* const parent = find(transaction.root(), step.parent);
    if (!parent) return;
    const Node::Step place = as_restored(step.step);
    const Author author = transaction.next().author;
    const Slot* const slot = parent->find_slot(place);
    if (step.written.counter == 0) {
        if (slot && slot->seen()) return;
    } else {
        if (!slot || !is_left_alone(*slot, step.written, author)) return;
        // What somebody wrote at the same time was hidden by it.
        if (const SlotWrites::Write* const other = slot->written.latest_but(author)) {
            Kept theirs;
            theirs.content = other->content;
            return put_back(transaction, *parent, place, theirs);
        }
    }
    if (step.before) return put_back(transaction, *parent, place, *step.before);
    if (const std::string* const key = get_if<std::string>(&place))
        transaction.remove(*parent, *key);
}

void Undo::take_back(Transaction& transaction, const UndoInsert& step) {
    Node* const node = find(transaction.root(), step.node);
    if (!node) return;
    std::vector<std::pair<Deletion, Dot>> visible;
    each_visible(*node, step.run,
                 [&visible](const Deletion& run, Dot old) { visible.emplace_back(run, old); });
    for (const auto& [run, old] : visible) {
        if (node->kind() == NodeKind::list)
            erase_if_left_alone(transaction, *node, run, old);
        else
            transaction.erase(*node, node->sequence()->rank(run.first).visible, run.size);
    }
}

void Undo::erase_if_left_alone(Transaction& transaction, Node& list, const Deletion& run, Dot old) {
    const Author author = transaction.next().author;
    const std::uint64_t end = run.first.counter + run.size;
    for (Dot first = run.first; first.counter < end;) {
        std::uint32_t size = 0;
        const auto is_alone = [&](std::uint64_t counter) {
            const Dot written{old.author, old.counter + (counter - run.first.counter)};
            return is_left_alone(*list.find_slot(Dot{first.author, counter}), written, author);
        };
        while (first.counter + size < end && is_alone(first.counter + size)) ++size;
        transaction.erase(list, list.sequence()->rank(first).visible, size);
        // The one that ended it stays.
        first.counter += size + 1;
    }
}

void Undo::take_back(Transaction& transaction, const UndoErase& step) {
    Node* const node = find(transaction.root(), step.node);
    if (node) put_back(transaction, *node, step.run, step.position, step.items);
}

void Undo::take_back(Transaction& transaction, const UndoAdd& step) {
    Node* const counter = find(transaction.root(), step.counter);
    // The least number has no positive twin; nobody adds it but to break things.
    if (counter && step.by != INT64_MIN) transaction.add(*counter, -step.by);
}

void Undo::take_back(Transaction& transaction, const UndoMember& step) {
    Node* const set = find(transaction.root(), step.set);
    if (!set) return;
    if (step.was_member) return transaction.add(*set, step.value);
    // Another's addition stays.
    const Dots* const dots = set->as<SetBody>()->values.find(step.value);
    const Author author = transaction.next().author;
    if (dots && std::ranges::all_of(*dots, [author](Dot dot) { return dot.author == author; }))
        transaction.remove(*set, step.value);
}

// --- What is still there

Node* Undo::find(Node& root, const Address& address) const {
    Node* node = &root;
    for (const auto& [step, kind] : address) {
        const Node::Step place = as_restored(step);
        Slot* const slot = node->find_slot(place);
        if (!slot || !slot->holds(kind)) return nullptr;
        // An empty one may have been left out so far.
        node = &slot->ensure(kind, *node, place);
    }
    return node;
}

template <class Visit>
void Undo::each_visible(Node& node, Deletion run, Visit visit) const {
    while (run.size > 0) {
        const Deletion part = as_restored(run);
        const Dot old = run.first;
        run.first.counter += part.size;
        run.size -= part.size;
        if (!node.sequence()->contains_all(part.first, part.size)) continue;
        node.sequence()->each_of(part, [&](Dot first, std::uint32_t size, bool is_deleted) {
            const std::uint64_t offset = first.counter - part.first.counter;
            if (!is_deleted) visit(Deletion{first, size}, Dot{old.author, old.counter + offset});
        });
    }
}

bool Undo::is_left_alone(const Slot& slot, Dot written, Author author) const {
    if (latest_of(slot) != as_rewritten(written)) return false;
    const std::optional<Content> seen = slot.seen();
    const NodeKind* const kind = seen ? get_if<NodeKind>(&*seen) : nullptr;
    const Node* const node = kind ? slot.find(*kind) : nullptr;
    return !node || is_left_empty(*node, author);
}

}  // namespace core::crdt
