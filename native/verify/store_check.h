// check_store() reads everything that a node's store holds, believes nothing, and says what is
// there and what is damaged. It reads by the machines that a node opens its store by, and leaves
// out what they would mend. Rules CX20, CX21, spec/command.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/store/position.h"
#include "core/store/snapshot/snapshot_format.h"
#include "native/verify/read_only_disk.h"

namespace native::verify {

struct CheckedRecords {
    std::uint64_t count = 0;
    std::uint64_t size = 0;
};

struct CheckedFile {
    std::string name;
    std::uint64_t size = 0;
};

struct CheckedSnapshot {
    CheckedFile file;
    core::store::SnapshotState state = core::store::SnapshotState::whole;
    core::store::Position position{};  // Everything in front of it is in there.
};

struct Damage {
    std::string file;  // Empty if there is none.
    std::uint64_t offset = 0;
    std::string what;
};

struct StoreReport {
    std::vector<CheckedFile> segments = {};
    std::vector<CheckedSnapshot> snapshots = {};
    std::map<core::store::RecordType, CheckedRecords> records = {};
    core::store::Position begin{};
    core::store::Position end{};
    // The last sync that the journal itself speaks of; what follows may have been synced too.
    core::store::Position synced{};
    std::int64_t written_at = 0;  // Seconds since 1970, by the files' dates.
    std::vector<Damage> damages = {};
    // What is strange, and no damage: a torn end, what was found to be rotten before.
    std::vector<std::string> notes = {};

    [[nodiscard]] bool is_empty() const { return segments.empty() && snapshots.empty(); }
};

// The error is a sentence: the disk cannot be read, or a later version wrote it.
[[nodiscard]] std::expected<StoreReport, std::string> check_store(ReadOnlyDisk& disk);

}  // namespace native::verify
