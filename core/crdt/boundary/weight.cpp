// Stops as soon as it is too much: asking costs no more than what may be.
#include "core/crdt/boundary/weight.h"

#include <algorithm>

namespace core::crdt {

namespace {

constexpr std::size_t characters_of_value = 128;

bool spend(std::size_t values, std::size_t& left) {
    const bool is_enough = values <= left;
    left -= std::min(values, left);
    return is_enough;
}

bool weighs_no_more(const sequence::Sequence& text, std::size_t& left) {
    sequence::SpanCursor cursor = text.begin();
    while (const auto run = text.next(cursor))
        if (!run->is_deleted && !run_weighs_no_more(run->size, left)) return false;
    return true;
}

template <class Slots>
bool weigh_no_more(const Slots& slots, std::size_t& left) {
    return std::ranges::all_of(
        slots, [&left](const auto& entry) { return weighs_no_more(entry.second, left); });
}

}  // namespace

bool run_weighs_no_more(std::uint32_t size, std::size_t& left) {
    return spend(1 + size / characters_of_value, left);
}

// By recursion as deep as a document may be.
bool weighs_no_more(const Node& node, std::size_t& left) {
    if (const MapBody* const map = node.as<MapBody>()) return weigh_no_more(map->slots, left);
    if (const ListBody* const list = node.as<ListBody>()) return weigh_no_more(list->slots, left);
    if (const TextBody* const text = node.as<TextBody>())
        return weighs_no_more(text->sequence, left);
    if (const SetBody* const set = node.as<SetBody>()) return spend(set->values.size(), left);
    return true;
}

bool weighs_no_more(const Slot& slot, std::size_t& left) {
    if (!spend(1, left)) return false;
    return std::ranges::all_of(slot.nodes,
                               [&left](const auto& node) { return weighs_no_more(*node, left); });
}

}  // namespace core::crdt
