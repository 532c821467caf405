// The stores ours is held against. Each appends records as its own users would make it safe: one
// transaction, synced, for each.
#pragma once

#include <chrono>
#include <filesystem>

#include "bench/store/threads.h"

namespace bench {

using Seconds = std::chrono::duration<double>;

// Appends a second, in an empty folder.
double rocksdb_rate(const std::filesystem::path& folder, const Load& load, Seconds time);
double sqlite_rate(const std::filesystem::path& folder, const Load& load, Seconds time);
double lmdb_rate(const std::filesystem::path& folder, const Load& load, Seconds time);
// What the disk itself allows: one write of what all writers have, and one fdatasync, in files
// whose bytes are there already.
double raw_rate(const std::filesystem::path& folder, const Load& load, Seconds time);

// Leaves records in a log that was never tidied up, as a process does that is killed.
void rocksdb_fill(const std::filesystem::path& folder, std::uint64_t size);
void sqlite_fill(const std::filesystem::path& folder, std::uint64_t size);
// Opens it until all records are there to be used; gives their number.
std::uint64_t rocksdb_recover(const std::filesystem::path& folder);
std::uint64_t sqlite_recover(const std::filesystem::path& folder);

// Writes each of so many values over and over, and tidies up as its users would; the folder is
// measured while it is open.
double rocksdb_space(const std::filesystem::path& folder, std::uint64_t keys);
double sqlite_space(const std::filesystem::path& folder, std::uint64_t keys);
double lmdb_space(const std::filesystem::path& folder, std::uint64_t keys);

}  // namespace bench
