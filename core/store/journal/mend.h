// Mend makes the files of a journal what reading them has found (rules JN13, JN14,
// spec/journal.md).
//
// What was read behind the last proof of a sync may be in the system's memory only: it is written
// again, in its place and as it is, and synced, before anybody may rely on it. Then the torn end is
// cut, unused segments are removed, rotten ones renamed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/store/disk_client.h"

namespace core::store {

class Mend {
public:
    struct Tail {
        std::string name;
        std::uint64_t begin = 0;  // From here on it is written again,
        std::uint64_t end = 0;    // and here it is cut.
    };
    struct Plan {
        std::optional<Tail> tail;
        std::vector<std::string> unused;
        std::vector<RenameFile> rotten;
    };

    Mend(DiskClient& disk, Plan plan, std::size_t slice_size);

    // Also to try again, from the beginning, after a fault.
    void begin();
    [[nodiscard]] bool take(DiskAnswer& answer);
    [[nodiscard]] bool is_done() const { return step_ == Step::done; }
    // What ended the attempt.
    [[nodiscard]] DiskFault fault() const { return fault_; }

private:
    enum class Step : std::uint8_t { opening, reading, writing, cutting, names, done };

    void go_on(DiskAnswer& answer);
    void read_next();
    void cut();
    void mend_names();

    DiskClient& disk_;
    Plan plan_;
    std::size_t slice_size_;
    Step step_ = Step::opening;
    FileNumber file_;
    std::uint64_t offset_ = 0;
    std::optional<Ticket> awaited_;
    DiskFault fault_ = DiskFault::none;
};

}  // namespace core::store
