// OrSet is a set in which adding wins: an element stays if somebody added it who had not seen its
// removal. What was removed leaves no trace.
#pragma once

#include "core/crdt/causal.h"
#include "core/crdt/dot_map.h"
#include "core/crdt/dots.h"

namespace core::crdt {

template <class T>
using OrSetStore = DotMap<T, Dots>;

template <class T>
[[nodiscard]] OrSetStore<T>::Delta add(const OrSetStore<T>& set, Dot dot, const T& element) {
    return set.change(element, [dot](const Dots& dots) { return dots.replace(dot); });
}

template <class T>
class OrSet : public Causal<OrSetStore<T>> {
public:
    OrSet::Delta add(Author author, const T& element) {
        return this->applied(crdt::add<T>(this->store(), this->next(author), element));
    }
    OrSet::Delta remove(const T& element) { return this->applied(this->store().remove(element)); }
    OrSet::Delta clear() { return this->applied(this->store().remove()); }

    [[nodiscard]] bool contains(const T& element) const { return this->store().find(element); }
    [[nodiscard]] std::size_t size() const { return this->store().size(); }
};

}  // namespace core::crdt
