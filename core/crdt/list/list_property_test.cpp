// Lists, alone and under the keys of a map, over random histories with deltas lost, repeated and
// out of order, whole states and catch-ups between them, in all three orders, against a twin that
// keeps every event for ever.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/list/list.h"
#include "core/crdt/list/list_twin.h"
#include "core/crdt/or_map.h"

namespace core::crdt {
namespace {

using sequence::Order;
using twin::History;
using twin::ListOperation;
using twin::ListTwin;
using twin::play_any_history;
using Values = std::vector<std::uint64_t>;

std::set<Dot> dots_of(const History<ListOperation>& history) {
    std::set<Dot> dots;
    for (const auto& [dot, event] : history) dots.insert(dot);
    return dots;
}

template <Order order>
struct ListRules {
    using State = List<std::uint64_t, order>;
    using Operation = ListOperation;

    static Operation operation_of(std::uint32_t argument) {
        Operation operation = ListOperation::of(argument);
        operation.key = 0;
        return operation;
    }
    static auto mutate(State& state, Author author, const Operation& operation) {
        const std::uint32_t position = std::min(operation.position, state.size());
        switch (operation.kind) {
            case Operation::Kind::insert: return state.insert(author, position, operation.values());
            case Operation::Kind::erase:
                return state.erase(position, std::min(operation.size, state.size() - position));
            case Operation::Kind::clear: return state.clear();
        }
        std::unreachable();
    }
    static Values value(const State& state) {
        for (std::uint32_t i = 0; i < state.size(); ++i)
            RC_ASSERT(state.store().position_of(state.store().dot_at(i)) == i);
        return state.values();
    }
    static void note(History<Operation>& history, Dot dot) { ListTwin::note(order, history, dot); }
    static Values expected(const History<Operation>& history) {
        return ListTwin(order, history, dots_of(history), 0).values();
    }
};

// Two lists, each under a key that others may remove.
template <Order order>
struct MapOfListsRules {
    using Store = ListStore<std::uint64_t, order>;
    using State = OrMap<std::uint64_t, Store>;
    using Operation = ListOperation;
    using Value = std::map<std::uint64_t, Values>;

    static Operation operation_of(std::uint32_t argument) { return ListOperation::of(argument); }
    static auto mutate(State& state, Author author, const Operation& operation) {
        if (operation.kind == Operation::Kind::clear) return state.remove(operation.key);
        return state.change(author, operation.key, [&operation](const Store& list, Dot dot) {
            const std::uint32_t position = std::min(operation.position, list.size());
            if (operation.kind == Operation::Kind::insert)
                return list.insert(dot, position, operation.values());
            return list.erase(position, std::min(operation.size, list.size() - position));
        });
    }
    static Value value(const State& state) {
        Value value;
        for (const auto& [key, list] : state.store()) {
            list.each([&](std::uint64_t one) { value[key].push_back(one); });
            RC_ASSERT(state.find(key) == &list);
        }
        RC_ASSERT(state.size() == value.size());
        RC_ASSERT(state.store().is_seen() == !value.empty());
        return value;
    }
    static void note(History<Operation>& history, Dot dot) { ListTwin::note(order, history, dot); }
    static Value expected(const History<Operation>& history) {
        Value value;
        for (const std::uint32_t key : {0u, 1u}) {
            Values values = ListTwin(order, history, dots_of(history), key).values();
            if (!values.empty()) value[key] = std::move(values);
        }
        return value;
    }
};

RC_GTEST_PROP(ListProperty, LS1_LS2_LS3_MG1_MG2_MG3_MG4_fugue_max, ()) {
    play_any_history<ListRules<Order::fugue_max>>();
}
RC_GTEST_PROP(ListProperty, LS1_LS2_LS3_MG1_MG2_MG3_MG4_yata, ()) {
    play_any_history<ListRules<Order::yata>>();
}
RC_GTEST_PROP(ListProperty, LS1_LS2_LS3_MG1_MG2_MG3_MG4_rga, ()) {
    play_any_history<ListRules<Order::rga>>();
}
RC_GTEST_PROP(ListProperty, LS4_MG1_MG2_MG3_MG4_maps_of_lists, ()) {
    play_any_history<MapOfListsRules<Order::fugue_max>>();
}
RC_GTEST_PROP(ListProperty, LS4_MG1_MG2_MG3_MG4_maps_of_lists_in_yata, ()) {
    play_any_history<MapOfListsRules<Order::yata>>();
}
RC_GTEST_PROP(ListProperty, LS4_MG1_MG2_MG3_MG4_maps_of_lists_in_rga, ()) {
    play_any_history<MapOfListsRules<Order::rga>>();
}

}  // namespace
}  // namespace core::crdt
