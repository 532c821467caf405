// Values that are written over and over, and how much room is left taken once all is tidied up.
#pragma once

#include <sys/stat.h>

#include <filesystem>

#include "bench/store/cold.h"
#include "bench/store/load.h"
#include "native/disk/data_directory.h"

namespace bench {

inline constexpr std::string_view space_title = "space after compaction";
inline constexpr std::size_t value_size = 1000;
// Each is written so many times.
inline constexpr std::uint64_t rewrites = 16;

inline std::uint64_t value_count(const Measure& measure) {
    return recovery_size(measure) / value_size / rewrites;
}
// Of one key, at one time.
inline core::Buffer value_of(std::uint64_t key, std::uint64_t round) {
    return record_of(value_size, key * rewrites + round);
}

inline double megabytes_of(const std::filesystem::path& folder) {
    constexpr double block_size = 512;
    double blocks = 0;
    visit_files(folder, [&](int file) {
        struct stat found{};
        if (::fstat(file, &found) == 0) blocks += static_cast<double>(found.st_blocks);
    });
    return blocks * block_size / 1e6;
}

double megabytes_of_ours(native::DataDirectory directory, const std::filesystem::path& folder,
                         const Measure& measure);

}  // namespace bench
