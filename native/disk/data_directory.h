// DataDirectory is the folder that holds all a node keeps. One process has it at a time: a second
// one would overwrite what the first relies on, so it is refused with a message for its user.
#pragma once

#include <expected>
#include <string>

#include "native/disk/file_descriptor.h"

namespace native {

class DataDirectory {
public:
    // Makes it, and the folders it lies in, where they are missing. The error is a sentence that
    // says what to do.
    static std::expected<DataDirectory, std::string> open(const std::string& path);
    // Whether a process has it now.
    [[nodiscard]] static bool is_in_use(const std::string& path);

    // Of the folder itself, for openat() and the like.
    [[nodiscard]] int number() const { return folder_.number(); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    DataDirectory(std::string path, FileDescriptor folder, FileDescriptor lock)
        : path_(std::move(path)), folder_(std::move(folder)), lock_(std::move(lock)) {}

    std::string path_;
    FileDescriptor folder_;
    FileDescriptor lock_;  // The lock ends with the process, however that ends.
};

}  // namespace native
