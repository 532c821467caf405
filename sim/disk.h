// Disk is a simulated disk under one process: requests go in, answers come out after a while, in
// the order that rule DK1 asks for, some with faults. All of it is drawn from a seed.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/base/time.h"
#include "sim/disk_storage.h"

namespace sim {

struct DiskOptions {
    std::uint64_t size_max = std::uint64_t{1} << 30;
    core::Duration delay_max = std::chrono::microseconds{200};
    // Of a thousand requests of the kind.
    std::uint32_t slow_permille = 0;
    std::uint32_t write_failed_permille = 0;
    std::uint32_t sync_failed_permille = 0;
    std::uint32_t misdirected_permille = 0;

    // The longest that one request takes, but for those in front of it.
    [[nodiscard]] core::Duration longest() const;
    // A calm or a brutal disk, as the seed has it.
    static DiskOptions drawn_from(core::Prng& prng);
};

// What a request is called in a log.
std::string describe(const core::store::DiskAction& action);

class Disk {
public:
    Disk(const DiskOptions& options, core::Prng prng, FaultCounts& faults);

    void put(core::store::DiskRequest request, core::Instant now);
    [[nodiscard]] std::optional<core::Instant> next_answer() const;
    // The next answer that is there no later than now, carried out at this moment.
    [[nodiscard]] std::optional<core::store::DiskAnswer> answer(core::Instant now);

    // The process ends: of what is under way, some was carried out, and nobody is answered.
    void crash();
    // The whole machine does.
    void lose_power();
    // Every answer from now on says that the storage is gone, until another process begins.
    void take_away();
    // From now on so many requests fail.
    void fail_sometimes(const DiskOptions& rates);
    // From now on nothing fails any more; what is damaged stays so.
    void heal();

    [[nodiscard]] DiskStorage& storage() { return storage_; }

private:
    // What a request must wait for: others about its file, or about names.
    using Line = std::uint64_t;
    struct Waiting {
        core::store::DiskRequest request;
        core::Instant done;
    };

    [[nodiscard]] core::Duration draw_delay();
    [[nodiscard]] core::store::DiskAnswer carry_out(core::store::DiskRequest request);
    [[nodiscard]] std::optional<core::store::DiskFault> draw_fault(
        const core::store::DiskAction& action);
    void carry_out_some();

    DiskOptions options_;
    core::Prng prng_;
    FaultCounts& faults_;
    DiskStorage storage_;
    std::vector<Waiting> waiting_;  // In the order in which they were put.
    std::map<Line, core::Instant> busy_until_;
    bool is_gone_ = false;
};

}  // namespace sim
