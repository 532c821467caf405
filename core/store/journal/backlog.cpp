// The batches of a journal that are not yet known to be on disk.
#include "core/store/journal/backlog.h"

#include "core/store/disk.h"

namespace core::store {
namespace {

RecordType type_of(Bytes frame) {
    return RecordType{std::to_integer<std::uint8_t>(frame[frame_header_size - 1])};
}

// Every frame of a batch, for the place to which the batch goes.
void seal_batch(MutableBytes batch, FramePlace place, Position begin, Position synced) {
    for (std::size_t at = 0; at < batch.size();) {
        const auto size = claimed_frame_size(batch.subspan(at));
        ASSERT(size);
        const MutableBytes frame = batch.subspan(at, static_cast<std::size_t>(*size));
        const FramePlace frame_place{place.salt, place.offset + at};
        if (type_of(frame) == head_type)
            write_head(frame, frame_place, {behind(begin, at), synced});
        else
            seal_frame(frame, frame_place);
        at += frame.size();
    }
}

}  // namespace

Backlog::Backlog(const Options& options, Position begin)
    : options_(options),
      begin_(begin),
      end_(begin),
      batches_(options.size_max / head_frame_size + 2) {
    ASSERT(options.batch_size_max + head_frame_size + frame_size(record_size_max) <=
           write_size_max);
}

Backlog::Batch& Backlog::open_batch() {
    if (batches_.size() > out_ && !batches_[batches_.size() - 1].is_closed)
        return batches_[batches_.size() - 1];
    Batch batch{.begin = end_, .end = end_, .bytes = std::exchange(free_, {})};
    batch.bytes.clear();
    append_head(batch);
    const bool queued = batches_.push(std::move(batch));
    ASSERT(queued);
    return batches_[batches_.size() - 1];
}

// What it says is filled in when the batch is put out.
void Backlog::append_head(Batch& batch) {
    batch.last_head = batch.bytes.size();
    batch.bytes.resize(batch.last_head + head_frame_size);
    complete_frame(MutableBytes(batch.bytes).subspan(batch.last_head), head_type,
                   head_payload_size);
    batch.end = behind(batch.end, head_frame_size);
    end_ = batch.end;
    size_ += head_frame_size;
}

void Backlog::append_mark() {
    Batch& batch = open_batch();
    batch.is_mark = !batch.is_wanted;
    batch.is_wanted = true;
    batch.is_closed = true;
}

Buffer& Backlog::begin_record() {
    Batch& batch = open_batch();
    if (batch.bytes.size() - batch.last_head > options_.head_distance_max) append_head(batch);
    batch.bytes.resize(batch.bytes.size() + frame_header_size);
    return batch.bytes;
}

// Of a record that is refused nothing stays but, perhaps, a head in front of the next one.
Result<Position> Backlog::finish_record(RecordType type, std::size_t begin, Result<void> encoded) {
    Batch& batch = batches_[batches_.size() - 1];
    const std::size_t payload_size = batch.bytes.size() - begin - frame_header_size;
    const auto frame = static_cast<std::size_t>(frame_size(payload_size));
    if (!encoded || size_ + frame > options_.size_max) {
        batch.bytes.resize(begin);
        return fail(encoded ? Error::backlog_full : encoded.error());
    }
    batch.bytes.resize(begin + frame);
    complete_frame(MutableBytes(batch.bytes).subspan(begin), type, payload_size);
    const Position position = batch.end;
    batch.end = behind(batch.end, frame);
    batch.is_wanted = true;
    batch.is_closed = batch.bytes.size() >= options_.batch_size_max;
    end_ = batch.end;
    size_ += frame;
    return position;
}

std::optional<Backlog::Waiting> Backlog::waiting() const {
    if (out_ == batches_.size() || !batches_[out_].is_wanted) return std::nullopt;
    const Batch& batch = batches_[out_];
    return Waiting{batch.begin, batch.bytes.size(), batch.is_mark};
}

Buffer Backlog::put_out(FramePlace place, Position synced) {
    ASSERT(waiting());
    Batch& batch = batches_[out_++];
    batch.is_closed = true;
    seal_batch(batch.bytes, place, batch.begin, synced);
    return std::move(batch.bytes);
}

void Backlog::take_back(Buffer bytes) {
    ASSERT(back_ < out_);
    Batch& batch = batches_[back_++];
    ASSERT(bytes.size() == batch.end.value - batch.begin.value);
    batch.bytes = std::move(bytes);
}

Position Backlog::end_of(std::size_t batches) const {
    return batches == 0 ? begin_ : batches_[batches - 1].end;
}
Position Backlog::out_end() const { return end_of(out_); }
Position Backlog::back_end() const { return end_of(back_); }

void Backlog::drop_up_to(Position end) {
    while (back_ > 0 && batches_.front().end <= end) {
        Batch batch = std::move(*batches_.pop());
        --out_;
        --back_;
        size_ -= batch.bytes.size();
        begin_ = batch.end;
        // One of the usual size is kept; what a large record took is given back.
        const std::size_t room = batch.bytes.capacity();
        if (room > free_.capacity() && room <= 2 * options_.batch_size_max)
            free_ = std::move(batch.bytes);
    }
}

void Backlog::rewind() {
    ASSERT(back_ == out_);
    out_ = back_ = 0;
}

}  // namespace core::store
