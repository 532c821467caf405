// Containers under operations that the input chooses, against the standard library's.
#include <set>

#include "core/base/containers_twin.h"
#include "core/base/maps_twin.h"
#include "core/base/range_set.h"
#include "core/testing/counted.h"
#include "core/testing/fuzz.h"

namespace core {
namespace {

void try_ranges(Reader reader) {
    RangeSet ranges;
    std::set<std::uint64_t> twin;
    for (;;) {
        const auto begin = reader.u8();
        const auto size = reader.u8();
        if (!begin || !size) break;
        const Range range{*begin, std::uint64_t{*begin} + *size % 32};
        const bool adds = *size < 160;
        adds ? ranges.add(range) : ranges.remove(range);
        for (std::uint64_t number = range.begin; number < range.end; ++number)
            adds ? (void)twin.insert(number) : (void)twin.erase(number);
    }
    std::size_t count = 0;
    for (const Range range : ranges) {
        for (std::uint64_t number = range.begin; number < range.end; ++number)
            ASSERT(twin.contains(number));
        count += static_cast<std::size_t>(range.end - range.begin);
    }
    ASSERT(count == twin.size());
}

}  // namespace
}  // namespace core

FUZZ(containers) {
    using namespace core;
    using namespace core::containers_twin;
    if (input.empty()) return;
    const Bytes operations = input.subspan(1);
    switch (std::to_integer<unsigned>(input[0]) % 6) {
        case 0: queue_agrees<Counted>(operations); break;
        case 1: small_vector_agrees<Counted>(operations); break;
        case 2: small_vector_agrees<Copied>(operations); break;
        case 3: flat_map_agrees<Counted>(operations); break;
        case 4: ordered_map_agrees<Counted>(operations); break;
        default: try_ranges(Reader(operations));
    }
}
