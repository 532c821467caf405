// Reading a file in slices, one ahead.
#include "core/store/file_window.h"

#include <algorithm>
#include <utility>

namespace core::store {
namespace {

constexpr std::byte unreadable{0xff};

}  // namespace

FileWindow::FileWindow(DiskClient& disk, std::size_t slice_size)
    : disk_(disk), slice_size_(slice_size) {
    ASSERT(slice_size >= sector_size && slice_size <= read_size_max);
}

void FileWindow::open(std::string name) {
    close();
    file_ = disk_.new_file();
    is_open_ = true;
    opening_ = disk_.put(OpenFile{file_, std::move(name)});
}

void FileWindow::close() {
    if (is_open_) static_cast<void>(disk_.put(CloseFile{file_}));
    is_open_ = false;
    opening_.reset();
    reading_.reset();
    file_size_.reset();
    next_.reset();
    bytes_.clear();
    begin_ = 0;
    has_bad_sectors_ = false;
    fault_ = DiskFault::none;
}

bool FileWindow::take(DiskAnswer& answer) {
    if (opening_ == answer.ticket) {
        take_opened(answer);
        return true;
    }
    if (reading_ != answer.ticket) return false;
    take_read(answer);
    return true;
}

void FileWindow::take_opened(const DiskAnswer& answer) {
    opening_.reset();
    const bool is_there = answer.fault == DiskFault::none;
    file_size_ = is_there ? answer.size : 0;
    // What cannot be opened now, as when too many files are, may hold anything: it is not empty.
    if (!is_there && answer.fault != DiskFault::missing) fault_ = answer.fault;
}

std::optional<Bytes> FileWindow::view(std::uint64_t offset, std::uint64_t size) {
    if (!file_size_ || fault_ != DiskFault::none) return std::nullopt;
    if (offset < begin_ || offset > end()) move_to(offset);
    const std::uint64_t wanted_end = std::min(offset + size, std::max(offset, *file_size_));
    if (wanted_end > end() && next_ && !reading_) {
        bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset - begin_));
        begin_ = offset;
        if (bytes_.empty())
            std::swap(bytes_, next_->bytes);
        else
            append(bytes_, next_->bytes);
        // One that held a large record is not kept for small ones.
        if (next_->bytes.capacity() <= 2 * slice_size_) spare_ = std::move(next_->bytes);
        next_.reset();
    }
    if (!next_ && end() < *file_size_) ask(end());
    if (wanted_end > end()) return std::nullopt;
    return Bytes(bytes_).subspan(static_cast<std::size_t>(offset - begin_));
}

// What is being read is forgotten; its answer belongs to nobody.
void FileWindow::move_to(std::uint64_t offset) {
    begin_ = offset;
    bytes_.clear();
    next_.reset();
    reading_.reset();
}

void FileWindow::ask(std::uint64_t offset) {
    next_ = Slice{offset, std::min<std::uint64_t>(slice_size_, *file_size_ - offset), {}};
    is_by_sectors_ = false;
    ask_for_rest_of_slice();
}

void FileWindow::ask_for_rest_of_slice() {
    const std::uint64_t begin = next_->offset + next_->bytes.size();
    asked_size_ = next_->offset + next_->size - begin;
    if (is_by_sectors_) asked_size_ = std::min(asked_size_, sector_size - begin % sector_size);
    reading_ = disk_.put(
        ReadFile{file_, begin, static_cast<std::uint32_t>(asked_size_), std::exchange(spare_, {})});
}

void FileWindow::take_read(DiskAnswer& answer) {
    reading_.reset();
    Slice& slice = *next_;
    if (answer.fault == DiskFault::gone || answer.fault == DiskFault::denied) {
        fault_ = answer.fault;
        return;
    }
    if (answer.fault != DiskFault::none) {
        if (is_by_sectors_) {
            slice.bytes.resize(slice.bytes.size() + static_cast<std::size_t>(asked_size_),
                               unreadable);
            has_bad_sectors_ = true;
        }
        is_by_sectors_ = true;
    } else if (answer.bytes.size() < asked_size_) {
        append(slice.bytes, answer.bytes);
        file_size_ = slice.offset + slice.bytes.size();  // Shorter than it was said to be.
        return;
    } else if (slice.bytes.empty()) {
        slice.bytes = std::move(answer.bytes);
    } else {
        append(slice.bytes, answer.bytes);
    }
    if (slice.bytes.size() < slice.size) ask_for_rest_of_slice();
}

}  // namespace core::store
