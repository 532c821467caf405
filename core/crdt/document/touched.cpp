#include "core/crdt/document/touched.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/base/heap_sort.h"

namespace core::crdt {

using sequence::Deletion;

std::optional<Path> path_of(const Node& node) {
    Path path;
    for (const Node* below = &node; below->parent; below = below->parent) {
        Node& parent = *below->parent;
        const Slot* const slot = parent.find_slot(below->step);
        if (!slot || slot->find(below->kind()) != below) return std::nullopt;
        if (const Dot* const item = std::get_if<Dot>(&below->step))
            path.emplace_back(parent.as<ListBody>()->sequence.rank(*item).visible);
        else
            path.emplace_back(std::get<std::string>(below->step));
    }
    std::ranges::reverse(path);
    return path;
}

// Where it is seen anew, or no more, the event of the slot above it says so. By recursion as deep
// as a document may be.
bool Touched::is_seen(const Node& node) {
    if (!node.parent) return true;
    const auto [known, is_new] = seen_.try_emplace(&node, false);
    if (is_new) known->second = is_seen_in_parent(node) && is_seen(*node.parent);
    return known->second;
}

bool Touched::is_seen_in_parent(const Node& node) const {
    const Slot* const slot = node.parent->find_slot(node.step);
    const Content kind = node.kind();
    if (!slot || slot->seen() != kind) return false;
    const auto before = slots_.find({node.parent, node.step});
    return before == slots_.end() || before->second.seen == kind;
}

void Touched::slot(Node& parent, const Node::Step& step, const Slot& slot) {
    const SlotKey key(&parent, step);
    if (slots_.contains(key)) return;
    Before& before = slots_[key];
    before.seen = slot.seen();
    if (keeps_trees_) before.tree = tree_of(slot, characters_);
}

void Touched::inserted(Node& node, Dot first, std::uint32_t size) {
    items_[&node].inserted.ensure(first.author).add({first.counter, first.counter + size});
}

void Touched::erasing(Node& node, const Deletion& run) {
    Items& items = items_[&node];
    RangeSet& erased = items.erased.ensure(run.first.author);
    ListBody* const list = node.as<ListBody>();
    sequence::Sequence& sequence = list ? list->sequence : node.as<TextBody>()->sequence;
    sequence.each_of(run, [&](Dot first, std::uint32_t size, bool is_deleted) {
        if (is_deleted) return;
        erased.add({first.counter, first.counter + size});
        for (std::uint32_t i = 0; list && i < size; ++i) {
            const Dot item{first.author, first.counter + i};
            items.trees.emplace(item, *tree_of(*list->slots.find(item), characters_));
        }
    });
}

void Touched::counter(Node& counter) {
    counters_.try_emplace(&counter, value_of(counter.as<CounterBody>()->store));
}

void Touched::member(Node& set, const Value& value) {
    members_.try_emplace({&set, value}, set.as<SetBody>()->values.contains(value));
}

// A run of items that came or went, behind one another in the sequence.
struct Touched::Piece {
    std::uint32_t total_rank;
    std::uint32_t visible_rank;
    Dot first;
    std::uint32_t size;
    bool is_inserted;
};

namespace {

std::vector<Splice> splices_of(const auto& pieces) {
    std::vector<Splice> splices;
    std::uint32_t position = 0;
    for (const auto& piece : pieces) {
        if (splices.empty() || piece.visible_rank > position)
            splices.push_back({piece.visible_rank - position, 0, 0});
        position = piece.visible_rank;
        if (!piece.is_inserted) {
            splices.back().removed += piece.size;
            continue;
        }
        splices.back().inserted += piece.size;
        position += piece.size;
    }
    return splices;
}

std::uint64_t size_of(const auto& pieces, bool is_inserted) {
    std::uint64_t size = 0;
    for (const auto& piece : pieces)
        if (piece.is_inserted == is_inserted) size += piece.size;
    return size;
}

}  // namespace

bool Touched::is_as_before(const TextBody& text, const std::vector<Piece>& pieces) const {
    std::string now;
    std::string before;
    auto piece = pieces.begin();
    std::uint32_t rank = 0;
    text.sequence.each([&](Dot first, std::uint32_t size, bool is_deleted) {
        while (size > 0) {
            const bool is_piece = piece != pieces.end() && piece->total_rank == rank;
            std::uint32_t part = size;
            if (is_piece)
                part = piece->size;
            else if (piece != pieces.end())
                part = std::min(size, piece->total_rank - rank);
            if (!is_deleted) characters_.append_to(now, first, part);
            if (is_piece ? !piece->is_inserted : !is_deleted)
                characters_.append_to(before, first, part);
            if (is_piece) ++piece;
            first.counter += part;
            rank += part;
            size -= part;
        }
    });
    return now == before;
}

bool Touched::is_as_before(const ListBody& list, const Items& items,
                           const std::vector<Piece>& pieces) const {
    std::vector<Tree> now;
    std::vector<Tree> before;
    auto piece = pieces.begin();
    std::uint32_t rank = 0;
    std::uint32_t left_of_piece = 0;
    list.sequence.each([&](Dot item, std::uint32_t size, bool is_deleted) {
        for (const std::uint64_t end = item.counter + size; item.counter < end;
             ++item.counter, ++rank) {
            if (piece != pieces.end() && piece->total_rank == rank) left_of_piece = piece->size;
            const bool is_piece = left_of_piece > 0;
            if (!is_deleted) {
                now.push_back(*tree_of(*list.slots.find(item), characters_));
                if (!is_piece) before.push_back(now.back());
            } else if (is_piece) {
                before.push_back(items.trees.at(item));
            }
            if (is_piece && --left_of_piece == 0) ++piece;
        }
    });
    return now == before;
}

template <class Body>
void Touched::add_items(Node& node, const Items& items, Body& body) {
    std::vector<Piece> pieces;
    using Ranges = FlatMap<Author, RangeSet>;
    const auto note = [&](const Ranges& these, const Ranges& but, bool is_inserted) {
        for (const auto& [author, ranges] : these) {
            RangeSet rest = ranges;
            if (const RangeSet* const other = but.find(author)) rest.subtract(*other);
            for (const Range& range : rest) {
                const Deletion run{{author, range.begin},
                                   static_cast<std::uint32_t>(range.end - range.begin)};
                body.sequence.each_of(run, [&](Dot first, std::uint32_t size, bool) {
                    const sequence::Sums rank = body.sequence.rank(first);
                    pieces.push_back({rank.total, rank.visible, first, size, is_inserted});
                });
            }
        }
    };
    note(items.inserted, items.erased, true);
    note(items.erased, items.inserted, false);
    if (pieces.empty()) return;
    heap_sort(pieces, [](const Piece& one, const Piece& other) {
        return one.total_rank < other.total_rank;
    });
    const bool may_be_as_before = size_of(pieces, true) == size_of(pieces, false);
    if constexpr (std::is_same_v<Body, TextBody>) {
        if (may_be_as_before && is_as_before(body, pieces)) return;
        TextChanged changed{splices_of(pieces), {}};
        for (const Piece& piece : pieces)
            if (piece.is_inserted) characters_.append_to(changed.inserted, piece.first, piece.size);
        add(node, std::move(changed));
    } else {
        if (may_be_as_before && is_as_before(body, items, pieces)) return;
        add(node, ListChanged{splices_of(pieces)});
    }
}

void Touched::add(const Node& node, Event::What what) {
    if (auto path = path_of(node))
        events_.push_back({*std::move(path), std::move(what), is_seen(node)});
}

void Touched::add_slots() {
    for (const auto& [key, before] : slots_) {
        const auto& [parent, step] = key;
        const Slot* const slot = parent->find_slot(step);
        const std::optional<Content> now = slot ? slot->seen() : std::nullopt;
        auto path = path_of(*parent);
        if (now == before.seen || !path) continue;
        if (const Dot* const item = std::get_if<Dot>(&step)) {
            if (!slot) continue;  // The list says that the item is gone.
            path->emplace_back(parent->as<ListBody>()->sequence.rank(*item).visible);
        } else {
            path->emplace_back(std::get<std::string>(step));
        }
        events_.push_back({*std::move(path), SlotChanged{now, before.tree}, is_seen(*parent)});
    }
}

void Touched::add_counters() {
    for (const auto& [node, before] : counters_) {
        const std::int64_t now = value_of(node->as<CounterBody>()->store);
        if (now != before) add(*node, CounterChanged{now});
    }
}

void Touched::add_sets() {
    std::map<Node*, SetChanged> sets;
    for (const auto& [key, was_member] : members_) {
        const auto& [node, value] = key;
        const bool is_member = node->as<SetBody>()->values.contains(value);
        if (is_member && !was_member) sets[node].added.push_back(value);
        if (!is_member && was_member) sets[node].removed.push_back(value);
    }
    for (auto& [node, changed] : sets) add(*node, std::move(changed));
}

void Touched::settle() {
    add_slots();
    for (const auto& [node, items] : items_) {
        if (ListBody* const list = node->as<ListBody>())
            add_items(*node, items, *list);
        else
            add_items(*node, items, *node->as<TextBody>());
    }
    add_counters();
    add_sets();
    heap_sort(events_, [](const Event& one, const Event& other) {
        return std::forward_as_tuple(one.path, one.what.index()) <
               std::forward_as_tuple(other.path, other.what.index());
    });
}

}  // namespace core::crdt
