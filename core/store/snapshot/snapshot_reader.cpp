// Reading a snapshot.
#include "core/store/snapshot/snapshot_reader.h"

namespace core::store {

void SnapshotReader::open(SnapshotNumber number) {
    window_.open(snapshot_name({number}));
    number_ = number;
    header_.reset();
    offset_ = 0;
    seen_ = {};
    hash_ = Blake3();
    piece_.reset();
    is_whole_ = false;
    refusal_.reset();
}

void SnapshotReader::advance() {
    while (!piece_ && !is_whole_ && !refusal_ && step()) {
    }
}

bool SnapshotReader::refuse(Error error) {
    refusal_ = error;
    return true;
}

bool SnapshotReader::step() {
    if (!header_) return read_header();
    const auto beginning = window_.view(offset_, frame_header_size);
    if (!beginning) return false;
    if (beginning->empty()) return refuse(Error::truncated);
    const auto size = claimed_frame_size(*beginning);
    if (!size) return refuse(Error::malformed);
    if (offset_ + *size > *window_.file_size()) return refuse(Error::truncated);
    const auto bytes = window_.view(offset_, *size);
    if (!bytes) return false;
    const auto frame = read_frame(*bytes, {header_->salt, offset_});
    if (!frame) return refuse(frame.error());
    offset_ += *size;
    const auto taken = take_frame(*frame, offset_);
    return taken || refuse(taken.error());
}

bool SnapshotReader::read_header() {
    const auto bytes = window_.view(0, snapshot_header_size);
    if (!bytes) return false;
    const auto header = read_snapshot_header(*bytes);
    if (!header) return refuse(header.error());
    if (header->owner != owner_) return refuse(Error::type_wrong);
    if (header->number != number_) return refuse(Error::malformed);
    header_ = *header;
    offset_ = snapshot_header_size;
    return true;
}

Result<void> SnapshotReader::take_frame(const Frame& frame, std::uint64_t end) {
    if (frame.type == block_type) {
        piece_ = TRY(read_block(frame.payload));
        ++seen_.blocks;
        seen_.size += piece_->size();
        hash_.update(*piece_);
        return {};
    }
    if (frame.type != footer_type) return fail(Error::malformed);
    const SnapshotFooter footer = TRY(read_footer(frame.payload));
    seen_.digest = hash_.digest();
    if (footer != seen_) return fail(Error::checksum_wrong);
    if (end != *window_.file_size()) return fail(Error::trailing_bytes);
    is_whole_ = true;
    return {};
}

}  // namespace core::store
