// ReadOnlyDisk answers what a machine reads of a node's store, and changes nothing there: no byte,
// no name, no lock file. While it is there no node can open the store.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "core/store/disk.h"
#include "native/disk/file_actions.h"

namespace native::verify {

class ReadOnlyDisk {
public:
    // The error is a sentence.
    [[nodiscard]] static std::expected<ReadOnlyDisk, std::string> open(const std::string& folder);

    // Of opening what is there, reading, closing and listing.
    [[nodiscard]] core::store::DiskAnswer answer(core::store::DiskRequest request);
    // When a file was written last, in seconds since 1970; 0 if it is not there.
    [[nodiscard]] std::int64_t written_at(const std::string& name) const;

private:
    ReadOnlyDisk(FileDescriptor folder, FileDescriptor lock)
        : folder_(std::move(folder)), lock_(std::move(lock)) {}

    FileDescriptor folder_;
    FileDescriptor lock_;
    std::unique_ptr<OpenFiles> files_ = std::make_unique<OpenFiles>();
};

}  // namespace native::verify
