// Recovery begins with nothing in memory: what was written is on disk, and its pages are forgotten.
#pragma once

#include <fcntl.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "bench/frame/measure.h"
#include "native/disk/file_descriptor.h"

namespace bench {

inline constexpr std::string_view recovery_title = "recovery";
inline constexpr std::size_t recovery_record_size = 1000;

inline std::uint64_t recovery_size(const Measure& measure) {
    if (measure.is_smoke()) return std::uint64_t{1} << 20;
    return measure.is_quick() ? std::uint64_t{128} << 20 : std::uint64_t{1} << 30;
}

template <class Visit>
void visit_files(const std::filesystem::path& folder, Visit visit) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const native::FileDescriptor file(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC));
        if (file.is_open()) visit(file.number());
    }
}

inline void forget_pages_of(const std::filesystem::path& folder) {
    visit_files(folder, [](int file) {
        ::fdatasync(file);
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    });
}

// The bound: all bytes once, in large pieces.
inline double seconds_to_read(const std::filesystem::path& folder) {
    forget_pages_of(folder);
    const auto begin = std::chrono::steady_clock::now();
    std::vector<char> piece(std::size_t{1} << 20);
    visit_files(folder, [&](int file) {
        while (::read(file, piece.data(), piece.size()) > 0) keep(piece.front());
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return took.count();
}

}  // namespace bench
