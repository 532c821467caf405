// bench_store WHAT --data DIR --milliseconds N: our journal, on the disk that holds the folder.
//
//   appends    records a second that are safe
//   recovery   reading a journal that a process left, from its files alone
//   space      what is left of values that were written over and over
#include <cstring>
#include <fstream>

#include "bench/frame/measure.h"
#include "bench/store/appends.h"
#include "bench/store/cold.h"
#include "bench/store/space.h"
#include "bench/store/threads.h"
#include "core/base/assert.h"
#include "core/testing/journal_loop.h"
#include "native/disk/waiting_disk.h"
#include "native/platform/random.h"

namespace bench {
namespace {

using core::store::Acknowledged;
using core::store::JournalEvent;
using core::store::Opened;
using core::store::RecordView;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

using JournalLoop = core::testing::JournalLoop<native::WaitingDisk>;

constexpr std::string_view ours = "selvage native";

native::DataDirectory opened(const std::filesystem::path& path) {
    auto directory = native::DataDirectory::open(path);
    ASSERT(directory);
    return std::move(*directory);
}

double rate(const std::filesystem::path& folder, const Load& load, const Measure& measure) {
    JournalLoop loop(options_for_load(), native::random_seed(), opened(folder));
    return rate_of_journal(loop, load, measure.sample_time());
}

void measure_appends(const Measure& measure) {
    for (const Load& load : loads()) {
        const auto folder = fresh_folder(measure.data(), "ours");
        Measure::figure(load.title(), ours, "/s", rate(folder, load, measure));
        std::filesystem::remove_all(folder);
    }
}

void write_journal(const std::filesystem::path& folder, std::uint64_t size) {
    JournalLoop loop(options_for_load(), native::random_seed(), opened(folder));
    const core::Buffer record = record_of(recovery_record_size);
    std::uint64_t left = size / recovery_record_size;
    const auto append_some = [&] {
        while (left > 0 && loop.journal().append(core::store::record_type_min, record)) --left;
    };
    loop.journal().open({});
    loop.run([](const RecordView&) {},
             [&](const JournalEvent& event) {
                 if (core::holds_alternative<Opened>(event)) append_some();
                 if (!core::holds_alternative<Acknowledged>(event)) return false;
                 append_some();
                 return left == 0 && loop.journal().acknowledged() == loop.journal().end();
             });
}

double seconds_to_open(const std::filesystem::path& folder, std::uint64_t records) {
    forget_pages_of(folder);
    const auto begin = Clock::now();
    JournalLoop loop(options_for_load(), native::random_seed(), opened(folder));
    std::uint64_t count = 0;
    loop.journal().open({});
    loop.run([&](const RecordView&) { ++count; },
             [](const JournalEvent& event) { return core::holds_alternative<Opened>(event); });
    ASSERT(count == records);
    return Seconds(Clock::now() - begin).count();
}

void measure_recovery(const Measure& measure) {
    const std::uint64_t size = recovery_size(measure);
    const auto folder = std::filesystem::path(measure.data()) / "ours-recovery";
    if (!std::filesystem::exists(folder)) write_journal(folder, size);
    Measure::figure(recovery_title, ours, "ms",
                    seconds_to_open(folder, size / recovery_record_size) * 1e3);
    Measure::figure(recovery_title, "reading the same files", "ms", seconds_to_read(folder) * 1e3);
}

void measure_space(const Measure& measure) {
    const auto folder = fresh_folder(measure.data(), "ours-space");
    Measure::figure(space_title, ours, "MB", megabytes_of_ours(opened(folder), folder, measure));
    std::filesystem::remove_all(folder);
    const std::uint64_t size = value_count(measure) * value_size;
    Measure::figure(space_title, "the values alone", "MB", static_cast<double>(size) / 1e6);
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    const std::string_view what = count > 1 ? words[1] : "";
    if (what == "appends") bench::measure_appends(measure);
    if (what == "recovery") bench::measure_recovery(measure);
    if (what == "space") bench::measure_space(measure);
}
