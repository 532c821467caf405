// MemoryDisk is a disk that forgets: for nodes that keep nothing, and for tests. It carries a
// request out at once, never fails but for want of room, and has nothing to sync (rules DK1–DK6).
#pragma once

#include <map>
#include <string>

#include "core/store/disk.h"

namespace core::store {

class MemoryDisk {
public:
    using Files = std::map<std::string, Buffer>;

    explicit MemoryDisk(std::uint64_t size_max) : size_max_(size_max) {}

    [[nodiscard]] DiskAnswer carry_out(DiskRequest request);

    // All files, to be looked at and to be broken.
    [[nodiscard]] Files& files() { return files_; }
    // Whoever used it is gone: nothing is open any more.
    void close_all() { open_.clear(); }

private:
    struct Perform;

    // Null if it is not open.
    [[nodiscard]] Buffer* file(FileNumber number);
    [[nodiscard]] bool is_open(const std::string& name) const;
    [[nodiscard]] std::uint64_t used() const;
    [[nodiscard]] DiskFault resize(FileNumber number, std::uint64_t size);

    std::uint64_t size_max_;
    Files files_;
    std::map<FileNumber, std::string> open_;
};

}  // namespace core::store
