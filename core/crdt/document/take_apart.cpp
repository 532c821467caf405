// Slots go in blocks, from the end, so that no map or list is ever left for one go.
#include "core/crdt/document/take_apart.h"

namespace core::crdt {

namespace {

// Slots whose memory is given back in one step.
constexpr std::size_t slots_of_step = 8;

Sliced<Result<void>> empty(Pace& pace, Node& node);

template <class Key>
Sliced<Result<void>> empty(Pace& pace, OrderedMap<Key, Slot>& slots) {
    while (!slots.empty()) {
        const auto block = slots.take_last_block();
        for (const auto& [key, slot] : block)
            for (const auto& below : slot.nodes) CO_TRY(co_await empty(pace, *below));
        co_await pace.spend(1 + block.size() / slots_of_step);
    }
    co_return Result<void>{};
}

// By recursion as deep as a document may be.
Sliced<Result<void>> empty(Pace& pace, Node& node) {
    if (MapBody* const map = node.as<MapBody>()) CO_TRY(co_await empty(pace, map->slots));
    if (ListBody* const list = node.as<ListBody>()) CO_TRY(co_await empty(pace, list->slots));
    co_return Result<void>{};
}

}  // namespace

Sliced<Result<void>> take_apart(Pace& pace, Document document) {
    CO_TRY(co_await empty(pace, document.root()));
    co_return Result<void>{};
}

}  // namespace core::crdt
