// Survey is the first look at a journal's files: it reads the beginning of each and finds out whose
// it is, what is needed to read it, and at which position of the stream it begins.
#pragma once

#include <vector>

#include "core/store/file_window.h"
#include "core/store/journal/events.h"
#include "core/store/journal/segment_header.h"

namespace core::store {

// A segment, as far as it is known.
struct Segment {
    SegmentNumber number;
    bool has_rotten_name = false;
    bool is_rotten = false;          // Found to be so now.
    std::optional<Salt> salt{};      // Missing if both headers are lost, and the next one's too.
    std::optional<Position> base{};  // Missing if there is no head, or the first one is lost.
    bool has_content = false;        // Something that is not zero was seen behind the header.

    [[nodiscard]] std::string name() const {
        return has_rotten_name ? rotten_segment_name(number) : segment_name(number);
    }
};

class Survey {
public:
    Survey(FileWindow& window, const Owner& owner) : window_(window), owner_(owner) {}

    void begin(const std::vector<FileEntry>& files);
    // Goes on as far as it can without another answer.
    void advance();

    [[nodiscard]] bool is_done() const { return current_ == segments_.size(); }
    // Why the journal cannot be opened.
    [[nodiscard]] std::optional<StopReason> refusal() const { return refusal_; }
    // In the order of their numbers; complete when it is done.
    [[nodiscard]] std::vector<Segment>& segments() { return segments_; }
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

private:
    void look_at(Bytes beginning);
    void take_header(const SegmentHeader& header);

    FileWindow& window_;
    Owner owner_;
    std::vector<Segment> segments_;
    std::size_t current_ = 0;
    bool is_open_ = false;
    std::optional<StopReason> refusal_;
};

}  // namespace core::store
