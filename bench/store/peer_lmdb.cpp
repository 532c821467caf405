// LMDB: a tree in place, synced at the end of each transaction. There is one writer at a time.
#include <lmdb.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "bench/store/peers.h"
#include "bench/store/space.h"

namespace bench {
namespace {

constexpr std::size_t map_size = std::size_t{8} << 30;
constexpr mdb_mode_t file_mode = 0600;

void check(int code) {
    if (code == MDB_SUCCESS) return;
    std::fprintf(stderr, "LMDB: %s\n", mdb_strerror(code));
    std::exit(1);
}

class Database {
public:
    explicit Database(const std::filesystem::path& folder) {
        check(mdb_env_create(&environment_));
        check(mdb_env_set_mapsize(environment_, map_size));
        check(mdb_env_open(environment_, folder.c_str(), 0, file_mode));
        MDB_txn* transaction = nullptr;
        check(mdb_txn_begin(environment_, nullptr, 0, &transaction));
        check(mdb_dbi_open(transaction, nullptr, MDB_INTEGERKEY, &records_));
        check(mdb_txn_commit(transaction));
    }
    ~Database() { mdb_env_close(environment_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void put(std::uint64_t number, core::Bytes bytes) {
        MDB_txn* transaction = nullptr;
        check(mdb_txn_begin(environment_, nullptr, 0, &transaction));
        MDB_val key{sizeof number, &number};
        core::Buffer copied(bytes.begin(), bytes.end());
        MDB_val value{copied.size(), copied.data()};
        check(mdb_put(transaction, records_, &key, &value, MDB_APPEND));
        check(mdb_txn_commit(transaction));
    }

    // In one transaction.
    void put_all(std::uint64_t keys, std::uint64_t round) {
        MDB_txn* transaction = nullptr;
        check(mdb_txn_begin(environment_, nullptr, 0, &transaction));
        for (std::uint64_t number = 0; number < keys; ++number) {
            core::Buffer bytes = value_of(number, round);
            MDB_val key{sizeof number, &number};
            MDB_val value{bytes.size(), bytes.data()};
            check(mdb_put(transaction, records_, &key, &value, 0));
        }
        check(mdb_txn_commit(transaction));
    }

private:
    MDB_env* environment_ = nullptr;
    MDB_dbi records_ = 0;
};

}  // namespace

double lmdb_rate(const std::filesystem::path& folder, const Load& load, Seconds time) {
    Database database(folder);
    const core::Buffer record = record_of(load.size);
    std::mutex turn;
    std::uint64_t number = 0;
    return rate_of_threads(load, time, [&](unsigned) {
        const std::scoped_lock lock(turn);
        database.put(++number, record);
    });
}

// It needs no tidying up: pages that are free are used again.
double lmdb_space(const std::filesystem::path& folder, std::uint64_t keys) {
    Database database(folder);
    for (std::uint64_t round = 0; round < rewrites; ++round) database.put_all(keys, round);
    return megabytes_of(folder);
}

}  // namespace bench
