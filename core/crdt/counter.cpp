// The arithmetic of counters: every sum of theirs may come from a peer, so none wraps.
#include "core/crdt/counter.h"

#include <limits>

namespace core::crdt {
namespace {

std::uint64_t saturating_sum(std::uint64_t left, std::uint64_t right) {
    std::uint64_t sum = 0;
    return __builtin_add_overflow(left, right, &sum) ? UINT64_MAX : sum;
}

// The author's own entry, as it will be: all that was its own is replaced.
template <class T, class Join>
DotValues<T>::Delta replace_own(const DotValues<T>& counter, Dot dot, T added, Join join) {
    typename DotValues<T>::Delta delta;
    for (const auto& [before, value] : counter) {
        if (before.author != dot.author) continue;
        delta.removed.insert(before);
        added = join(added, value);
    }
    delta.added.insert(dot, added);
    return delta;
}

}  // namespace

GCounterStore::Delta increment(const GCounterStore& counter, Dot dot, std::uint64_t by) {
    return replace_own(counter, dot, by, saturating_sum);
}

std::uint64_t value_of(const GCounterStore& counter) {
    std::uint64_t sum = 0;
    for (const auto& [dot, count] : counter) sum = saturating_sum(sum, count);
    return sum;
}

PnCounterStore::Delta add(const PnCounterStore& counter, Dot dot, std::int64_t by) {
    // Negated as an unsigned number, since the least number has no positive twin.
    const auto size = by < 0 ? 0 - static_cast<std::uint64_t>(by) : static_cast<std::uint64_t>(by);
    const Balance added = by < 0 ? Balance{0, size} : Balance{size, 0};
    return replace_own(counter, dot, added, [](Balance left, Balance right) {
        return Balance{saturating_sum(left.plus, right.plus),
                       saturating_sum(left.minus, right.minus)};
    });
}

std::int64_t value_of(const PnCounterStore& counter) {
    std::uint64_t plus = 0;
    std::uint64_t minus = 0;
    for (const auto& [dot, balance] : counter) {
        plus = saturating_sum(plus, balance.plus);
        minus = saturating_sum(minus, balance.minus);
    }
    using Limits = std::numeric_limits<std::int64_t>;
    constexpr auto most = static_cast<std::uint64_t>(Limits::max());
    if (plus >= minus) return static_cast<std::int64_t>(std::min(plus - minus, most));
    const std::uint64_t below = minus - plus;
    return below > most ? Limits::min() : -static_cast<std::int64_t>(below);
}

}  // namespace core::crdt
