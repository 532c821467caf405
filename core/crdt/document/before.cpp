// How a document was before a change, told from what the change touched and what is there now.
#include <algorithm>

#include "core/crdt/document/touched.h"

namespace core::crdt {

using sequence::Deletion;

std::optional<Deletion> RunReader::next(std::uint32_t size_max) {
    while (!pieces_.empty() && position_ == pieces_[0].now) {
        const Piece& piece = pieces_[0];
        const bool is_there = piece.is_inserted == (when_ == When::after);
        if (is_there && offset_ < piece.run.size) {
            const std::uint32_t size = std::min(size_max, piece.run.size - offset_);
            const Dot first{piece.run.first.author, piece.run.first.counter + offset_};
            offset_ += size;
            return Deletion{first, size};
        }
        if (piece.is_inserted) position_ += piece.run.size;
        offset_ = 0;
        pieces_ = pieces_.subspan(1);
    }
    if (pieces_.empty() && extent_ == Extent::pieces) return std::nullopt;
    const std::uint32_t end = pieces_.empty() ? sequence_.size() : pieces_[0].now;
    if (position_ == end) return std::nullopt;
    Deletion run = sequence_.visible_at(position_);
    run.size = std::min({run.size, end - position_, size_max});
    position_ += run.size;
    return run;
}

std::span<const Piece> Touched::pieces_of(Node& node) const {
    const auto items = items_.find(&node);
    return items == items_.end() ? std::span<const Piece>() : items->second.pieces;
}

bool Touched::is_inserted(Node& list, const Node::Step& step) const {
    const Dot* const item = get_if<Dot>(&step);
    const auto items = item ? items_.find(&list) : items_.end();
    return items != items_.end() && items->second.inserted.contains(*item);
}

const Slot* Touched::slot_before(Node& list, Dot item) const {
    if (const Slot* const slot = list.find_slot(item)) return slot;
    const auto gone = taken_out_->find({&list, item});
    return gone == taken_out_->end() ? nullptr : &gone->second;
}

std::optional<Content> Touched::seen_before(const NodePlace& place) const {
    if (is_inserted(*place.parent, place.step)) return std::nullopt;
    const auto noted = slots_.find({place.parent, place.step});
    return noted == slots_.end() ? place.slot->seen() : noted->second;
}

std::optional<Tree> Touched::tree_before(const NodePlace& place) const {
    const std::optional<Content> seen = seen_before(place);
    if (!seen) return std::nullopt;
    if (const Value* const value = get_if<Value>(&*seen)) return Tree{*value};
    const NodeKind kind = get<NodeKind>(*seen);
    Node* const node = place.slot->find(kind);
    return node ? tree_before(*node) : empty_tree(kind);
}

// By recursion as deep as a document may be.
Tree Touched::tree_before(Node& node) const {
    if (MapBody* const map = node.as<MapBody>()) {
        MapTree tree;
        for (auto& [key, slot] : map->slots)
            if (auto value = tree_before({&node, key, &slot}))
                tree.entries.push_back({key, *std::move(value)});
        return {std::move(tree)};
    }
    if (sequence::Sequence* const sequence = node.sequence()) {
        RunReader reader(*sequence, pieces_of(node), RunReader::When::before,
                         RunReader::Extent::all);
        TextTree text;
        ListTree list;
        while (const auto run = reader.next(sequence::items_max)) {
            if (node.kind() == NodeKind::text) {
                characters_.append_to(text.characters, run->first, run->size);
                continue;
            }
            for (std::uint32_t i = 0; i < run->size; ++i)
                list.items.push_back(*tree_before(
                    place_before(node, Dot{run->first.author, run->first.counter + i})));
        }
        if (node.kind() == NodeKind::text) return {std::move(text)};
        return {std::move(list)};
    }
    if (node.as<CounterBody>()) {
        const auto noted = counters_.find(&node);
        return noted == counters_.end() ? tree_of(node, characters_)
                                        : Tree{CounterTree{noted->second}};
    }
    return {members_before(node)};
}

SetTree Touched::members_before(Node& set) const {
    std::set<Value> values;
    for (const auto& [value, dots] : set.as<SetBody>()->values) values.insert(value);
    for (auto noted = members_.lower_bound({&set, Value()});
         noted != members_.end() && noted->first.first == &set; ++noted) {
        if (noted->second)
            values.insert(noted->first.second);
        else
            values.erase(noted->first.second);
    }
    return {{values.begin(), values.end()}};
}

NodePlace Touched::place_before(Node& list, Dot item) const {
    return {&list, item, const_cast<Slot*>(slot_before(list, item))};
}

std::optional<Dot> Touched::item_before(Node& list, std::uint32_t position) const {
    const std::span<const Piece> pieces = pieces_of(list);
    const auto behind = std::ranges::upper_bound(pieces, position, {}, &Piece::before);
    std::uint32_t now = position;
    if (behind != pieces.begin()) {
        const Piece& piece = *std::prev(behind);
        const std::uint32_t offset = position - piece.before;
        if (!piece.is_inserted && offset < piece.run.size)
            return Dot{piece.run.first.author, piece.run.first.counter + offset};
        now = piece.now + offset + (piece.is_inserted ? piece.run.size : 0 - piece.run.size);
    }
    if (now >= list.sequence()->size()) return std::nullopt;
    return list.sequence()->at(now);
}

NodePlace Touched::find_before(PathView path) const {
    Node* node = &root_;
    NodePlace place;
    for (const Step& step : path) {
        if (!node) return {};
        if (const std::string* const key = get_if<std::string>(&step)) {
            place = {node, *key, node->find_slot(*key)};
        } else {
            const auto item =
                node->as<ListBody>() ? item_before(*node, get<std::uint32_t>(step)) : std::nullopt;
            if (!item) return {};
            place = place_before(*node, *item);
        }
        if (!place.slot) return {};
        const std::optional<Content> seen = seen_before(place);
        const NodeKind* const kind = seen ? get_if<NodeKind>(&*seen) : nullptr;
        node = kind ? place.slot->find(*kind) : nullptr;
    }
    return place;
}

}  // namespace core::crdt
