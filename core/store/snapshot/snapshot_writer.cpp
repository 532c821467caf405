// Writing a snapshot.
#include "core/store/snapshot/snapshot_writer.h"

namespace core::store {

SnapshotWriter::SnapshotWriter(DiskClient& disk, std::size_t block_size)
    : disk_(disk), block_size_(block_size) {
    ASSERT(block_size > 0 && block_size <= block_size_max);
}

void SnapshotWriter::begin(const SnapshotHeader& header) {
    ASSERT(state_ == State::idle);
    state_ = State::writing;
    header_ = header;
    file_ = disk_.new_file();
    offset_ = 0;
    content_.clear();
    footer_ = {};
    hash_ = Blake3();
    is_finishing_ = false;
    fault_ = DiskFault::none;
    expect(OpenFile{file_, snapshot_name({header.number, SnapshotState::unfinished}), true});
    put_write(write_snapshot_header(header));
}

void SnapshotWriter::expect(DiskAction action) {
    const bool queued = expected_.push(disk_.put(std::move(action)));
    ASSERT(queued);
}

void SnapshotWriter::put_write(Buffer bytes) {
    const std::uint64_t offset = offset_;
    offset_ += bytes.size();
    ++writes_;
    expect(WriteFile{file_, offset, std::move(bytes)});
}

std::size_t SnapshotWriter::room() const {
    const bool is_open = state_ == State::writing && !is_finishing_ && fault_ == DiskFault::none;
    return is_open && writes_ < writes_in_flight_max ? block_size_ - content_.size() : 0;
}

void SnapshotWriter::write(Bytes content) {
    ASSERT(content.size() <= room());
    append(content_, content);
    if (content_.size() == block_size_) write_block_out();
}

void SnapshotWriter::write_block_out() {
    hash_.update(content_);
    ++footer_.blocks;
    footer_.size += content_.size();
    put_write(write_block(content_, {header_.salt, offset_}));
    content_.clear();
}

void SnapshotWriter::finish() {
    // Whoever finishes may not have heard yet that it failed.
    if (state_ != State::writing) return;
    ASSERT(!is_finishing_);
    is_finishing_ = true;
    if (fault_ != DiskFault::none) return;
    if (!content_.empty()) write_block_out();
    footer_.digest = hash_.digest();
    put_write(write_footer(footer_, {header_.salt, offset_}));
    expect(SyncFile{file_});
}

// As if it had failed; nobody is told of a fault that was none.
void SnapshotWriter::abandon() {
    if (state_ != State::writing || fault_ != DiskFault::none) return;
    fault_ = DiskFault::missing;
    note_all_answered();
}

bool SnapshotWriter::take(DiskAnswer& answer) {
    if (expected_.empty() || expected_.front() != answer.ticket) return false;
    expected_.drop_front();
    if (writes_ > 0 && !answer.bytes.empty()) --writes_;
    if (fault_ == DiskFault::none) fault_ = answer.fault;
    note_all_answered();
    return true;
}

void SnapshotWriter::note_all_answered() {
    if (!expected_.empty()) return;
    const std::string unfinished = snapshot_name({header_.number, SnapshotState::unfinished});
    if (fault_ != DiskFault::none) {
        if (state_ == State::writing) {
            static_cast<void>(disk_.put(CloseFile{file_}));
            static_cast<void>(disk_.put(RemoveFile{unfinished}));
        }
        state_ = State::failed;
    } else if (state_ == State::naming) {
        state_ = State::done;
    } else if (is_finishing_) {
        state_ = State::naming;
        static_cast<void>(disk_.put(CloseFile{file_}));
        expect(RenameFile{unfinished, snapshot_name({header_.number})});
        expect(SyncNames{});
    }
}

void SnapshotWriter::reset() {
    ASSERT(state_ == State::done || state_ == State::failed);
    state_ = State::idle;
}

}  // namespace core::store
