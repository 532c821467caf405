// What the stores are asked to do: so many writers, each of which waits until its record is safe
// before it appends the next.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/prng.h"

namespace bench {

struct Load {
    unsigned writers;
    std::size_t size;  // Of a record.

    [[nodiscard]] std::string title() const {
        const std::string records =
            size >= 1024 ? std::to_string(size / 1024) + " kB" : std::to_string(size) + " B";
        return "durable appends, " + std::to_string(writers) +
               (writers == 1 ? " writer of " : " writers of ") + records;
    }
};

inline std::vector<Load> loads() {
    std::vector<Load> all;
    for (const unsigned writers : {1u, 16u, 256u})
        for (const std::size_t size : {std::size_t{100}, std::size_t{4096}, std::size_t{65'536}})
            all.push_back({writers, size});
    return all;
}

// Half of its bits are chance, as in text.
inline core::Buffer record_of(std::size_t size, std::uint64_t seed = 1) {
    core::Prng prng(core::Seed{seed});
    core::Buffer record(size);
    for (std::byte& byte : record) byte = static_cast<std::byte>('a' + prng.below(16));
    return record;
}

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
