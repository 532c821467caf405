// Counters. Every author keeps one entry, the sum of its own additions, and replaces it with each:
// so the state grows with the authors, not with the additions, and nothing is counted twice.
#pragma once

#include "core/crdt/causal.h"
#include "core/crdt/dot_values.h"

namespace core::crdt {

// What one author added and took away.
struct Balance {
    std::uint64_t plus = 0;
    std::uint64_t minus = 0;

    friend bool operator==(const Balance&, const Balance&) = default;
};

template <>
struct Coder<Balance> {
    static constexpr std::size_t size_min = 2;
    static void write(BufferWriter& writer, Balance balance) {
        Coder<std::uint64_t>::write(writer, balance.plus);
        Coder<std::uint64_t>::write(writer, balance.minus);
    }
    static Result<Balance> read(Reader& reader) {
        const std::uint64_t plus = TRY(Coder<std::uint64_t>::read(reader));
        const std::uint64_t minus = TRY(Coder<std::uint64_t>::read(reader));
        return Balance{plus, minus};
    }
};

// As stores, to be kept under the keys of a map too.
using GCounterStore = DotValues<std::uint64_t>;
using PnCounterStore = DotValues<Balance>;

// Sums stay at the largest number instead of wrapping: peers may send any.
[[nodiscard]] GCounterStore::Delta increment(const GCounterStore& counter, Dot dot,
                                             std::uint64_t by = 1);
[[nodiscard]] std::uint64_t value_of(const GCounterStore& counter);

[[nodiscard]] PnCounterStore::Delta add(const PnCounterStore& counter, Dot dot, std::int64_t by);
[[nodiscard]] std::int64_t value_of(const PnCounterStore& counter);

// Only grows.
class GCounter : public Causal<GCounterStore> {
public:
    Delta increment(Author author, std::uint64_t by = 1) {
        return applied(crdt::increment(store(), next(author), by));
    }
    [[nodiscard]] std::uint64_t value() const { return value_of(store()); }
};

class PnCounter : public Causal<PnCounterStore> {
public:
    Delta add(Author author, std::int64_t by) {
        return applied(crdt::add(store(), next(author), by));
    }
    [[nodiscard]] std::int64_t value() const { return value_of(store()); }
};

}  // namespace core::crdt
