// SQLite with a write-ahead log and synchronous=FULL. There is one writer at a time, whoever else
// waits.
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "bench/store/cold.h"
#include "bench/store/peers.h"
#include "bench/store/space.h"

namespace bench {
namespace {

class Database {
public:
    explicit Database(const std::filesystem::path& folder) {
        check(sqlite3_open((folder / "records.db").c_str(), &database_));
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE IF NOT EXISTS records (number INTEGER PRIMARY KEY, bytes BLOB)");
        check(sqlite3_prepare_v2(database_, "INSERT INTO records (bytes) VALUES (?)", -1, &insert_,
                                 nullptr));
    }
    ~Database() {
        sqlite3_finalize(insert_);
        sqlite3_close(database_);
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* statement) {
        check(sqlite3_exec(database_, statement, nullptr, nullptr, nullptr));
    }
    void insert(core::Bytes bytes) {
        sqlite3_bind_blob(insert_, 1, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
        if (sqlite3_step(insert_) != SQLITE_DONE) check(sqlite3_errcode(database_));
        sqlite3_reset(insert_);
    }
    void replace(std::uint64_t number, core::Bytes bytes) {
        sqlite3_stmt* replace = nullptr;
        check(sqlite3_prepare_v2(database_, "REPLACE INTO records (number, bytes) VALUES (?, ?)",
                                 -1, &replace, nullptr));
        sqlite3_bind_int64(replace, 1, static_cast<sqlite3_int64>(number));
        sqlite3_bind_blob(replace, 2, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
        if (sqlite3_step(replace) != SQLITE_DONE) check(sqlite3_errcode(database_));
        sqlite3_finalize(replace);
    }
    std::uint64_t count() {
        sqlite3_stmt* select = nullptr;
        check(sqlite3_prepare_v2(database_, "SELECT count(*) FROM records", -1, &select, nullptr));
        if (sqlite3_step(select) != SQLITE_ROW) check(sqlite3_errcode(database_));
        const auto count = static_cast<std::uint64_t>(sqlite3_column_int64(select, 0));
        sqlite3_finalize(select);
        return count;
    }
    // The log stays as it is, also when the database is closed.
    void keep_log() {
        run("PRAGMA wal_autocheckpoint=0");
        sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }

private:
    void check(int code) {
        if (code == SQLITE_OK) return;
        std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(database_));
        std::exit(1);
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

}  // namespace

double sqlite_rate(const std::filesystem::path& folder, const Load& load, Seconds time) {
    Database database(folder);
    const core::Buffer record = record_of(load.size);
    std::mutex turn;
    return rate_of_threads(load, time, [&](unsigned) {
        const std::scoped_lock lock(turn);
        database.insert(record);
    });
}

void sqlite_fill(const std::filesystem::path& folder, std::uint64_t size) {
    Database database(folder);
    database.keep_log();
    const core::Buffer record = record_of(recovery_record_size);
    constexpr std::uint64_t of_a_transaction = 100;
    const std::uint64_t count = size / recovery_record_size;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i % of_a_transaction == 0) database.run("BEGIN");
        database.insert(record);
        if (i % of_a_transaction == of_a_transaction - 1 || i == count - 1) database.run("COMMIT");
    }
}

std::uint64_t sqlite_recover(const std::filesystem::path& folder) {
    Database database(folder);
    database.keep_log();
    return database.count();
}

double sqlite_space(const std::filesystem::path& folder, std::uint64_t keys) {
    Database database(folder);
    for (std::uint64_t round = 0; round < rewrites; ++round) {
        database.run("BEGIN");
        for (std::uint64_t key = 0; key < keys; ++key)
            database.replace(key + 1, value_of(key, round));
        database.run("COMMIT");
    }
    database.run("VACUUM");
    database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    return megabytes_of(folder);
}

}  // namespace bench
