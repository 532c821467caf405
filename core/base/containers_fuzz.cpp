// Containers under operations that the input chooses, against the standard library's.
#include <deque>
#include <map>
#include <set>

#include "core/base/assert.h"
#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "core/base/queue.h"
#include "core/base/range_set.h"
#include "core/base/reader.h"
#include "core/testing/counted.h"
#include "core/testing/fuzz.h"

namespace core {
namespace {

void try_queue(Reader reader) {
    Queue<Counted> queue(16);
    std::deque<std::uint64_t> twin;
    while (const auto byte = reader.u8()) {
        if (*byte % 2 == 0) {
            ASSERT(queue.push(Counted(*byte)) == (twin.size() < 16));
            if (twin.size() < 16) twin.push_back(*byte);
        } else if (!twin.empty()) {
            ASSERT(queue.pop()->value() == twin.front());
            twin.pop_front();
        }
        ASSERT(queue.size() == twin.size());
    }
}

template <class Map>
void try_map(Reader reader) {
    Map map;
    std::map<std::uint16_t, std::uint8_t> twin;
    for (;;) {
        const auto operation = reader.u8();
        const auto key = reader.u16_be();
        if (!operation || !key) break;
        if (*operation % 3 == 0)
            ASSERT(map.erase(*key) == (twin.erase(*key) == 1));
        else
            ASSERT(map.insert(*key, *operation) == twin.emplace(*key, *operation).second);
    }
    auto expected = twin.begin();
    for (const auto& [key, value] : map) {
        ASSERT(key == expected->first && value == expected->second);
        ++expected;
    }
    ASSERT(expected == twin.end());
}

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
    if (input.empty()) return;
    const Reader reader(input.subspan(1));
    switch (std::to_integer<unsigned>(input[0]) % 4) {
        case 0: try_queue(reader); break;
        case 1: try_map<FlatMap<std::uint16_t, std::uint8_t>>(reader); break;
        case 2: try_map<OrderedMap<std::uint16_t, std::uint8_t>>(reader); break;
        default: try_ranges(reader);
    }
    ASSERT(Counted::living == 0);
}
