// Carries out what a disk is asked for, one request at a time, on files of the operating system.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "core/store/disk.h"
#include "native/disk/file_descriptor.h"

namespace native {

// The files that are open, by their numbers. Used by several threads: each file by one at a time.
class OpenFiles {
public:
    void add(core::store::FileNumber number, FileDescriptor file);
    void remove(core::store::FileNumber number);
    // Negative if there is none.
    [[nodiscard]] int find(core::store::FileNumber number);

private:
    std::mutex mutex_;
    std::map<core::store::FileNumber, FileDescriptor> files_;
};

struct FileActions {
    int folder = -1;
    // Of all files together, if less than the disk has.
    std::uint64_t size_max = UINT64_MAX;
    OpenFiles& files;

    // Takes as long as the disk does.
    [[nodiscard]] core::store::DiskAnswer carry_out(core::store::DiskRequest request);
};

// What an errno of the system means to who asked.
[[nodiscard]] core::store::DiskFault fault_of(int error);

}  // namespace native
