// List keeps values in a sequence that several write at once, in one of the orders of
// core/crdt/sequence: fugue_max unless told.
//
//     List<std::string> list;
//     auto delta = list.insert(alice, 0, {"milk", "bread"});   // delta is to be sent
//     other.apply(delta);                                      // in whatever order it comes
//     list.erase(1);
//
// A value that was removed is gone; where it stood stays known (rules LS1–LS5, spec/crdt.md).
#pragma once

#include <utility>
#include <vector>

#include "core/crdt/causal.h"
#include "core/crdt/list/list_store.h"

namespace core::crdt {

template <class T, sequence::Order order = sequence::Order::fugue_max>
class List : public Causal<ListStore<T, order>> {
public:
    // Whether the author can insert so many: a list that is as long as a list can be, or a counter
    // beyond all that it can hold, leaves no room.
    [[nodiscard]] bool has_room_for(Author author, std::size_t count) const {
        return this->store().has_room_for(this->next(author), count);
    }
    // There must be room for them.
    List::Delta insert(Author author, std::uint32_t position, std::vector<T> values) {
        return this->applied(this->store().insert(this->next(author), position, std::move(values)));
    }
    List::Delta erase(std::uint32_t position, std::uint32_t size = 1) {
        return this->applied(this->store().erase(position, size));
    }
    List::Delta clear() { return this->applied(this->store().remove()); }

    [[nodiscard]] std::uint32_t size() const { return this->store().size(); }
    [[nodiscard]] const T& operator[](std::uint32_t position) const {
        return this->store().at(position);
    }
    [[nodiscard]] std::vector<T> values() const {
        std::vector<T> values;
        values.reserve(size());
        this->store().each([&values](const T& value) { values.push_back(value); });
        return values;
    }
};

}  // namespace core::crdt
