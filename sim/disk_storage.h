// DiskStorage is what lies on a simulated disk: of every file what the system shows, what is on the
// platter, and what changes between the two were not synced yet. It knows what a loss of power, a
// failed sync or a bad sector leave (rules DK1–DK9, spec/disk.md). No time: sim/disk.h has that.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/store/disk.h"
#include "sim/fault.h"

namespace sim {

class DiskStorage {
public:
    static constexpr std::size_t sector_size = 512;

    explicit DiskStorage(std::uint64_t size_max) : size_max_(size_max) {}

    // Does all that is asked, or says why that cannot be done.
    [[nodiscard]] core::store::DiskAnswer carry_out(core::store::DiskRequest request);

    // A write that is answered with a fault, or was under way when the process ended: some of its
    // sectors are written.
    void write_partly(const core::store::WriteFile& write, core::Prng& prng);
    // A sync that fails: what it should have written is written in part, and will not be again; the
    // system shows all of it all the same.
    void fail_sync(core::store::FileNumber file, core::Prng& prng);
    // The system shows the write where it belongs; it goes to another place, if there is one.
    [[nodiscard]] bool misdirect(const core::store::WriteFile& write, core::Prng& prng);

    // The process ended: nothing is open.
    void close_all() { open_.clear(); }
    // So did the machine. `kept_percent` of what was not synced stays, in sectors and in names.
    void lose_power(std::uint64_t kept_percent, core::Prng& prng, FaultCounts& faults);

    // A sector of a file with such a name gets other bytes, or cannot be read any more. False if
    // there is none. What it holds then is known as damaged.
    [[nodiscard]] bool rot(std::string_view name_begins, core::Prng& prng);
    [[nodiscard]] bool spoil(std::string_view name_begins, core::Prng& prng);

    void set_size_max(std::uint64_t size) { size_max_ = size; }
    [[nodiscard]] std::uint64_t used() const;
    // As the system shows it; null if there is none.
    [[nodiscard]] const core::Buffer* shown(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    using FileId = std::uint64_t;
    struct Change {
        std::uint64_t offset = 0;
        core::Buffer bytes{};
        std::optional<std::uint64_t> size{};  // Then it is a change of size.
    };
    struct File {
        core::Buffer shown{};
        core::Buffer platter{};
        std::vector<Change> unsynced{};
        std::set<std::uint64_t> unreadable{};  // Sectors.
    };
    struct NameChange {
        std::string removed{};  // Either may be empty.
        std::string added{};
        FileId file = 0;  // Of the name that was added.
    };
    using Names = std::map<std::string, FileId>;
    struct Perform;
    struct Place {
        FileId file = 0;
        std::uint64_t sector = 0;
    };

    [[nodiscard]] File* find(core::store::FileNumber number);
    [[nodiscard]] bool is_open(const std::string& name) const;
    [[nodiscard]] core::store::DiskFault change(core::store::FileNumber number, Change change);
    [[nodiscard]] std::optional<Place> draw_sector(std::string_view name_begins, core::Prng& prng);

    std::uint64_t size_max_;
    FileId last_id_ = 0;
    std::map<FileId, File> files_;
    Names names_;  // As the system shows them.
    Names platter_names_;
    std::vector<NameChange> unsynced_names_;
    std::map<core::store::FileNumber, FileId> open_;
};

}  // namespace sim
