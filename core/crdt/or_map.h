// OrMap keeps a store of any type under each key, maps included. Changing a value wins over
// removing its key: what the remover had not seen stays. Two who make the same key at once have
// made one value, and nothing of either is lost.
#pragma once

#include "core/crdt/causal.h"
#include "core/crdt/dot_map.h"

namespace core::crdt {

template <class Key, class Store>
class OrMap : public Causal<DotMap<Key, Store>> {
public:
    // `change(store, dot)` gives the delta of the store under the key:
    //
    //     map.change(author, "visits", [](const GCounterStore& counter, Dot dot) {
    //         return increment(counter, dot, 1);
    //     });
    template <class Change>
    OrMap::Delta change(Author author, const Key& key, Change change) {
        const Dot dot = this->next(author);
        return this->applied(
            this->store().change(key, [&](const Store& store) { return change(store, dot); }));
    }
    OrMap::Delta remove(const Key& key) { return this->applied(this->store().remove(key)); }

    [[nodiscard]] const Store* find(const Key& key) const { return this->store().find(key); }
    [[nodiscard]] std::size_t size() const { return this->store().size(); }
};

}  // namespace core::crdt
