// RocksDB: its log, synced at each write; it groups the writes of several threads itself.
#include <rocksdb/c.h>

#include <cstdio>
#include <cstdlib>

#include "bench/store/cold.h"
#include "bench/store/peers.h"
#include "bench/store/space.h"

namespace bench {
namespace {

constexpr std::size_t memory_enough = std::size_t{4} << 30;  // So that the log is all there is.

void check(char* error) {
    if (!error) return;
    std::fprintf(stderr, "RocksDB: %s\n", error);
    std::exit(1);
}

class Database {
public:
    explicit Database(const std::filesystem::path& folder) : options_(rocksdb_options_create()) {
        rocksdb_options_set_create_if_missing(options_, 1);
        rocksdb_options_set_write_buffer_size(options_, memory_enough);
        char* error = nullptr;
        database_ = rocksdb_open(options_, folder.c_str(), &error);
        check(error);
    }
    ~Database() {
        rocksdb_close(database_);
        rocksdb_options_destroy(options_);
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void put(std::uint64_t key, core::Bytes value, bool is_synced) {
        rocksdb_writeoptions_t* const options = rocksdb_writeoptions_create();
        rocksdb_writeoptions_set_sync(options, is_synced ? 1 : 0);
        char* error = nullptr;
        rocksdb_put(database_, options, reinterpret_cast<const char*>(&key), sizeof key,
                    reinterpret_cast<const char*>(value.data()), value.size(), &error);
        check(error);
        rocksdb_writeoptions_destroy(options);
    }
    void tidy_up() {
        rocksdb_flushoptions_t* const options = rocksdb_flushoptions_create();
        char* error = nullptr;
        rocksdb_flush(database_, options, &error);
        check(error);
        rocksdb_flushoptions_destroy(options);
        rocksdb_compact_range(database_, nullptr, 0, nullptr, 0);
    }
    std::uint64_t count() {
        rocksdb_readoptions_t* const options = rocksdb_readoptions_create();
        rocksdb_iterator_t* const all = rocksdb_create_iterator(database_, options);
        std::uint64_t count = 0;
        for (rocksdb_iter_seek_to_first(all); rocksdb_iter_valid(all) != 0; rocksdb_iter_next(all))
            ++count;
        rocksdb_iter_destroy(all);
        rocksdb_readoptions_destroy(options);
        return count;
    }

private:
    rocksdb_options_t* options_;
    rocksdb_t* database_ = nullptr;
};

}  // namespace

double rocksdb_rate(const std::filesystem::path& folder, const Load& load, Seconds time) {
    Database database(folder);
    const core::Buffer record = record_of(load.size);
    std::atomic<std::uint64_t> key = 0;
    return rate_of_threads(load, time, [&](unsigned) { database.put(++key, record, true); });
}

void rocksdb_fill(const std::filesystem::path& folder, std::uint64_t size) {
    Database database(folder);
    const core::Buffer record = record_of(recovery_record_size);
    for (std::uint64_t i = 0; i < size / recovery_record_size; ++i) database.put(i, record, false);
}

std::uint64_t rocksdb_recover(const std::filesystem::path& folder) {
    Database database(folder);
    return database.count();
}

double rocksdb_space(const std::filesystem::path& folder, std::uint64_t keys) {
    Database database(folder);
    for (std::uint64_t round = 0; round < rewrites; ++round)
        for (std::uint64_t key = 0; key < keys; ++key)
            database.put(key, value_of(key, round), false);
    database.tidy_up();
    return megabytes_of(folder);
}

}  // namespace bench
