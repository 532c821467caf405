// Scan reads a journal's segments from a position to the end, and decides what a hole is (rules
// JN8–JN12, spec/journal.md).
//
// Where no valid frame follows, there is a hole, and heads are searched behind it. If one says that
// the journal was synced beyond the hole, something that was safe is lost: that is told, and
// reading goes on at the first head behind. If none says so, the hole is the torn end of the
// journal.
#pragma once

#include "core/store/journal/survey.h"

namespace core::store {

class Scan {
public:
    Scan(FileWindow& window, std::vector<Segment>& segments, Position from);

    // Goes on until a record is there, or an event, or an answer of the disk is awaited.
    void advance();
    [[nodiscard]] std::optional<RecordView> next_record() { return std::exchange(record_, {}); }
    [[nodiscard]] std::optional<JournalEvent> next_event() { return std::exchange(event_, {}); }
    [[nodiscard]] bool is_done() const { return mode_ == Mode::done; }

    // Once it is done: where the stream ends, and from where on nothing says that it was synced;
    // from there to the end there is no hole.
    [[nodiscard]] Position end() const { return position_; }
    [[nodiscard]] Position unproven() const { return std::max(proven_, resumed_); }
    [[nodiscard]] std::size_t first_segment() const { return first_segment_; }
    // The segment in which it ends; nothing if there is none.
    [[nodiscard]] std::optional<std::size_t> last_segment() const { return last_segment_; }
    // Whether it once went on behind what can be read.
    [[nodiscard]] bool is_end_lost() const { return is_end_lost_; }

private:
    enum class Mode : std::uint8_t { reading, searching, done };
    struct Resumption {
        std::size_t segment = 0;
        std::uint64_t offset = 0;
        Position position;
    };

    void start();
    void enter(std::size_t segment, std::uint64_t offset);
    // False if an answer is awaited.
    [[nodiscard]] bool step();
    [[nodiscard]] bool read_frame_here();
    [[nodiscard]] bool search_here();
    [[nodiscard]] bool judge(const BatchHead& head, std::uint64_t offset);
    [[nodiscard]] std::optional<Position> limit() const;
    [[nodiscard]] bool fits(std::uint64_t frame) const;
    void meet_hole();
    void resume();
    [[nodiscard]] bool hole_is_in_next() const;
    void tell_lost(Position to, std::size_t segments_end);
    void note_content();
    void finish();

    FileWindow& window_;
    std::vector<Segment>& segments_;
    Position from_;

    Mode mode_ = Mode::reading;
    std::size_t first_segment_ = 0;
    std::size_t current_ = 0;
    std::uint64_t offset_ = segment_data_begin;
    Position position_;  // Of what is read next. While searching: where the hole begins.
    Position proven_;    // Synced up to here, as somebody says.
    Position resumed_;   // Behind the last hole.

    // While searching.
    std::size_t hole_segment_ = 0;
    std::uint64_t hole_offset_ = 0;
    std::optional<Resumption> resumption_;
    bool hole_has_content_ = false;

    std::optional<RecordView> record_;
    std::optional<JournalEvent> event_;
    std::optional<std::size_t> last_segment_;
    bool is_end_lost_ = false;
};

}  // namespace core::store
