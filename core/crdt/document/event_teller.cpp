// Each place is looked at once, and so is each way to one: a change may lay hands on many places
// far down.
#include "core/crdt/document/event_teller.h"

#include <algorithm>

#include "core/base/heap_sort.h"
namespace core::crdt {

using sequence::Deletion;

namespace {

std::vector<Splice> splices_of(std::span<const Piece> pieces) {
    std::vector<Splice> splices;
    std::uint32_t position = 0;
    for (const Piece& piece : pieces) {
        if (splices.empty() || piece.now > position)
            splices.push_back({piece.now - position, 0, 0});
        position = piece.now;
        if (!piece.is_inserted) {
            splices.back().removed += piece.run.size;
            continue;
        }
        splices.back().inserted += piece.run.size;
        position += piece.run.size;
    }
    return splices;
}

std::uint64_t size_of(std::span<const Piece> pieces, bool is_inserted) {
    std::uint64_t size = 0;
    for (const Piece& piece : pieces)
        if (piece.is_inserted == is_inserted) size += piece.run.size;
    return size;
}

}  // namespace

Path Events::path_of(const Event& event) const {
    Path path;
    for (std::uint32_t place = event.place; place > 0; place = places_[place].above)
        path.push_back(places_[place].step);
    std::ranges::reverse(path);
    return path;
}

// By recursion as deep as a document may be.
const EventTeller::Found& EventTeller::find(Node& node) {
    if (const auto known = found_.find(&node); known != found_.end()) return known->second;
    Found found;
    if (!node.parent) {
        found = {0, true};
    } else {
        Node& parent = *node.parent;
        const Found above = find(parent);
        Slot* const slot = parent.find_slot(node.step);
        if (above.place && slot && slot->find(node.kind()) == &node) {
            const Content kind = node.kind();
            found.place = place_of(*above.place, parent, node.step);
            found.is_seen = above.is_seen && slot->seen() == kind &&
                            touched_.seen_before({&parent, node.step, slot}) == kind;
        }
    }
    return found_.emplace(&node, found).first->second;
}

std::uint32_t EventTeller::place_of(std::uint32_t above, Node& parent, const Node::Step& step) {
    const Dot* const item = get_if<Dot>(&step);
    Step visible;
    if (item)
        visible = parent.sequence()->rank(*item).visible;
    else
        visible = get<std::string>(step);
    const auto number = static_cast<std::uint32_t>(places_.size() + 1);
    return places_.try_emplace({above, std::move(visible)}, number).first->second;
}

void EventTeller::add(Node& node, Event::What what) {
    const Found& found = find(node);
    if (found.place) events_.push_back({*found.place, std::move(what), found.is_seen});
}

// Items that are gone or new are told of by their list.
void EventTeller::add_slots() {
    for (const auto& [key, before] : touched_.slots_) {
        const auto& [parent, step] = key;
        const Slot* const slot = parent->find_slot(step);
        if (holds_alternative<Dot>(step) && (!slot || touched_.is_inserted(*parent, step)))
            continue;
        std::optional<Content> now = slot ? slot->seen() : std::nullopt;
        if (now == before) continue;
        const Found found = find(*parent);
        if (!found.place) continue;
        events_.push_back(
            {place_of(*found.place, *parent, step), SlotChanged{std::move(now)}, found.is_seen});
    }
}

bool EventTeller::is_same_text(Node& node, std::span<const Piece> pieces) const {
    // So that what differs early is not read to its end.
    constexpr std::uint32_t size_max = 256;
    using Extent = RunReader::Extent;
    RunReader before(*node.sequence(), pieces, RunReader::When::before, Extent::pieces);
    RunReader now(*node.sequence(), pieces, RunReader::When::after, Extent::pieces);
    const auto fill = [this](std::string& text, RunReader& reader) {
        if (!text.empty()) return;
        if (const auto run = reader.next(size_max))
            touched_.characters_.append_to(text, run->first, run->size);
    };
    std::string one;
    std::string other;
    while (true) {
        fill(one, before);
        fill(other, now);
        if (one.empty() || other.empty()) return one.empty() && other.empty();
        const std::size_t common = std::min(one.size(), other.size());
        if (one.compare(0, common, other, 0, common) != 0) return false;
        one.erase(0, common);
        other.erase(0, common);
    }
}

EventTeller::Sameness EventTeller::sameness(Node& list, Dot before, Dot now) const {
    // Where it stood before; what is different in it has its own events.
    if (before == now) return Sameness::same;
    const NodePlace old_place = touched_.place_before(list, before);
    const NodePlace new_place = touched_.place_before(list, now);
    const bool was_moved = list.find_slot(before) && touched_.is_touched(*old_place.slot);
    const bool is_moved = !touched_.is_inserted(list, now) && touched_.is_touched(*new_place.slot);
    if (was_moved || is_moved) return Sameness::unclear;
    const bool is_same =
        touched_.tree_before(old_place) == tree_of(*new_place.slot, touched_.characters_);
    return is_same ? Sameness::same : Sameness::different;
}

EventTeller::Sameness EventTeller::sameness(Node& list, std::span<const Piece> pieces) const {
    using Extent = RunReader::Extent;
    RunReader before(*list.sequence(), pieces, RunReader::When::before, Extent::pieces);
    RunReader now(*list.sequence(), pieces, RunReader::When::after, Extent::pieces);
    while (const auto one = before.next(1)) {
        const auto other = now.next(1);
        const Sameness found = sameness(list, one->first, other->first);
        if (found != Sameness::same) return found;
    }
    return Sameness::same;
}

void EventTeller::add_items(Node& node, std::span<const Piece> pieces) {
    if (pieces.empty()) return;
    const bool may_be_same = size_of(pieces, true) == size_of(pieces, false);
    if (node.kind() == NodeKind::text) {
        if (may_be_same && is_same_text(node, pieces)) return;
        TextChanged changed{splices_of(pieces), {}};
        for (const Piece& piece : pieces)
            if (piece.is_inserted)
                touched_.characters_.append_to(changed.inserted, piece.run.first, piece.run.size);
        return add(node, std::move(changed));
    }
    const Sameness found = may_be_same ? sameness(node, pieces) : Sameness::different;
    if (found != Sameness::same)
        add(node, ListChanged{splices_of(pieces), found == Sameness::unclear});
}

void EventTeller::add_counters() {
    for (const auto& [node, before] : touched_.counters_) {
        const std::int64_t now = value_of(node->as<CounterBody>()->store);
        if (now != before) add(*node, CounterChanged{now});
    }
}

void EventTeller::add_sets() {
    Node* last = nullptr;
    SetChanged changed;
    const auto tell = [&] {
        if (!changed.added.empty() || !changed.removed.empty()) add(*last, std::move(changed));
        changed = {};
    };
    for (const auto& [member, was_there] : touched_.members_) {
        const auto& [node, value] = member;
        if (node != last) tell();
        last = node;
        const bool is_there = node->as<SetBody>()->values.contains(value);
        if (is_there && !was_there) changed.added.push_back(value);
        if (!is_there && was_there) changed.removed.push_back(value);
    }
    tell();
}

Events EventTeller::in_order() {
    std::vector<std::uint32_t> numbers(places_.size() + 1);
    std::vector<Events::Place> places;
    std::vector<std::pair<std::uint32_t, Events::Place>> waiting;
    waiting.push_back({0, {}});
    while (!waiting.empty()) {
        auto [place, path] = std::move(waiting.back());
        waiting.pop_back();
        const auto number = static_cast<std::uint32_t>(places.size());
        numbers[place] = number;
        places.push_back(std::move(path));
        const auto first = waiting.size();
        for (auto below = places_.lower_bound({place, Step(std::string())});
             below != places_.end() && below->first.first == place;) {
            auto taken = places_.extract(below++);
            waiting.push_back({taken.mapped(), {number, std::move(taken.key().second)}});
        }
        std::reverse(waiting.begin() + static_cast<std::ptrdiff_t>(first), waiting.end());
    }
    for (Event& event : events_) event.place = numbers[event.place];
    core::heap_sort(events_, [](const Event& one, const Event& other) {
        return std::pair(one.place, one.what.index()) < std::pair(other.place, other.what.index());
    });
    return {std::move(places), std::move(events_)};
}

Events EventTeller::tell() {
    add_slots();
    for (const auto& [node, items] : touched_.items_) add_items(*node, items.pieces);
    add_counters();
    add_sets();
    return in_order();
}

}  // namespace core::crdt
