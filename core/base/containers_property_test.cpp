// Any operations on any container, against the standard library's twin, and the uniting of maps.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/base/containers_twin.h"
#include "core/base/maps_twin.h"
#include "core/testing/counted.h"

namespace core {
namespace {

using namespace containers_twin;

// Long enough that rings wrap, vectors leave their inline room and blocks split.
Buffer any_operations() {
    const auto numbers = *rc::gen::resize(1000, rc::gen::arbitrary<std::vector<std::uint8_t>>());
    const auto bytes = std::as_bytes(std::span(numbers));
    return {bytes.begin(), bytes.end()};
}

RC_GTEST_PROP(ContainersProperty, QU1_a_queue_does_as_a_deque, ()) {
    RC_CLASSIFY(queue_agrees<Counted>(any_operations()) > 4);
}

RC_GTEST_PROP(ContainersProperty, SV1_a_small_vector_does_as_a_vector, ()) {
    RC_CLASSIFY(small_vector_agrees<Counted>(any_operations()) > 4);
}

RC_GTEST_PROP(ContainersProperty, CO1_copies_of_a_small_vector_are_their_own, ()) {
    RC_CLASSIFY(small_vector_agrees<Copied>(any_operations()) > 4);
}

RC_GTEST_PROP(ContainersProperty, FM1_a_flat_map_does_as_a_map, ()) {
    RC_CLASSIFY(flat_map_agrees<Counted>(any_operations()) > 64);
}

RC_GTEST_PROP(ContainersProperty, FM1_an_ordered_map_does_as_a_map, ()) {
    RC_CLASSIFY(ordered_map_agrees<Counted>(any_operations()) > 256);
}

using SmallMap = FlatMap<std::uint8_t, Copied>;

SmallMap map_of(const std::map<std::uint8_t, std::uint8_t>& numbers) {
    SmallMap map;
    for (const auto& [key, number] : numbers) map.insert(key, Copied(number));
    return map;
}

RC_GTEST_PROP(ContainersProperty, FM1_uniting_flat_maps_joins_what_both_have, ()) {
    const auto ours = *rc::gen::arbitrary<std::map<std::uint8_t, std::uint8_t>>();
    const auto theirs = *rc::gen::arbitrary<std::map<std::uint8_t, std::uint8_t>>();
    SmallMap united = map_of(ours);
    const SmallMap other = map_of(theirs);
    united.unite(other, [](Copied& mine, const Copied& another) {
        mine = Copied(mine.value() * 256 + another.value());
    });
    std::map<std::uint8_t, std::uint64_t> joined(ours.begin(), ours.end());
    for (const auto& [key, number] : theirs) joined[key] = joined[key] * 256 + number;
    RC_ASSERT(united.size() == joined.size());
    auto expected = joined.begin();
    for (const auto& [key, value] : united) {
        RC_ASSERT(key == expected->first);
        RC_ASSERT(value.value() == expected->second);
        ++expected;
    }
    RC_ASSERT(other == map_of(theirs));
}

}  // namespace
}  // namespace core
