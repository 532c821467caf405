// What drivers of storage share in tests: requests that are carried out or fail as the test wants,
// and what was told, by kind.
#pragma once

#include <utility>
#include <vector>

#include "core/base/variant.h"
#include "core/store/memory_disk.h"

namespace core::testing {

// The answer of the disk, or of one that fails so and does nothing.
inline store::DiskAnswer carried_out(store::MemoryDisk& disk, store::DiskRequest request,
                                     store::DiskFault fault) {
    if (fault == store::DiskFault::none) return disk.carry_out(std::move(request));
    store::DiskAnswer answer{.ticket = request.ticket, .fault = fault};
    if (auto* const write = get_if<store::WriteFile>(&request.action))
        answer.bytes = std::move(write->bytes);
    return answer;
}

template <class Wanted, class Event>
std::vector<Wanted> those_of(const std::vector<Event>& events) {
    std::vector<Wanted> found;
    for (const Event& event : events)
        if (const auto* const wanted = get_if<Wanted>(&event)) found.push_back(*wanted);
    return found;
}

}  // namespace core::testing
