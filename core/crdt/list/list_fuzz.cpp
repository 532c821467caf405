// Hostile lists, alone and under the keys of a map: what is read is in its one form, and merges
// with an honest list, both ways and in parts, to the same states.
#include "core/crdt/list/list.h"

#include "core/crdt/or_map.h"
#include "core/crdt/state_bytes.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

using sequence::Order;

constexpr Author honest{0x100};

template <class State>
std::optional<State> read(Bytes input) {
    Reader reader(input);
    auto state = State::Causal::read(reader);
    if (!state) return std::nullopt;
    ASSERT(equal(bytes_of(*state), input.first(reader.position())));
    State read;
    read.merge(*state);
    ASSERT(read == *state);
    return read;
}

template <class State>
void check_values(const State& state) {
    std::uint32_t count = 0;
    state.store().each([&count](const auto&) { ++count; });
    ASSERT(count == state.size());
}

// One author on both sides would be two who share a name.
template <class State>
bool is_forged(const State& state) {
    for (const auto& [author, counters] : state.seen())
        if (author == honest) return true;
    return false;
}

template <class State>
void merge_with(const State& ours, const State& hostile) {
    State merged = ours;
    merged.merge(hostile);
    State turned = hostile;
    turned.merge(ours);
    ASSERT(turned == merged);
    State caught_up = ours;
    caught_up.merge(hostile.since(ours.version()));
    ASSERT(caught_up == merged);
    State copy = merged;
    ASSERT(copy == merged);
    copy.merge(hostile);
    ASSERT(copy == merged);
}

template <Order order>
void try_as_list(Bytes input) {
    using State = List<std::uint64_t, order>;
    auto hostile = read<State>(input);
    if (!hostile || is_forged(*hostile)) return;
    check_values(*hostile);
    State ours;
    ours.insert(honest, 0, {1, 2, 3});
    merge_with(ours, *hostile);
    // Whoever writes into it writes where there is room.
    if (hostile->has_room_for(honest, 1)) {
        const std::uint32_t position = hostile->size() / 2;
        const std::uint32_t before = hostile->size();
        const auto delta = hostile->insert(honest, position, {7});
        ASSERT(hostile->size() == before + 1);
        ours.apply(delta);
        hostile->erase(hostile->size() - 1);
        merge_with(State{}, *hostile);
    }
    hostile->clear();
    ASSERT(hostile->size() == 0);
}

void try_as_map(Bytes input) {
    using State = OrMap<std::uint64_t, ListStore<std::uint64_t>>;
    auto hostile = read<State>(input);
    if (!hostile || is_forged(*hostile)) return;
    State ours;
    ours.change(honest, 1, [](const auto& list, Dot dot) { return list.insert(dot, 0, {1, 2}); });
    merge_with(ours, *hostile);
    hostile->remove(1);
    ASSERT(hostile->find(1) == nullptr);
}

// Claims of anybody about small lists, five bytes each, none of the same item twice.
template <Order order>
std::vector<typename List<std::uint64_t, order>::Delta> claims_in(Bytes input) {
    std::vector<typename List<std::uint64_t, order>::Delta> claims;
    DotContext claimed;
    const auto dot_of = [](std::byte byte) {
        const auto number = std::to_integer<unsigned>(byte);
        return number < 4 ? Dot{} : Dot{Author{number % 4}, number / 4 % 16};
    };
    for (; input.size() >= 5; input = input.subspan(5)) {
        const Dot first = dot_of(input[0]);
        const auto size = std::to_integer<std::uint32_t>(input[1]) % 4 + 1;
        bool is_new = first.counter > 0;
        for (std::uint32_t i = 0; i < size; ++i)
            is_new = is_new && !claimed.includes({first.author, first.counter + i});
        if (!is_new) continue;
        claimed.add(first.author, {first.counter, first.counter + size});
        auto& claim = claims.emplace_back();
        const bool is_rga = order == Order::rga;
        claim.places.push_back({first, size, dot_of(input[2]), is_rga ? Dot{} : dot_of(input[3]),
                                Lamport{is_rga ? std::to_integer<std::uint64_t>(input[3]) : 0}});
        for (std::uint32_t i = 0; i < size; ++i)
            claim.added.emplace_back(Dot{first.author, first.counter + i}, claims.size());
        if (std::to_integer<unsigned>(input[4]) % 4 == 0) claim.removed.push_back({first, 1});
    }
    return claims;
}

template <Order order>
void try_claims(Bytes input) {
    using State = List<std::uint64_t, order>;
    const auto claims = claims_in<order>(input);
    State ours;
    for (const auto& claim : claims) ours.apply(claim);
    State theirs;
    for (std::size_t i = claims.size(); i-- > 0;) theirs.apply(claims[i]);
    ASSERT(ours == theirs && ours.values() == theirs.values());
    ASSERT(bytes_of(ours) == bytes_of(theirs));
    const State copy = ours;
    ASSERT(copy.values() == ours.values());
}

}  // namespace
}  // namespace core::crdt

FUZZ(list) {
    using namespace core::crdt;
    if (input.empty()) return;
    const core::Bytes rest = input.subspan(1);
    switch (std::to_integer<unsigned>(input[0]) % 7) {
        case 0: try_as_list<Order::fugue_max>(rest); break;
        case 1: try_as_list<Order::yata>(rest); break;
        case 2: try_as_list<Order::rga>(rest); break;
        case 3: try_claims<Order::fugue_max>(rest); break;
        case 4: try_claims<Order::yata>(rest); break;
        case 5: try_claims<Order::rga>(rest); break;
        default: try_as_map(rest);
    }
}
