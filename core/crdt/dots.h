// Dots is the smallest store: the few events by which one thing is there. It is there as long as
// one of them is; an addition that a removal did not see survives it.
#pragma once

#include "core/base/small_vector.h"
#include "core/crdt/dot_context.h"
#include "core/crdt/store_codec.h"

namespace core::crdt {

class Dots {
public:
    struct Delta;

    [[nodiscard]] bool empty() const { return dots_.empty(); }
    [[nodiscard]] std::size_t size() const { return dots_.size(); }
    // In ascending order.
    [[nodiscard]] const Dot* begin() const { return dots_.begin(); }
    [[nodiscard]] const Dot* end() const { return dots_.end(); }
    [[nodiscard]] bool contains(Dot dot) const;

    void insert(Dot dot);
    template <class Predicate>
    void erase_if(Predicate is_gone) {
        dots_.erase_if(is_gone);
    }
    // Of an author who has one at most.
    void erase_of(Author author);

    // The new dot in the place of all that are there.
    [[nodiscard]] Delta replace(Dot dot) const;
    [[nodiscard]] Delta remove() const;
    void apply(const Delta& delta, const DotContext& seen);

    void join(const DotContext& seen, const Dots& theirs, const DotContext& their_seen);
    [[nodiscard]] Dots since(const Version& version) const;
    template <class Visit>
    void each_dot(Visit visit) const {
        for (const Dot dot : dots_) visit(dot);
    }

    void write(StoreWriter& writer) const;
    [[nodiscard]] static Result<Dots> read(StoreReader& reader);
    static constexpr std::size_t size_min = 1 + dot_size_min;

    friend bool operator==(const Dots&, const Dots&) = default;

private:
    SmallVector<Dot, 1> dots_;
};

struct Dots::Delta {
    Dots added;
    Dots removed;

    template <class Visit>
    void each_dot(Visit visit) const {
        added.each_dot(visit);
        removed.each_dot(visit);
    }
    void merge(const Delta& later);
};

}  // namespace core::crdt
