// How undo puts back what was kept, and which of the old is which of the new then.
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

Dot behind(const Deletion& run) { return {run.first.author, run.first.counter + run.size}; }

// Whether it became one with the step before it.
bool join(UndoInsert& before, const UndoInsert& step) {
    if (behind(before.run) != step.run.first || before.node != step.node) return false;
    before.run.size += step.run.size;
    return true;
}
// Of a text alone: items of lists come with all that is in them.
bool join(UndoErase& before, const UndoErase& step) {
    if (!before.items.empty() || !step.items.empty()) return false;
    const bool is_forwards =
        behind(before.run) == step.run.first && before.position == step.position;
    const bool is_backwards =
        behind(step.run) == before.run.first && step.position + step.run.size == before.position;
    if ((!is_forwards && !is_backwards) || before.node != step.node) return false;
    if (is_backwards) {
        before.run.first = step.run.first;
        before.position = step.position;
    }
    before.run.size += step.run.size;
    return true;
}
bool join(UndoAdd& before, const UndoAdd& step) {
    std::int64_t sum = 0;
    if (before.counter != step.counter || __builtin_add_overflow(before.by, step.by, &sum))
        return false;
    before.by = sum;
    return true;
}
bool join(UndoSlot&, const UndoSlot&) { return false; }
bool join(UndoMember&, const UndoMember&) { return false; }

}  // namespace

void UndoEntry::note(UndoStep step) {
    const bool is_joined = !steps_.empty() && match(step, [this](const auto& one) {
        auto* const before = get_if<std::remove_cvref_t<decltype(one)>>(&steps_.back());
        return before && join(*before, one);
    });
    if (!is_joined) steps_.push_back(std::move(step));
}

void Undo::put_back(Transaction& transaction, Node& parent, const Node::Step& step,
                    const Kept& kept) {
    const std::string* const key = get_if<std::string>(&step);
    const auto position = key ? 0 : parent.sequence()->rank(get<Dot>(step)).visible;
    if (const Value* const value = get_if<Value>(&kept.content)) {
        if (key)
            transaction.set(parent, *key, *value);
        else
            transaction.set(parent, position, *value);
    } else {
        const NodeKind kind = get<NodeKind>(kept.content);
        fill(transaction,
             key ? transaction.make(parent, *key, kind) : transaction.make(parent, position, kind),
             kept);
    }
    note_written(kept, *parent.find_slot(step));
}

// By recursion as deep as a document may be.
void Undo::fill(Transaction& transaction, Node& node, const Kept& kept) {
    for (std::size_t i = 0; i < kept.keys.size(); ++i)
        put_back(transaction, node, kept.keys[i], kept.below[i]);
    for (const Value& member : kept.members) transaction.add(node, member);
    if (kept.sum != 0) transaction.add(node, kept.sum);
    std::uint32_t position = 0;
    for (const Deletion& run : kept.runs) {
        const bool is_list = node.kind() == NodeKind::list;
        const auto items =
            std::span(kept.below).subspan(is_list ? position : 0, is_list ? run.size : 0);
        put_back(transaction, node, run, position, items);
        position += run.size;
    }
}

// Where they were, if that can still be told: each piece beside what is left of it.
void Undo::put_back(Transaction& transaction, Node& node, const Deletion& run,
                    std::uint32_t position, std::span<const Kept> items) {
    Sequence& sequence = *node.sequence();
    if (!sequence.contains_all(run.first, run.size))
        return put_back_piece(transaction, node, run, std::min(position, sequence.size()), items);
    std::vector<Deletion> pieces;
    sequence.each_of(
        run, [&pieces](Dot first, std::uint32_t size, bool) { pieces.push_back({first, size}); });
    for (const Deletion& piece : pieces) {
        const std::size_t count = items.empty() ? 0 : piece.size;
        put_back_piece(transaction, node, piece, std::nullopt, items.first(count));
        items = items.subspan(count);
    }
}

void Undo::put_back_piece(Transaction& transaction, Node& node, const Deletion& run,
                          std::optional<std::uint32_t> position, std::span<const Kept> items) {
    const Dot last{run.first.author, run.first.counter + run.size - 1};
    const Dot first = transaction.next();
    note_restored(run, first);
    if (node.kind() == NodeKind::text) {
        const std::string characters = transaction.characters_of(run);
        if (position) return transaction.insert(node, *position, characters);
        return transaction.insert_behind(node, last, characters);
    }
    std::vector<Content> contents;
    for (const Kept& item : items) contents.push_back(item.content);
    if (position)
        transaction.insert(node, *position, std::move(contents));
    else
        transaction.insert_behind(node, last, std::move(contents));
    Dot item = first;
    for (const Kept& kept : items) {
        Slot& slot = *node.find_slot(item);
        note_written(kept, slot);
        if (const NodeKind* const kind = get_if<NodeKind>(&kept.content))
            fill(transaction, slot.ensure(*kind, node, item), kept);
        ++item.counter;
    }
}

Deletion Undo::as_restored(Deletion run) const {
    while (true) {
        const auto behind = restored_.upper_bound(run.first);
        if (behind != restored_.end() && behind->first.author == run.first.author)
            run.size = static_cast<std::uint32_t>(
                std::min<std::uint64_t>(run.size, behind->first.counter - run.first.counter));
        if (behind == restored_.begin()) return run;
        const auto& [first, now] = *std::prev(behind);
        const std::uint64_t offset = run.first.counter - first.counter;
        if (first.author != run.first.author || offset >= now.size) return run;
        run.first = {now.first.author, now.first.counter + offset};
        run.size = std::min(run.size, now.size - static_cast<std::uint32_t>(offset));
    }
}

Node::Step Undo::as_restored(const Node::Step& step) const {
    const Dot* const item = get_if<Dot>(&step);
    return item ? Node::Step(as_restored(Deletion{*item, 1}).first) : step;
}

void Undo::note_restored(const Deletion& run, Dot first) {
    restored_.insert_or_assign(run.first, Deletion{first, run.size});
}

Dot Undo::as_rewritten(Dot written) const {
    for (auto again = rewritten_.find(written); again != rewritten_.end();
         again = rewritten_.find(written))
        written = again->second;
    return written;
}

// What is there already is not written again.
void Undo::note_written(const Kept& kept, const Slot& slot) {
    const Dot written = latest_of(slot);
    if (kept.written.counter > 0 && kept.written != written)
        rewritten_.insert_or_assign(kept.written, written);
}

}  // namespace core::crdt
