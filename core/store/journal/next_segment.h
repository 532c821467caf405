// NextSegment makes the file into which a journal will go on, before it is needed: created, of some
// size, with its header, and synced, its name too (rule JN16, spec/journal.md).
#pragma once

#include <optional>

#include "core/store/disk_client.h"
#include "core/store/journal/segment_header.h"

namespace core::store {

class NextSegment {
public:
    struct Ready {
        SegmentHeader header;
        FileNumber file;
        std::uint64_t file_size = 0;
    };

    explicit NextSegment(DiskClient& disk) : disk_(disk) {}

    // None must be there or being made.
    void prepare(const SegmentHeader& header, std::uint64_t file_size);
    [[nodiscard]] bool take(const DiskAnswer& answer);

    [[nodiscard]] bool is_idle() const { return awaited_ == 0 && !is_ready_; }
    [[nodiscard]] bool is_ready() const { return is_ready_; }
    [[nodiscard]] Ready take_ready();
    // That it could not be made; told once. What was made of it is removed.
    [[nodiscard]] std::optional<DiskFault> take_fault();

private:
    DiskClient& disk_;
    Ready made_;
    Ticket first_;
    Ticket last_;
    std::size_t awaited_ = 0;
    bool is_made_ = false;  // By us: nobody else's file is removed.
    bool is_ready_ = false;
    DiskFault fault_ = DiskFault::none;
};

}  // namespace core::store
