// Registers. Writing replaces every value that the writer had seen. What writers wrote who did not
// see one another stands side by side: MvRegister gives all of it, LwwRegister the one with the
// larger (Lamport, author). Time of day decides nothing.
#pragma once

#include <algorithm>

#include "core/crdt/causal.h"
#include "core/crdt/dot_values.h"

namespace core::crdt {

template <class T>
struct Written {
    Lamport lamport;
    T value;

    friend bool operator==(const Written&, const Written&) = default;
};

template <class T>
struct Coder<Written<T>> {
    static constexpr std::size_t size_min = 1 + Coder<T>::size_min;
    static void write(BufferWriter& writer, const Written<T>& written) {
        codec::write_varint(writer, written.lamport.value);
        Coder<T>::write(writer, written.value);
    }
    static Result<Written<T>> read(Reader& reader) {
        const Lamport lamport{TRY(codec::read_varint(reader))};
        return Written<T>{lamport, TRY(Coder<T>::read(reader))};
    }
};

template <class T>
using MvRegisterStore = DotValues<T>;
template <class T>
using LwwRegisterStore = DotValues<Written<T>>;

// Later than all that it replaces; but no later than can be written, since anybody may have claimed
// the largest number. What it replaces is gone all the same.
template <class T>
[[nodiscard]] LwwRegisterStore<T>::Delta write(const LwwRegisterStore<T>& store, Dot dot, T value) {
    Lamport lamport;
    for (const auto& [before, written] : store) lamport = std::max(lamport, written.lamport);
    lamport.value = std::min(lamport.value + 1, codec::varint_max);
    return store.replace(dot, {lamport, std::move(value)});
}

// Null if nothing was ever written, or all was removed.
template <class T>
[[nodiscard]] const T* winner_of(const LwwRegisterStore<T>& store) {
    const auto stamp = [](const auto& entry) {
        return Stamp{entry.second.lamport, entry.first.author};
    };
    const auto best = std::ranges::max_element(store, {}, stamp);
    return best == store.end() ? nullptr : &best->second.value;
}

template <class T>
class LwwRegister : public Causal<LwwRegisterStore<T>> {
public:
    LwwRegister::Delta set(Author author, T value) {
        return this->applied(write<T>(this->store(), this->next(author), std::move(value)));
    }
    [[nodiscard]] const T* value() const { return winner_of<T>(this->store()); }
};

template <class T>
class MvRegister : public Causal<MvRegisterStore<T>> {
public:
    MvRegister::Delta set(Author author, T value) {
        return this->applied(this->store().replace(this->next(author), std::move(value)));
    }
    // With the events that wrote them, in the order of those.
    [[nodiscard]] const MvRegisterStore<T>& values() const { return this->store(); }
};

}  // namespace core::crdt
