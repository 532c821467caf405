#include "core/crdt/document/undo.h"

#include <algorithm>

#include "core/codec/utf8.h"
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

std::size_t size_bound_of(const Node::Step& step) {
    const std::string* const key = std::get_if<std::string>(&step);
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
    for (const UndoStep& step : from.back()) size += size_bound(transaction.root(), step);
    // An event takes a byte at least.
    if (size > operations_size_max || !transaction.has_events(size)) return fail(Error::too_large);
    const UndoEntry entry = std::move(from.back());
    from.pop_back();
    for (std::size_t i = entry.size(); i-- > 0;)
        std::visit([&](const auto& step) { take_back(transaction, step); }, entry[i]);
    to.push_back(std::move(open_));
    return {};
}

std::size_t Undo::size_bound(Node& root, const UndoStep& step) const {
    std::size_t size = 2 * operation_size_bound;
    const auto add_address = [&size](const Address& address) {
        for (const auto& [place, kind] : address) size += size_bound_of(place);
    };
    if (const auto* const slot = std::get_if<UndoSlot>(&step)) {
        add_address(slot->parent);
        size += 3 * size_bound_of(slot->step);
        if (slot->before) size += crdt::size_bound(*slot->before);
    } else if (const auto* const insert = std::get_if<UndoInsert>(&step)) {
        add_address(insert->node);
        Node* const node = find(root, insert->node);
        if (node) each_visible(*node, insert->run, [&size](const Deletion&) { size += operation_size_bound; });
    } else if (const auto* const erase = std::get_if<UndoErase>(&step)) {
        add_address(erase->node);
        size += erase->run.size * codec::code_point_size_max;
        for (const Kept& item : erase->items) size += crdt::size_bound(item);
    } else if (const auto* const add = std::get_if<UndoAdd>(&step)) {
        add_address(add->counter);
    } else {
        const auto& member = std::get<UndoMember>(step);
        add_address(member.set);
        size += crdt::size_bound(member.value);
    }
    return size;
}

void Undo::take_back(Transaction& transaction, const UndoSlot& step) {
    Node* const parent = find(transaction.root(), step.parent);
    if (!parent) return;
    const Node::Step place = as_restored(step.step);
    const Slot* const slot = parent->find_slot(place);
    if (!is_untouched(slot, step, transaction.next().author)) return;
    if (step.before) return put_back(transaction, *parent, place, *step.before);
    if (const std::string* const key = std::get_if<std::string>(&place))
        transaction.remove(*parent, *key);
}

void Undo::take_back(Transaction& transaction, const UndoInsert& step) {
    Node* const node = find(transaction.root(), step.node);
    if (!node) return;
    std::vector<Deletion> visible;
    each_visible(*node, step.run, [&visible](const Deletion& run) { visible.push_back(run); });
    for (const Deletion& run : visible)
        transaction.erase(*node, node->sequence()->rank(run.first).visible, run.size);
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

// What is left of the items, behind one another.
template <class Visit>
void Undo::each_visible(Node& node, Deletion run, Visit visit) const {
    while (run.size > 0) {
        const Deletion part = as_restored(run);
        run.first.counter += part.size;
        run.size -= part.size;
        if (!node.sequence()->contains_all(part.first, part.size)) continue;
        node.sequence()->each_of(part, [&visit](Dot first, std::uint32_t size, bool is_deleted) {
            if (!is_deleted) visit(Deletion{first, size});
        });
    }
}

// Whether it is still as the author left it: nobody wrote there since, or into what was made.
bool Undo::is_untouched(const Slot* slot, const UndoSlot& step, Author author) const {
    if (step.written.counter == 0) return !slot || !slot->seen();
    Dot written = step.written;
    for (auto again = rewritten_.find(written); again != rewritten_.end();
         again = rewritten_.find(written))
        written = again->second;
    if (!slot || latest_of(*slot) != written) return false;
    const std::optional<Content> seen = slot->seen();
    const NodeKind* const kind = seen ? std::get_if<NodeKind>(&*seen) : nullptr;
    const Node* const node = kind ? slot->find(*kind) : nullptr;
    return !node || is_left_empty(*node, author);
}

void Undo::put_back(Transaction& transaction, Node& parent, const Node::Step& step,
                    const Kept& kept) {
    const std::string* const key = std::get_if<std::string>(&step);
    const auto position = key ? 0 : parent.sequence()->rank(std::get<Dot>(step)).visible;
    if (const Value* const value = std::get_if<Value>(&kept.content)) {
        if (key)
            transaction.set(parent, *key, *value);
        else
            transaction.set(parent, position, *value);
    } else {
        const NodeKind kind = std::get<NodeKind>(kept.content);
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

// Where it was, if that can still be told.
void Undo::put_back(Transaction& transaction, Node& node, Deletion run, std::uint32_t position,
                    std::span<const Kept> items) {
    Sequence& sequence = *node.sequence();
    const Dot first = transaction.next();
    const Dot last{run.first.author, run.first.counter + run.size - 1};
    const std::optional<Dot> behind = sequence.contains(last) ? std::optional(last) : std::nullopt;
    position = std::min(position, sequence.size());
    if (node.kind() == NodeKind::text) {
        const std::string characters = transaction.characters_of(run);
        if (behind)
            transaction.insert_behind(node, *behind, characters);
        else
            transaction.insert(node, position, characters);
        return note_restored(run, first);
    }
    std::vector<Content> contents;
    for (const Kept& item : items) contents.push_back(item.content);
    if (behind)
        transaction.insert_behind(node, *behind, std::move(contents));
    else
        transaction.insert(node, position, std::move(contents));
    note_restored(run, first);
    Dot item = first;
    for (const Kept& kept : items) {
        Slot& slot = *node.find_slot(item);
        note_written(kept, slot);
        if (const NodeKind* const kind = std::get_if<NodeKind>(&kept.content))
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
    const Dot* const item = std::get_if<Dot>(&step);
    return item ? Node::Step(as_restored(Deletion{*item, 1}).first) : step;
}

void Undo::note_restored(Deletion run, Dot first) {
    restored_.insert_or_assign(run.first, Deletion{first, run.size});
}

void Undo::note_written(const Kept& kept, const Slot& slot) {
    if (kept.written.counter > 0) rewritten_.insert_or_assign(kept.written, latest_of(slot));
}

}  // namespace core::crdt
