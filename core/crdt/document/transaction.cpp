// Every step is done to the document at once, through the same performer as everybody else's.
#include "core/crdt/document/transaction.h"

#include "core/codec/utf8.h"

namespace core::crdt {

using sequence::Deletion;
using sequence::Insertion;

namespace {

// Whether that is what was written there last.
bool says(const Slot& slot, NodeKind kind) {
    const SlotWrites::Write* const latest = slot.written.latest();
    return latest && latest->content == Content(kind);
}

}  // namespace

Transaction::Transaction(Document& document, Author author, Lamport lamport, Touched* touched,
                         UndoEntry* undo)
    : document_(document),
      first_{author, document.version_[author] + 1},
      performer_(document.characters_, document.version_, first_, lamport, touched),
      undo_(undo) {}

// By recursion as deep as a document may be.
std::uint32_t Transaction::number_of(Node& node) {
    if (!node.parent) return 0;
    if (const auto known = numbers_.find(&node); known != numbers_.end()) return known->second;
    const std::uint32_t parent = number_of(*node.parent);
    operations_.nodes.push_back({parent, node.step, node.kind()});
    const auto number = static_cast<std::uint32_t>(operations_.nodes.size());
    numbers_.emplace(&node, number);
    return number;
}

template <class What>
void Transaction::note(Node& target, What what) {
    operations_.list.push_back({number_of(target), std::move(what)});
}

template <class What>
void Transaction::perform(Node& target, What what) {
    note(target, std::move(what));
    performer_.perform(&target, operations_.list.back());
}

void Transaction::set(Node& map, std::string_view key, Value value) {
    note_slot(map, std::string(key), next());
    perform(map, MapSet{std::string(key), std::move(value)});
}

Node& Transaction::make(Node& map, std::string_view key, NodeKind kind) {
    const std::string name(key);
    const Slot* const slot = map.find_slot(name);
    if (!slot || !says(*slot, kind)) {
        note_slot(map, name, next());
        perform(map, MapSet{name, kind});
    }
    return map.find_slot(name)->ensure(kind, map, name);
}

void Transaction::remove(Node& map, std::string_view key) {
    const Slot* const slot = map.find_slot(std::string(key));
    if (!slot || !slot->seen()) return;
    note_slot(map, std::string(key), {});
    perform(map, MapRemove{std::string(key)});
}

void Transaction::insert(Node& list, std::uint32_t position, std::vector<Content> contents) {
    if (contents.empty()) return;
    performer_.about_to_change(list);
    const auto size = static_cast<std::uint32_t>(contents.size());
    inserted(list, list.as<ListBody>()->sequence.insert(position, size, next()),
             std::move(contents));
}

void Transaction::insert_behind(Node& list, Dot item, std::vector<Content> contents) {
    performer_.about_to_change(list);
    const auto size = static_cast<std::uint32_t>(contents.size());
    inserted(list, list.as<ListBody>()->sequence.insert_behind(item, size, next()),
             std::move(contents));
}

void Transaction::inserted(Node& list, const Insertion& done, std::vector<Content> contents) {
    performer_.fill(list, done.first, contents);
    if (undo_) undo_->note(UndoInsert{address_of(list), {done.first, done.size}});
    note(list, ListInsert{done.left, done.right, std::move(contents)});
}

void Transaction::set(Node& list, std::uint32_t position, Value value) {
    const Dot item = list.as<ListBody>()->sequence.at(position);
    note_slot(list, item, next());
    perform(list, ListSet{item, std::move(value)});
}

Node& Transaction::make(Node& list, std::uint32_t position, NodeKind kind) {
    const Dot item = list.as<ListBody>()->sequence.at(position);
    if (!says(*list.find_slot(item), kind)) {
        note_slot(list, item, next());
        perform(list, ListSet{item, kind});
    }
    return list.find_slot(item)->ensure(kind, list, item);
}

Node& Transaction::node_at(Node& list, std::uint32_t position) {
    const Dot item = list.as<ListBody>()->sequence.at(position);
    Slot& slot = *list.find_slot(item);
    return slot.ensure(get<NodeKind>(*slot.seen()), list, item);
}

void Transaction::insert(Node& text, std::uint32_t position, std::string_view characters) {
    if (characters.empty()) return;
    performer_.about_to_change(text);
    const auto size = static_cast<std::uint32_t>(codec::code_point_count(characters));
    inserted(text, text.as<TextBody>()->sequence.insert(position, size, next()), characters);
}

void Transaction::insert_behind(Node& text, Dot item, std::string_view characters) {
    if (characters.empty()) return;
    performer_.about_to_change(text);
    const auto size = static_cast<std::uint32_t>(codec::code_point_count(characters));
    inserted(text, text.as<TextBody>()->sequence.insert_behind(item, size, next()), characters);
}

void Transaction::inserted(Node& text, const Insertion& done, std::string_view characters) {
    const Dot first = done.first;
    performer_.fill(text, first, characters);
    if (undo_) undo_->note(UndoInsert{address_of(text), {first, done.size}});
    // Typing goes on where it was.
    if (!operations_.list.empty() && done.left == Dot{first.author, first.counter - 1}) {
        Operation& last = operations_.list.back();
        auto* const before = get_if<TextInsert>(&last.what);
        if (before && last.target == number_of(text) && before->right == done.right) {
            before->characters += characters;
            return;
        }
    }
    note(text, TextInsert{done.left, done.right, std::string(characters)});
}

void Transaction::erase(Node& node, std::uint32_t position, std::uint32_t size) {
    if (size == 0) return;
    performer_.about_to_change(node);
    sequence::Sequence& sequence = *node.sequence();
    std::vector<Deletion> runs;
    while (size > 0) {
        Deletion run = sequence.visible_at(position);
        run.size = std::min(run.size, size);
        if (undo_) undo_->note(UndoErase{address_of(node), run, position, kept_of(node, run)});
        performer_.erase(node, position, run);
        runs.push_back(run);
        size -= run.size;
    }
    // One after the other they are one operation.
    if (!operations_.list.empty() && operations_.list.back().target == number_of(node)) {
        if (auto* const before = get_if<Erase>(&operations_.list.back().what)) {
            before->runs.insert(before->runs.end(), runs.begin(), runs.end());
            return;
        }
    }
    note(node, Erase{std::move(runs)});
}

void Transaction::add(Node& node, std::int64_t by) {
    const PnCounterStore::Delta delta = crdt::add(node.as<CounterBody>()->store, next(), by);
    if (undo_) undo_->note(UndoAdd{address_of(node), by});
    perform(node, CounterSum{delta.added.begin()->second});
}

void Transaction::add(Node& set, Value value) {
    if (undo_ && !set.as<SetBody>()->values.contains(value))
        undo_->note(UndoMember{address_of(set), value, false});
    perform(set, SetAdd{std::move(value)});
}

void Transaction::remove(Node& set, Value value) {
    if (!set.as<SetBody>()->values.contains(value)) return;
    if (undo_) undo_->note(UndoMember{address_of(set), value, true});
    perform(set, SetRemove{std::move(value)});
}

Operations Transaction::finish() {
    performer_.finish();
    if (operations_.list.empty()) return {};
    // A change that only takes away has an event too, so that it can be named.
    const std::uint64_t events = std::max<std::uint64_t>(1, operations_.events());
    document_.version_.include({first_.author, first_.counter + events - 1});
    return std::move(operations_);
}

}  // namespace core::crdt
