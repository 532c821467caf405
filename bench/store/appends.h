// Our journal under a load: each writer appends again when it hears that its record is safe. `Loop`
// runs a journal on a disk (core/testing/journal_loop.h). The clock begins with the first
// acknowledgement, as that of others when their files are there.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "bench/store/load.h"
#include "core/base/assert.h"
#include "core/store/journal/journal.h"

namespace bench {

inline core::store::Journal::Options options_for_load() {
    core::store::Journal::Options options;
    options.backlog.size_max = std::size_t{256} << 20;
    return options;
}

template <class Loop>
double rate_of_journal(Loop& loop, const Load& load, std::chrono::duration<double> time) {
    using namespace core::store;
    using Clock = std::chrono::steady_clock;
    const core::Buffer record = record_of(load.size);
    std::vector<Position> ends(load.writers);
    const auto append = [&](Position& end) {
        ASSERT(loop.journal().append(record_type_min, record));
        end = loop.journal().end();
    };
    std::uint64_t count = 0;
    std::optional<Clock::time_point> begin;
    loop.journal().open({});
    loop.run([](const RecordView&) {},
             [&](const JournalEvent& event) {
                 if (core::holds_alternative<Opened>(event))
                     for (Position& end : ends) append(end);
                 const auto* const safe = core::get_if<Acknowledged>(&event);
                 if (!safe) return false;
                 for (Position& end : ends)
                     if (end <= safe->up_to) append(end), count += begin ? 1 : 0;
                 if (!begin) begin = Clock::now();
                 return Clock::now() - *begin >= time;
             });
    return static_cast<double>(count) /
           std::chrono::duration<double>(Clock::now() - *begin).count();
}

}  // namespace bench
