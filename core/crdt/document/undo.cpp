#include "core/crdt/document/undo.h"

#include <algorithm>

#include "core/crdt/document/transaction.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Sequence;

Address address_of(const Node& node) {
    Address address;
    for (const Node* below = &node; below->parent; below = below->parent)
        address.emplace_back(below->step, below->kind());
    std::ranges::reverse(address);
    return address;
}

namespace {

Node* find(Node& root, const Address& address) {
    Node* node = &root;
    for (const auto& [step, kind] : address) {
        const Slot* const slot = node->find_slot(step);
        node = slot ? slot->find(kind) : nullptr;
        if (!node) return nullptr;
    }
    return node;
}

Sequence& sequence_of(Node& node) {
    ListBody* const list = node.as<ListBody>();
    return list ? list->sequence : node.as<TextBody>()->sequence;
}

// The event that wrote what is seen there.
Dot latest_of(const Slot& slot) {
    const auto* best = slot.written.begin();
    for (const auto& entry : slot.written) {
        const Stamp stamp{entry.second.lamport, entry.first.author};
        if (stamp > Stamp{best->second.lamport, best->first.author}) best = &entry;
    }
    return slot.written.empty() ? Dot{} : best->first;
}

// Of what a step can make of a change.
std::size_t size_bound(const UndoStep& step) {
    constexpr std::size_t utf8_size_max = 4;
    if (const auto* const slot = std::get_if<UndoSlot>(&step))
        return operation_size_bound + (slot->before ? size_bound(*slot->before) : 0);
    if (const auto* const erase = std::get_if<UndoErase>(&step)) {
        std::size_t size = operation_size_bound + erase->run.size * utf8_size_max;
        for (const Tree& item : erase->items) size += size_bound(item);
        return size;
    }
    if (const auto* const insert = std::get_if<UndoInsert>(&step))
        return operation_size_bound * std::size_t{insert->run.size};
    return operation_size_bound;
}

// Whether it is still as the author left it: nobody wrote there since, or into what was made.
bool is_untouched(const Slot* slot, const UndoSlot& step) {
    if (step.written.counter == 0) return !slot || !slot->seen();
    if (!slot || latest_of(*slot) != step.written) return false;
    const std::optional<Content> seen = slot->seen();
    const NodeKind* const kind = seen ? std::get_if<NodeKind>(&*seen) : nullptr;
    const Node* const node = kind ? slot->find(*kind) : nullptr;
    return !node || !node->shows_something();
}

}  // namespace

UndoEntry& Undo::begin() {
    open_.clear();
    return open_;
}

void Undo::commit(bool is_joined) {
    if (open_.empty()) return;
    undone_.clear();
    if (is_joined && !done_.empty()) {
        std::ranges::move(open_, std::back_inserter(done_.back()));
        return;
    }
    if (done_.size() == undo_entries_max) done_.erase(done_.begin());
    done_.push_back(std::move(open_));
}

Result<void> Undo::take_back(Transaction& transaction, std::vector<UndoEntry>& from,
                             std::vector<UndoEntry>& to) {
    if (from.empty()) return {};
    std::size_t size = 0;
    for (const UndoStep& step : from.back()) size += size_bound(step);
    if (size > operations_size_max) return fail(Error::too_large);
    const UndoEntry entry = std::move(from.back());
    from.pop_back();
    for (std::size_t i = entry.size(); i-- > 0;)
        std::visit([&](const auto& step) { take_back(transaction, step); }, entry[i]);
    to.push_back(std::move(open_));
    return {};
}

void Undo::take_back(Transaction& transaction, const UndoSlot& step) {
    Node* const parent = find(transaction.root(), step.parent);
    if (!parent || !is_untouched(parent->find_slot(step.step), step)) return;
    if (const Dot* const item = std::get_if<Dot>(&step.step)) {
        if (!parent->find_slot(*item) || !step.before) return;
        const auto position = parent->as<ListBody>()->sequence.rank(*item).visible;
        return transaction.put(*parent, position, *step.before);
    }
    const std::string& key = std::get<std::string>(step.step);
    if (step.before) return transaction.put(*parent, key, *step.before);
    transaction.remove(*parent, key);
}

void Undo::take_back(Transaction& transaction, const UndoInsert& step) {
    Node* const node = find(transaction.root(), step.node);
    if (!node) return;
    Sequence& sequence = sequence_of(*node);
    std::vector<Deletion> visible;
    for (std::uint32_t i = 0; i < step.run.size; ++i) {
        const Dot item = as_restored({step.run.first.author, step.run.first.counter + i});
        if (!sequence.contains(item)) continue;
        sequence.each_of({item, 1}, [&visible](Dot first, std::uint32_t, bool is_deleted) {
            if (is_deleted) return;
            const bool goes_on =
                !visible.empty() && visible.back().first.author == first.author &&
                visible.back().first.counter + visible.back().size == first.counter;
            if (goes_on)
                ++visible.back().size;
            else
                visible.push_back({first, 1});
        });
    }
    for (const Deletion& run : visible) {
        // Others may have written in between.
        std::vector<Deletion> pieces;
        sequence.each_of(run, [&pieces](Dot first, std::uint32_t size, bool) {
            pieces.push_back({first, size});
        });
        for (const Deletion& piece : pieces)
            transaction.erase(*node, sequence.rank(piece.first).visible, piece.size);
    }
}

void Undo::take_back(Transaction& transaction, const UndoErase& step) {
    Node* const node = find(transaction.root(), step.node);
    if (!node) return;
    if (!sequence_of(*node).contains(step.run.first)) return;
    const std::uint32_t position = sequence_of(*node).rank(step.run.first).visible;
    note_restored(step.run, transaction.next());
    if (node->kind() == NodeKind::text)
        return transaction.insert(*node, position, transaction.characters_of(step.run));
    std::vector<Content> contents;
    for (const Tree& item : step.items) contents.push_back(content_of(item));
    transaction.insert(*node, position, std::move(contents));
    for (std::uint32_t i = 0; i < step.items.size(); ++i)
        transaction.fill(*node, position + i, step.items[i]);
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
    transaction.remove(*set, step.value);
}

Dot Undo::as_restored(Dot item) const {
    while (true) {
        auto behind = restored_.upper_bound(item);
        if (behind == restored_.begin()) return item;
        const auto& [first, to] = *--behind;
        if (first.author != item.author || item.counter - first.counter >= to.first) return item;
        item = {to.second.author, to.second.counter + (item.counter - first.counter)};
    }
}

void Undo::note_restored(Deletion run, Dot first) {
    restored_.insert_or_assign(run.first, std::pair(run.size, first));
}

}  // namespace core::crdt
