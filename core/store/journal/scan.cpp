// Reading frames, and searching for the next head where there is none.
#include "core/store/journal/scan.h"

#include <algorithm>

namespace core::store {
namespace {

bool is_zero(Bytes bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

// Eight bytes, since this looks at all of an unused end.
bool is_zero_word(Bytes bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes.first(sizeof word).data(), sizeof word);
    return word == 0;
}

}  // namespace

Scan::Scan(FileWindow& window, std::vector<Segment>& segments, Position from)
    : window_(window), segments_(segments), from_(from), position_(from), proven_(from) {
    start();
}

// Whatever is in front of `from` was safe once, or there would be no snapshot of it.
void Scan::start() {
    if (segments_.empty()) {
        mode_ = Mode::done;
        return;
    }
    for (std::size_t i = segments_.size(); i-- > 0;) {
        const auto base = segments_[i].base;
        if (!base || *base > from_) continue;
        first_segment_ = i;
        return enter(i, segment_data_begin + (from_.value - base->value));
    }
    enter(0, segment_data_begin);
    meet_hole();
}

void Scan::advance() {
    while (mode_ != Mode::done && !record_ && !event_ && step()) {
    }
}

bool Scan::step() { return mode_ == Mode::reading ? read_frame_here() : search_here(); }

void Scan::enter(std::size_t segment, std::uint64_t offset) {
    current_ = segment;
    offset_ = offset;
    window_.open(segments_[segment].name());
}

// Where the next segment of which that is known goes on. What lies behind it in this one does not
// count: it was written before this one was given up.
std::optional<Position> Scan::limit() const {
    for (std::size_t i = current_ + 1; i < segments_.size(); ++i)
        if (segments_[i].base) return segments_[i].base;
    return std::nullopt;
}

bool Scan::fits(std::uint64_t frame) const {
    const auto end = limit();
    return offset_ + frame <= *window_.file_size() &&
           (!end || position_.value + frame <= end->value);
}

bool Scan::read_frame_here() {
    const Segment& segment = segments_[current_];
    if (const auto end = limit(); end && position_ >= *end) {
        const auto is_next = [&](const Segment& other) { return other.base == end; };
        const auto next =
            std::find_if(segments_.begin() + static_cast<std::ptrdiff_t>(current_ + 1),
                         segments_.end(), is_next);
        enter(static_cast<std::size_t>(next - segments_.begin()), segment_data_begin);
        return true;
    }
    const auto beginning = window_.view(offset_, frame_header_size);
    if (!beginning) return false;
    const auto size = claimed_frame_size(*beginning);
    if (!size || !fits(*size)) {
        meet_hole();
        return true;
    }
    const auto bytes = window_.view(offset_, *size);
    if (!bytes) return false;
    const auto frame = read_frame(*bytes, {*segment.salt, offset_});
    const auto head = frame ? head_of(*frame, *segment.salt) : std::nullopt;
    const bool is_misplaced_head =
        frame && frame->type == head_type && (!head || head->position != position_);
    if (!frame || is_misplaced_head) {
        meet_hole();
        return true;
    }
    if (head) proven_ = std::max(proven_, head->synced);
    if (frame->type >= record_type_min) record_ = {position_, frame->type, frame->payload};
    offset_ += *size;
    position_ = behind(position_, *size);
    return true;
}

void Scan::meet_hole() {
    mode_ = Mode::searching;
    hole_segment_ = current_;
    hole_offset_ = offset_;
    hole_has_content_ = false;
    resumption_.reset();
}

bool Scan::search_here() {
    const auto bytes = window_.view(offset_, head_frame_size);
    if (!bytes) return false;
    const auto salt = segments_[current_].salt;
    std::size_t at = 0;
    for (; at + head_frame_size <= bytes->size(); at += frame_alignment) {
        if (!is_zero_word(bytes->subspan(at))) note_content();
        if (!salt) continue;
        const auto head = find_head(bytes->subspan(at), {*salt, offset_ + at});
        if (head && judge(*head, offset_ + at)) return true;
    }
    offset_ += at;
    if (offset_ + head_frame_size <= *window_.file_size()) return true;
    if (!is_zero(bytes->subspan(at))) note_content();
    if (current_ + 1 < segments_.size())
        enter(current_ + 1, segment_data_begin);
    else
        finish();
    return true;
}

void Scan::note_content() {
    segments_[current_].has_content = true;
    hole_has_content_ = true;
}

// Whether reading goes on because of this head.
bool Scan::judge(const BatchHead& head, std::uint64_t offset) {
    Segment& segment = segments_[current_];
    const std::uint64_t distance = offset - segment_data_begin;
    if (head.position.value < distance) return false;
    const Position base{head.position.value - distance};
    const auto end = limit();
    if ((segment.base && *segment.base != base) || (end && head.position >= *end)) return false;
    segment.base = base;
    proven_ = std::max(proven_, head.synced);
    if (!resumption_ && head.position >= position_) resumption_ = {current_, offset, head.position};
    if (!resumption_) return false;
    // Where a segment begins everything in front of it was synced, so that there is no hole at all.
    const bool goes_on =
        resumption_->position == position_ && resumption_->offset == segment_data_begin;
    if (proven_ <= position_ && !goes_on) return false;
    resume();
    return true;
}

void Scan::resume() {
    const Resumption to = *resumption_;
    const std::size_t lost_segments = to.segment + (to.offset > segment_data_begin ? 1 : 0);
    if (to.position > position_) tell_lost(to.position, lost_segments);
    if (to.segment != current_) window_.open(segments_[to.segment].name());
    current_ = to.segment;
    offset_ = to.offset;
    position_ = resumed_ = to.position;
    mode_ = Mode::reading;
}

// A hole at the very end of a segment is at the beginning of the next.
bool Scan::hole_is_in_next() const {
    if (hole_segment_ + 1 == segments_.size()) return false;
    const Segment& next = segments_[hole_segment_ + 1];
    if (next.base) return next.base == position_;
    return next.has_content && !segments_[hole_segment_].has_content;
}

// The hole reaches up to the segment of that index.
void Scan::tell_lost(Position to, std::size_t segments_end) {
    while (hole_is_in_next()) {
        ++hole_segment_;
        hole_offset_ = segment_data_begin;
    }
    const Segment& first = segments_[hole_segment_];
    const bool has_file = !first.base || *first.base < to;
    if (has_file) segments_[hole_segment_].is_rotten = true;
    for (std::size_t i = hole_segment_ + 1; i < segments_end; ++i)
        segments_[i].is_rotten |= segments_[i].has_content;
    event_ = Lost{position_, to, has_file ? first.number : SegmentNumber{}, hole_offset_};
}

void Scan::finish() {
    mode_ = Mode::done;
    window_.close();
    last_segment_ = hole_segment_;
    is_end_lost_ = proven_ > position_;
    if (is_end_lost_) {
        tell_lost(proven_, segments_.size());
        position_ = proven_;
    } else if (hole_has_content_) {
        event_ = Cut{position_, segments_[hole_segment_].number};
    }
}

}  // namespace core::store
