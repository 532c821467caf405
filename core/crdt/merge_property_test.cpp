// Every type that merges, over random histories with deltas lost, repeated and out of order, whole
// states and catch-ups between them, against the twin that keeps every event for ever.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/crdt/counter.h"
#include "core/crdt/history_twin.h"
#include "core/crdt/or_map.h"
#include "core/crdt/or_set.h"
#include "core/crdt/register.h"

namespace core::crdt {
namespace {

using twin::Event;
using twin::History;
using twin::play_any_history;

// What an author had added in all at its last event that is known.
template <class Number>
Number sum_of_last(const History<std::int64_t>& history) {
    Number sum = 0;
    for (const auto& [dot, event] : history) sum += static_cast<Number>(event.operation);
    return sum;
}

struct GCounterRules {
    using State = GCounter;
    using Operation = std::int64_t;
    static Operation operation_of(std::uint32_t argument) { return argument; }
    static auto mutate(State& state, Author author, Operation by) {
        return state.increment(author, static_cast<std::uint64_t>(by));
    }
    static std::uint64_t value(const State& state) { return state.value(); }
    static std::uint64_t expected(const History<Operation>& history) {
        return sum_of_last<std::uint64_t>(history);
    }
};

struct PnCounterRules {
    using State = PnCounter;
    using Operation = std::int64_t;
    static Operation operation_of(std::uint32_t argument) {
        return static_cast<std::int64_t>(argument) - 500;
    }
    static auto mutate(State& state, Author author, Operation by) { return state.add(author, by); }
    static std::int64_t value(const State& state) { return state.value(); }
    static std::int64_t expected(const History<Operation>& history) {
        return sum_of_last<std::int64_t>(history);
    }
};

bool any_event(const auto&) { return true; }

struct MvRegisterRules {
    using State = MvRegister<std::uint64_t>;
    using Operation = std::uint64_t;
    static Operation operation_of(std::uint32_t argument) { return argument; }
    static auto mutate(State& state, Author author, Operation value) {
        return state.set(author, value);
    }
    static std::multiset<std::uint64_t> value(const State& state) {
        std::multiset<std::uint64_t> values;
        for (const auto& [dot, value] : state.values()) values.insert(value);
        return values;
    }
    static std::multiset<std::uint64_t> expected(const History<Operation>& history) {
        std::multiset<std::uint64_t> values;
        for (const auto& [dot, event] : history)
            if (!is_seen_by(history, dot, any_event<Event<Operation>>))
                values.insert(event.operation);
        return values;
    }
};

struct LwwRegisterRules {
    using State = LwwRegister<std::uint64_t>;
    using Operation = std::uint64_t;
    static Operation operation_of(std::uint32_t argument) { return argument; }
    static auto mutate(State& state, Author author, Operation value) {
        return state.set(author, value);
    }
    static std::optional<std::uint64_t> value(const State& state) {
        return state.value() ? std::optional(*state.value()) : std::nullopt;
    }
    // One more than the largest that it saw; each is worked out once.
    using Known = std::map<Dot, std::uint64_t>;
    static std::uint64_t lamport(const History<Operation>& history, Dot dot, Known& known) {
        if (const auto found = known.find(dot); found != known.end()) return found->second;
        std::uint64_t largest = 0;
        for (const Dot seen : history.at(dot).saw)
            largest = std::max(largest, lamport(history, seen, known));
        return known[dot] = largest + 1;
    }
    static std::optional<std::uint64_t> expected(const History<Operation>& history) {
        Known known;
        std::optional<Stamp> best;
        std::optional<std::uint64_t> value;
        for (const auto& [dot, event] : history) {
            if (is_seen_by(history, dot, any_event<Event<Operation>>)) continue;
            const Stamp stamp{Lamport{lamport(history, dot, known)}, dot.author};
            if (best && stamp < *best) continue;
            best = stamp;
            value = event.operation;
        }
        return value;
    }
};

struct OrSetRules {
    struct Operation {
        enum class Kind : std::uint8_t { add, remove, clear } kind;
        std::uint64_t element;
    };
    using State = OrSet<std::uint64_t>;
    static Operation operation_of(std::uint32_t argument) {
        const std::uint32_t kind = argument % 8;
        return {kind < 4   ? Operation::Kind::add
                : kind < 7 ? Operation::Kind::remove
                           : Operation::Kind::clear,
                argument / 8 % 4};
    }
    static auto mutate(State& state, Author author, const Operation& operation) {
        switch (operation.kind) {
            case Operation::Kind::add: return state.add(author, operation.element);
            case Operation::Kind::remove: return state.remove(operation.element);
            case Operation::Kind::clear: return state.clear();
        }
        std::unreachable();
    }
    static std::set<std::uint64_t> value(const State& state) {
        std::set<std::uint64_t> elements;
        for (const auto& [element, dots] : state.store()) elements.insert(element);
        return elements;
    }
    static std::set<std::uint64_t> expected(const History<Operation>& history) {
        std::set<std::uint64_t> elements;
        for (const auto& [dot, event] : history) {
            if (event.operation.kind != Operation::Kind::add) continue;
            const std::uint64_t element = event.operation.element;
            const bool is_gone = is_seen_by(history, dot, [element](const auto& later) {
                // Adding it again replaces what was there.
                return later.operation.kind == Operation::Kind::clear ||
                       later.operation.element == element;
            });
            if (!is_gone) elements.insert(element);
        }
        return elements;
    }
};

// Maps of maps of registers: a removal takes only what it saw, at every depth.
struct OrMapRules {
    struct Operation {
        bool removes;
        std::string outer;
        std::uint64_t inner;
        std::uint64_t value;
    };
    using Inner = DotMap<std::uint64_t, MvRegisterStore<std::uint64_t>>;
    using State = OrMap<std::string, Inner>;
    using Value = std::map<std::string, std::map<std::uint64_t, std::multiset<std::uint64_t>>>;

    static Operation operation_of(std::uint32_t argument) {
        return {argument % 4 == 0, argument / 4 % 2 ? "a" : "b", argument / 8 % 3, argument};
    }
    static auto mutate(State& state, Author author, const Operation& operation) {
        if (operation.removes) return state.remove(operation.outer);
        return state.change(author, operation.outer, [&](const Inner& inner, Dot dot) {
            return inner.change(operation.inner, [&](const auto& values) {
                return values.replace(dot, operation.value);
            });
        });
    }
    static Value value(const State& state) {
        Value value;
        for (const auto& [outer, inner] : state.store())
            for (const auto& [key, values] : inner)
                for (const auto& [dot, one] : values) value[outer][key].insert(one);
        return value;
    }
    static Value expected(const History<Operation>& history) {
        Value value;
        for (const auto& [dot, event] : history) {
            const Operation& operation = event.operation;
            if (operation.removes) continue;
            const bool is_gone = is_seen_by(history, dot, [&operation](const auto& later) {
                return later.operation.outer == operation.outer &&
                       (later.operation.removes || later.operation.inner == operation.inner);
            });
            if (!is_gone) value[operation.outer][operation.inner].insert(operation.value);
        }
        return value;
    }
};

RC_GTEST_PROP(Merge, MG1_MG2_MG3_MG4_grow_only_counters, ()) { play_any_history<GCounterRules>(); }
RC_GTEST_PROP(Merge, MG1_MG2_MG3_MG4_counters, ()) { play_any_history<PnCounterRules>(); }
RC_GTEST_PROP(Merge, MG1_MG2_MG3_MG4_registers_of_many_values, ()) {
    play_any_history<MvRegisterRules>();
}
RC_GTEST_PROP(Merge, MG1_MG2_MG3_MG4_registers_of_one_value, ()) {
    play_any_history<LwwRegisterRules>();
}
RC_GTEST_PROP(Merge, MG1_MG2_MG3_MG4_sets, ()) { play_any_history<OrSetRules>(); }
RC_GTEST_PROP(Merge, MG1_MG2_MG3_MG4_maps_of_maps, ()) { play_any_history<OrMapRules>(); }

}  // namespace
}  // namespace core::crdt
