// Causal makes a type that merges of a store and of the set of events that it has seen. Whoever has
// seen an event and does not have it has removed it; so nothing has to remember what was removed.
//
// The state is a join semilattice: merging is commutative, associative and idempotent (MG1–MG6,
// spec/crdt.md). A delta is the small part of it that a change makes: applying it is the same as
// merging the changed state.
#pragma once

#include <vector>

#include "core/crdt/dot_context.h"
#include "core/crdt/store_codec.h"

namespace core::crdt {

template <class Store>
class Causal {
public:
    using Delta = Store::Delta;

    [[nodiscard]] const Store& store() const { return store_; }
    [[nodiscard]] const DotContext& seen() const { return seen_; }
    [[nodiscard]] Version version() const { return seen_.version(); }

    void merge(const Causal& other) {
        if (this == &other) return;  // A store is taken apart while it is joined.
        store_.join(seen_, other.store_, other.seen_);
        seen_.merge(other.seen_);
    }

    void apply(const Delta& delta) {
        store_.apply(delta, seen_);
        delta.each_dot([this](Dot dot) { seen_.add(dot); });
    }

    // What a replica that has seen so much lacks: merging it there leads to the same as merging
    // all.
    [[nodiscard]] Causal since(const Version& version) const {
        Causal part;
        part.store_ = store_.since(version);
        part.seen_ = seen_;
        // An event that is still here and is left out may not count as removed.
        std::vector<Dot> left_out;
        store_.each_dot([&](Dot dot) {
            if (version.includes(dot)) left_out.push_back(dot);
        });
        part.seen_.remove(std::move(left_out));
        return part;
    }

    void write(BufferWriter& bytes) const {
        write_dot_context(bytes, seen_);
        StoreWriter writer(bytes, seen_);
        store_.write(writer);
    }
    [[nodiscard]] static Result<Causal> read(Reader& bytes) {
        Causal state;
        state.seen_ = TRY(read_dot_context(bytes));
        StoreReader reader(bytes, state.seen_);
        state.store_ = TRY(Store::read(reader));
        return state;
    }

    friend bool operator==(const Causal&, const Causal&) = default;

protected:
    // For the mutators of the types: applies the delta and hands it out.
    Delta applied(Delta delta) {
        apply(delta);
        return delta;
    }
    [[nodiscard]] Dot next(Author author) const { return seen_.next(author); }

private:
    DotContext seen_;
    Store store_;
};

}  // namespace core::crdt
