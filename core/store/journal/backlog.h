// Backlog holds what was appended to a journal until it is known to be on disk: encoded straight
// into the buffers that will be written, kept until it is acknowledged, so that it can be written
// again to another place. It does nothing itself: the journal takes the next batch, and says what
// became of it.
//
// Batches are in the order of the stream. The first ones were put out, and of these the very first
// are back, written; those behind them wait. The last of all may be open: appends go into it.
#pragma once

#include <optional>

#include "core/base/assert.h"
#include "core/base/queue.h"
#include "core/base/writer.h"
#include "core/store/frame.h"

namespace core::store {

class Backlog {
public:
    struct Options {
        // A batch is closed when it has come to this size; it is larger by one record at most.
        std::size_t batch_size_max = std::size_t{1} << 20;
        // In a batch, heads stand at least so close: what lies between a rotten place and the next
        // head is lost with it.
        std::size_t head_distance_max = std::size_t{64} << 10;
        // Of all that is not acknowledged. Appends beyond it are refused.
        std::size_t size_max = std::size_t{64} << 20;
    };

    Backlog(const Options& options, Position begin);

    // Encodes a record in its place: `encode(BufferWriter&)`. Error::too_large if it is larger than
    // a record may be, backlog_full if there is no room; then nothing was appended.
    template <class Encode>
    [[nodiscard]] Result<Position> append(RecordType type, Encode&& encode) {
        ASSERT(type >= record_type_min);
        Buffer& buffer = begin_record();
        const std::size_t begin = buffer.size() - frame_header_size;
        BufferWriter writer(buffer, buffer.size() + record_size_max);
        encode(writer);
        return finish_record(type, begin, writer.finish());
    }
    // A batch that is nothing but a head.
    void append_mark();

    // Behind everything that was appended.
    [[nodiscard]] Position end() const { return end_; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // The next batch to be written, if one waits.
    struct Waiting {
        Position begin;
        std::size_t size = 0;
        bool is_mark = false;
    };
    [[nodiscard]] std::optional<Waiting> waiting() const;
    // That batch, sealed for its place; nothing is appended to it any more.
    [[nodiscard]] Buffer put_out(FramePlace place, Position synced);
    // Of the oldest that is out.
    void take_back(Buffer bytes);
    [[nodiscard]] std::size_t out_count() const { return out_ - back_; }
    // Behind the last batch that was put out; the beginning of the backlog if none was.
    [[nodiscard]] Position out_end() const;
    // Behind the last that is back.
    [[nodiscard]] Position back_end() const;

    // Batches that end here or before are safe.
    void drop_up_to(Position end);
    // All that is left is to be written again. What was put out must be back.
    void rewind();

private:
    struct Batch {
        Position begin;
        Position end;
        Buffer bytes{};  // Elsewhere while the batch is out.
        std::size_t last_head = 0;
        bool is_wanted = false;  // Else only a record that was refused made it.
        bool is_closed = false;
        bool is_mark = false;
    };

    [[nodiscard]] Buffer& begin_record();
    [[nodiscard]] Result<Position> finish_record(RecordType type, std::size_t begin,
                                                 Result<void> encoded);
    [[nodiscard]] Batch& open_batch();
    void append_head(Batch& batch);
    [[nodiscard]] Position end_of(std::size_t batches) const;

    Options options_;
    Position begin_;
    Position end_;
    std::size_t size_ = 0;
    Queue<Batch> batches_;
    std::size_t out_ = 0;   // So many of them were put out,
    std::size_t back_ = 0;  // of which so many are back.
    Buffer free_;           // To be filled again.
};

}  // namespace core::store
