// Hostile states: what is read is canonical, merges with itself and with an honest state without
// harm, and reads back.
#include "core/crdt/counter.h"
#include "core/crdt/or_map.h"
#include "core/crdt/or_set.h"
#include "core/crdt/register.h"
#include "core/crdt/state_bytes.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

constexpr Author honest{0x100};

template <class State, class Change>
void try_as(Bytes input, Change change) {
    Reader reader(input);
    const auto hostile = State::Causal::read(reader);
    if (!hostile) return;
    ASSERT(equal(bytes_of(*hostile), input.first(reader.position())));

    State ours;
    change(ours);
    State merged = ours;
    merged.merge(*hostile);
    typename State::Causal turned = *hostile;
    turned.merge(ours);
    ASSERT(turned == merged);
    State caught_up = ours;
    caught_up.merge(hostile->since(ours.version()));
    ASSERT(caught_up == merged);
}

}  // namespace
}  // namespace core::crdt

FUZZ(state) {
    using namespace core::crdt;
    if (input.empty()) return;
    const core::Bytes rest = input.subspan(1);
    switch (std::to_integer<unsigned>(input[0]) % 5) {
        case 0: try_as<PnCounter>(rest, [](auto& state) { state.add(honest, -4); }); break;
        case 1:
            try_as<LwwRegister<std::string>>(rest, [](auto& state) { state.set(honest, "x"); });
            break;
        case 2:
            try_as<OrSet<std::uint64_t>>(rest, [](auto& state) { state.add(honest, 5u); });
            break;
        case 3:
            try_as<OrSet<std::string>>(rest, [](auto& state) { state.add(honest, "x"); });
            break;
        default:
            try_as<OrMap<std::uint64_t, OrSetStore<std::uint64_t>>>(rest, [](auto& state) {
                state.change(honest, 1, [](const auto& set, Dot dot) {
                    return add<std::uint64_t>(set, dot, 2);
                });
            });
    }
}
