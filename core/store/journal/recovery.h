// Recovery opens a journal: looks at its files, reads the records from a position on, and mends
// what a crash left behind (rules JN8–JN15, spec/journal.md).
//
// Drive it: answers in; records and events out, as they come, since it reads on only when they are
// taken; then is_done() or refusal().
#pragma once

#include "core/store/journal/mend.h"
#include "core/store/journal/scan.h"

namespace core::store {

class Recovery {
public:
    Recovery(DiskClient& disk, const Owner& owner, Position from, std::size_t slice_size);

    void begin();
    [[nodiscard]] bool take(DiskAnswer& answer);
    [[nodiscard]] std::optional<RecordView> next_record();
    [[nodiscard]] std::optional<JournalEvent> next_event();
    // After there was no room to mend.
    void mend_again();

    [[nodiscard]] bool is_done() const { return mend_ && mend_->is_done(); }
    [[nodiscard]] bool is_out_of_space() const { return is_out_of_space_; }
    [[nodiscard]] std::optional<StopReason> refusal() const { return refusal_; }

    // Once it is done. The segments that hold the stream, each with its base.
    [[nodiscard]] std::vector<Segment>& segments() { return survey_.segments(); }
    [[nodiscard]] Position end() const { return scan_->end(); }
    // Not used by any file yet.
    [[nodiscard]] SegmentNumber next_number() const { return next_number_; }

private:
    void advance();
    void take_list(const DiskAnswer& answer);
    [[nodiscard]] Mend::Plan plan();
    [[nodiscard]] std::optional<Mend::Tail> tail() const;
    void refuse(DiskFault fault);

    DiskClient& disk_;
    Position from_;
    std::size_t slice_size_;
    FileWindow window_;
    Survey survey_;
    std::optional<Scan> scan_;
    std::optional<Mend> mend_;
    std::optional<Ticket> listing_;
    SegmentNumber next_number_{1};
    bool is_out_of_space_ = false;
    std::optional<StopReason> refusal_;
};

}  // namespace core::store
