// Stores that block: folders and threads for them.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include "bench/store/load.h"

namespace bench {

// An empty folder of that name, below the one that is given.
inline std::filesystem::path fresh_folder(const std::filesystem::path& where,
                                          const std::string& name) {
    const auto folder = where / name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

// For stores that block: a thread for each writer. Gives the number of appends a second.
template <class Append>
double rate_of_threads(const Load& load, std::chrono::duration<double> time, Append append) {
    using Clock = std::chrono::steady_clock;
    std::atomic<std::uint64_t> count = 0;
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(time);
    std::vector<std::thread> threads;
    for (unsigned writer = 0; writer < load.writers; ++writer)
        threads.emplace_back([&, writer] {
            do {
                append(writer);
                ++count;
            } while (Clock::now() < end);
        });
    for (std::thread& thread : threads) thread.join();
    const std::chrono::duration<double> took = Clock::now() - begin;
    return static_cast<double>(count) / took.count();
}

}  // namespace bench
