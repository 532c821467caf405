// SnapshotReader reads one snapshot from front to back and believes nothing: it gives content piece
// by piece, each checked, and at the end says whether it was all of it, or why not.
#pragma once

#include "core/store/file_window.h"
#include "core/store/snapshot/snapshot_format.h"

namespace core::store {

class SnapshotReader {
public:
    SnapshotReader(DiskClient& disk, const Owner& owner, std::size_t slice_size)
        : window_(disk, slice_size), owner_(owner) {}

    void open(SnapshotNumber number);
    void close() { window_.close(); }
    [[nodiscard]] bool take(DiskAnswer& answer) { return window_.take(answer); }

    // Goes on until there is a piece, or the end, or an answer is awaited.
    void advance();
    [[nodiscard]] const std::optional<SnapshotHeader>& header() const { return header_; }
    [[nodiscard]] std::optional<Buffer> next_piece() { return std::exchange(piece_, {}); }
    // All of it was given, and is right.
    [[nodiscard]] bool is_whole() const { return is_whole_; }
    // What is wrong; type_wrong if it is somebody else's.
    [[nodiscard]] std::optional<Error> refusal() const { return refusal_; }
    [[nodiscard]] DiskFault fault() const { return window_.fault(); }

private:
    // False if an answer is awaited.
    [[nodiscard]] bool step();
    [[nodiscard]] bool read_header();
    [[nodiscard]] Result<void> take_frame(const Frame& frame, std::uint64_t end);
    [[nodiscard]] bool refuse(Error error);

    FileWindow window_;
    Owner owner_;
    SnapshotNumber number_;
    std::optional<SnapshotHeader> header_;
    std::uint64_t offset_ = 0;
    SnapshotFooter seen_;
    Blake3 hash_;
    std::optional<Buffer> piece_;
    bool is_whole_ = false;
    std::optional<Error> refusal_;
};

}  // namespace core::store
