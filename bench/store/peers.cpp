// bench_store_peers WHAT --data DIR --milliseconds N: the same as bench_store, with others' stores.
#include "bench/store/peers.h"
#include "bench/store/space.h"

#include <fcntl.h>

#include <cstdio>
#include <cstdlib>

#include "bench/store/cold.h"

namespace bench {

double raw_rate(const std::filesystem::path& folder, const Load& load, Seconds time) {
    constexpr off_t file_size = off_t{32} << 20;
    const native::FileDescriptor file(::open((folder / "raw").c_str(), O_RDWR | O_CREAT, 0600));
    const core::Buffer batch = record_of(load.size * load.writers);
    for (off_t at = 0; at < file_size; at += static_cast<off_t>(batch.size()))
        if (::pwrite(file.number(), batch.data(), batch.size(), at) < 0) std::exit(1);
    ::fsync(file.number());
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    std::uint64_t count = 0;
    off_t at = 0;
    do {
        if (at + static_cast<off_t>(batch.size()) > file_size) at = 0;
        if (::pwrite(file.number(), batch.data(), batch.size(), at) < 0) std::exit(1);
        if (::fdatasync(file.number()) != 0) std::exit(1);
        at += static_cast<off_t>(batch.size());
        count += load.writers;
    } while (Clock::now() - begin < time);
    return static_cast<double>(count) / Seconds(Clock::now() - begin).count();
}

namespace {

using Rate = double (*)(const std::filesystem::path&, const Load&, Seconds);

void measure_appends(const Measure& measure) {
    const std::pair<std::string_view, Rate> stores[] = {{"RocksDB", rocksdb_rate},
                                                        {"SQLite", sqlite_rate},
                                                        {"LMDB", lmdb_rate},
                                                        {"raw fdatasync", raw_rate}};
    for (const Load& load : loads())
        for (const auto& [name, rate] : stores) {
            const auto folder = fresh_folder(measure.data(), "peer");
            Measure::figure(load.title(), name, "/s", rate(folder, load, measure.sample_time()));
            std::filesystem::remove_all(folder);
        }
}

using Fill = void (*)(const std::filesystem::path&, std::uint64_t);
using Recover = std::uint64_t (*)(const std::filesystem::path&);

// What recovers a log tidies it up as well, so that each sample is of a copy.
void measure_recovery_of(const Measure& measure, std::string_view name, Fill fill,
                         Recover recover) {
    const std::uint64_t size = recovery_size(measure);
    const auto filled = std::filesystem::path(measure.data()) / (std::string(name) + "-recovery");
    if (!std::filesystem::exists(filled))
        fill(fresh_folder(measure.data(), filled.filename()), size);
    const auto folder = std::filesystem::path(measure.data()) / "copy";
    std::filesystem::remove_all(folder);
    std::filesystem::copy(filled, folder, std::filesystem::copy_options::recursive);
    forget_pages_of(folder);
    const auto begin = std::chrono::steady_clock::now();
    const std::uint64_t count = recover(folder);
    const Seconds took = std::chrono::steady_clock::now() - begin;
    if (count != size / recovery_record_size) {
        std::fprintf(stderr, "%.*s found %llu records\n", static_cast<int>(name.size()),
                     name.data(), static_cast<unsigned long long>(count));
        std::exit(1);
    }
    Measure::figure(recovery_title, name, "ms", took.count() * 1e3);
    std::filesystem::remove_all(folder);
}

void measure_space(const Measure& measure) {
    using Space = double (*)(const std::filesystem::path&, std::uint64_t);
    const std::pair<std::string_view, Space> stores[] = {
        {"RocksDB", rocksdb_space}, {"SQLite", sqlite_space}, {"LMDB", lmdb_space}};
    for (const auto& [name, space] : stores) {
        const auto folder = fresh_folder(measure.data(), "peer-space");
        Measure::figure(space_title, name, "MB", space(folder, value_count(measure)));
        std::filesystem::remove_all(folder);
    }
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    const std::string_view what = count > 1 ? words[1] : "";
    if (what == "appends") bench::measure_appends(measure);
    if (what == "space") bench::measure_space(measure);
    if (what != "recovery") return 0;
    bench::measure_recovery_of(measure, "RocksDB", bench::rocksdb_fill, bench::rocksdb_recover);
    bench::measure_recovery_of(measure, "SQLite", bench::sqlite_fill, bench::sqlite_recover);
}
