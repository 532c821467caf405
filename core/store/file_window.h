// FileWindow shows a file from front to back in bounded slices, one being read ahead while the one
// before it is looked at; it can also go back. What the device cannot read shows as bytes of ones,
// in pieces of a sector, so that one bad sector does not hide its neighbours.
//
// Ask view(); if it has nothing, an answer of the disk is awaited, or fault() says why there is
// none.
#pragma once

#include <optional>
#include <string>

#include "core/store/disk_client.h"

namespace core::store {

class FileWindow {
public:
    static constexpr std::uint64_t sector_size = 4096;

    FileWindow(DiskClient& disk, std::size_t slice_size);

    // Another file; the one before is closed.
    void open(std::string name);
    void close();
    // Whether the answer was to one of its requests.
    [[nodiscard]] bool take(DiskAnswer& answer);

    // All that is there from the offset on, at least `size` bytes unless the file ends before.
    // Nothing if it was not read yet. Valid until the next call.
    [[nodiscard]] std::optional<Bytes> view(std::uint64_t offset, std::uint64_t size);
    // Nothing while the file is being opened. A file that is missing is empty.
    [[nodiscard]] std::optional<std::uint64_t> file_size() const { return file_size_; }
    // The file cannot be opened, or the storage as a whole not be read.
    [[nodiscard]] DiskFault fault() const { return fault_; }
    // Whether some of this file could not be read.
    [[nodiscard]] bool has_bad_sectors() const { return has_bad_sectors_; }

private:
    struct Slice {
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
        Buffer bytes;  // What has been read of it.
    };

    void take_opened(const DiskAnswer& answer);
    void take_read(DiskAnswer& answer);
    void ask(std::uint64_t offset);
    void ask_for_rest_of_slice();
    void move_to(std::uint64_t offset);
    [[nodiscard]] std::uint64_t end() const { return begin_ + bytes_.size(); }

    DiskClient& disk_;
    std::size_t slice_size_;
    FileNumber file_;
    bool is_open_ = false;
    std::optional<Ticket> opening_;
    std::optional<std::uint64_t> file_size_;

    // What is shown, and where in the file that begins.
    Buffer bytes_;
    std::uint64_t begin_ = 0;
    // What comes behind it: being read, or there.
    std::optional<Slice> next_;
    std::optional<Ticket> reading_;
    Buffer spare_;  // To be read into.
    std::uint64_t asked_size_ = 0;
    // By sectors, after the whole slice could not be read.
    bool is_by_sectors_ = false;

    DiskFault fault_ = DiskFault::none;
    bool has_bad_sectors_ = false;
};

}  // namespace core::store
