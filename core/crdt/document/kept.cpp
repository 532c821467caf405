// What undo keeps of what was taken away, until it is put back or forgotten.
#include "core/crdt/document/kept.h"

#include "core/codec/utf8.h"
#include "core/crdt/document/operation.h"
#include "core/crdt/document/tree.h"

namespace core::crdt {

namespace {

// By recursion as deep as a document may be.
void keep(Kept& kept, const Node& node) {
    const auto keep_runs = [&kept](const sequence::Sequence& sequence) {
        sequence.each([&kept](Dot first, std::uint32_t size, bool is_deleted) {
            if (!is_deleted) kept.runs.push_back({first, size});
        });
    };
    if (const MapBody* const map = node.as<MapBody>()) {
        for (const auto& [key, slot] : map->slots) {
            if (auto entry = kept_of(slot)) {
                kept.keys.push_back(key);
                kept.below.push_back(*std::move(entry));
            }
        }
    } else if (const ListBody* const list = node.as<ListBody>()) {
        keep_runs(list->sequence);
        for (const auto& run : kept.runs)
            for (std::uint32_t i = 0; i < run.size; ++i)
                kept.below.push_back(
                    *kept_of(*list->slots.find({run.first.author, run.first.counter + i})));
    } else if (const TextBody* const text = node.as<TextBody>()) {
        keep_runs(text->sequence);
    } else if (const CounterBody* const counter = node.as<CounterBody>()) {
        kept.sum = value_of(counter->store);
    } else {
        for (const auto& [value, dots] : node.as<SetBody>()->values) kept.members.push_back(value);
    }
}

}  // namespace

std::optional<Kept> kept_of(const Slot& slot) {
    auto seen = slot.seen();
    if (!seen) return std::nullopt;
    Kept kept;
    kept.content = *std::move(seen);
    kept.written = latest_of(slot);
    const NodeKind* const kind = get_if<NodeKind>(&kept.content);
    const Node* const node = kind ? slot.find(*kind) : nullptr;
    if (node) keep(kept, *node);
    return kept;
}

std::size_t size_bound(const Kept& kept) {
    if (const Value* const value = get_if<Value>(&kept.content)) return size_bound(*value);
    std::size_t size = content_size_bound + 2 * operation_size_bound;
    for (const std::string& key : kept.keys) size += 2 * operation_size_bound + 2 * key.size();
    for (const Kept& below : kept.below) size += size_bound(below);
    for (const sequence::Deletion& run : kept.runs) {
        size += operation_size_bound;
        if (kept.content == Content(NodeKind::text)) size += run.size * codec::code_point_size_max;
    }
    for (const Value& member : kept.members) size += operation_size_bound + size_bound(member);
    return size;
}

Dot latest_of(const Slot& slot) {
    const SlotWrites::Write* const latest = slot.written.latest();
    return latest ? latest->dot : Dot{};
}

}  // namespace core::crdt
