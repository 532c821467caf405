// RecordReads looks single records up, while the journal is written: to give others what they lack.
// One after the other, since who asks in the order of the stream then reads every slice once.
#pragma once

#include <vector>

#include "core/base/queue.h"
#include "core/store/journal/survey.h"

namespace core::store {

class RecordReads {
public:
    // So many may wait. Whoever wants more waits for answers first.
    static constexpr std::size_t reads_max = 64;

    RecordReads(DiskClient& disk, std::size_t slice_size) : window_(disk, slice_size) {}

    // The first record at or behind a position where one begins. Error::backlog_full.
    [[nodiscard]] Result<ReadNumber> ask(Position position);

    // Goes on with what is asked. The segments are in their order; what is readable ends at `end`.
    void advance(const std::vector<Segment>& segments, Position end);
    [[nodiscard]] bool take(DiskAnswer& answer) { return window_.take(answer); }
    [[nodiscard]] std::optional<JournalEvent> next_event() { return events_.pop(); }
    // Nothing can be read any more.
    void refuse_all();

    // The segment's file will be removed.
    void forget(SegmentNumber segment);

private:
    struct Read {
        ReadNumber number;
        Position position;
    };
    enum class Step : std::uint8_t { answered, went_on, awaits };

    [[nodiscard]] Step step(const std::vector<Segment>& segments, Position end);
    // `room` is how much there can be.
    [[nodiscard]] Step look_at(const Segment& segment, std::uint64_t room);
    void open(const Segment& segment);
    [[nodiscard]] Step look_again(const Segment& segment);
    [[nodiscard]] Step refuse(Error error);
    void answer(JournalEvent event);

    FileWindow window_;
    std::optional<SegmentNumber> open_;
    ReadNumber opened_for_;
    ReadNumber last_number_;
    Queue<Read> reads_{reads_max};
    Queue<JournalEvent> events_{reads_max};
};

}  // namespace core::store
