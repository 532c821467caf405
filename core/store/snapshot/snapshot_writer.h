// SnapshotWriter writes one snapshot: content goes in as it comes, blocks go out, at the end a name
// that means it is whole (rule SN5, spec/snapshot.md). Whoever has content asks room() first, and
// so does no more at once than one block takes.
#pragma once

#include <optional>

#include "core/base/queue.h"
#include "core/store/disk_client.h"
#include "core/store/snapshot/snapshot_format.h"

namespace core::store {

class SnapshotWriter {
public:
    // `block_size` is of content, at most block_size_max.
    SnapshotWriter(DiskClient& disk, std::size_t block_size);

    void begin(const SnapshotHeader& header);
    [[nodiscard]] std::size_t room() const;
    // At most room() bytes.
    void write(Bytes content);
    void finish();
    // It is not wanted any more.
    void abandon();
    [[nodiscard]] bool take(DiskAnswer& answer);

    enum class State : std::uint8_t { idle, writing, naming, done, failed };
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] DiskFault fault() const { return fault_; }
    [[nodiscard]] const SnapshotHeader& header() const { return header_; }
    // Once it is done or has failed.
    void reset();

private:
    static constexpr std::size_t writes_in_flight_max = 2;
    static constexpr std::size_t expected_max = 16;

    void write_block_out();
    void put_write(Buffer bytes);
    void expect(DiskAction action);
    void note_all_answered();

    DiskClient& disk_;
    std::size_t block_size_;
    State state_ = State::idle;
    SnapshotHeader header_;
    FileNumber file_;
    std::uint64_t offset_ = 0;
    Buffer content_;  // Of the block that is not full yet.
    SnapshotFooter footer_;
    Blake3 hash_;
    Queue<Ticket> expected_{expected_max};
    std::size_t writes_ = 0;  // Under way.
    bool is_finishing_ = false;
    DiskFault fault_ = DiskFault::none;
};

}  // namespace core::store
