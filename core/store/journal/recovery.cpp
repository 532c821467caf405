// Opening a journal: list, survey, scan, mend.
#include "core/store/journal/recovery.h"

#include <algorithm>

namespace core::store {

Recovery::Recovery(DiskClient& disk, const Owner& owner, Position from, std::size_t slice_size)
    : disk_(disk),
      from_(from),
      slice_size_(slice_size),
      window_(disk, slice_size),
      survey_(window_, owner) {}

void Recovery::begin() { listing_ = disk_.put(ListFiles{}); }

bool Recovery::take(DiskAnswer& answer) {
    if (listing_ == answer.ticket) {
        take_list(answer);
    } else if (mend_ && mend_->take(answer)) {
        is_out_of_space_ = mend_->fault() == DiskFault::full;
        if (!is_out_of_space_ && mend_->fault() != DiskFault::none) refuse(mend_->fault());
    } else if (!window_.take(answer)) {
        return false;
    }
    advance();
    return true;
}

void Recovery::take_list(const DiskAnswer& answer) {
    listing_.reset();
    if (answer.fault != DiskFault::none) return refuse(answer.fault);
    survey_.begin(answer.files);
    if (!survey_.segments().empty())
        next_number_.value = survey_.segments().back().number.value + 1;
}

void Recovery::refuse(DiskFault fault) {
    switch (fault) {
        case DiskFault::gone: refusal_ = StopReason::gone; return;
        case DiskFault::denied: refusal_ = StopReason::denied; return;
        case DiskFault::none:
        case DiskFault::missing:
        case DiskFault::exists:
        case DiskFault::full:
        case DiskFault::failed: refusal_ = StopReason::failed; return;
    }
}

void Recovery::advance() {
    if (listing_ || refusal_) return;
    if (!scan_) {
        survey_.advance();
        refusal_ = survey_.refusal();
        if (refusal_ || !survey_.is_done()) return;
        scan_.emplace(window_, survey_.segments(), from_);
    }
    scan_->advance();
    if (window_.fault() != DiskFault::none) return refuse(window_.fault());
    if (!scan_->is_done() || mend_) return;
    mend_.emplace(disk_, plan(), slice_size_);
    mend_->begin();
}

std::optional<RecordView> Recovery::next_record() {
    advance();
    return scan_ ? scan_->next_record() : std::nullopt;
}

std::optional<JournalEvent> Recovery::next_event() {
    advance();
    return scan_ ? scan_->next_event() : std::nullopt;
}

void Recovery::mend_again() {
    is_out_of_space_ = false;
    mend_->begin();
}

// Afterwards the list has those that hold something of the stream, or held it once.
Mend::Plan Recovery::plan() {
    Mend::Plan plan;
    plan.tail = tail();
    std::vector<Segment>& segments = survey_.segments();
    const std::size_t first = scan_->first_segment();
    const std::size_t after_last = scan_->last_segment() ? *scan_->last_segment() + 1 : 0;
    Position next = end();
    for (std::size_t i = segments.size(); i-- > 0;) {
        Segment& segment = segments[i];
        // What lies in front of where the reading began was not looked at; it will be released.
        if (!segment.base && i < first) segment.base = next;
        const bool is_held = i < after_last && segment.base && *segment.base < end();
        if (segment.base) next = std::min(next, *segment.base);
        // Without a header nothing was ever written. Is there something, then the header was lost.
        segment.is_rotten |= !is_held && !segment.salt && segment.has_content;
        if (segment.is_rotten && !segment.has_rotten_name)
            plan.rotten.push_back(
                {segment_name(segment.number), rotten_segment_name(segment.number)});
        else if (!is_held && !segment.has_rotten_name)
            plan.unused.push_back(segment.name());
        segment.has_rotten_name |= segment.is_rotten;
        if (!is_held) segment.base.reset();
    }
    std::erase_if(segments, [](const Segment& segment) { return !segment.base; });
    return plan;
}

std::optional<Mend::Tail> Recovery::tail() const {
    const auto last = scan_->last_segment();
    if (!last || scan_->is_end_lost()) return std::nullopt;
    const Segment& segment = survey_.segments()[*last];
    if (!segment.base) return std::nullopt;
    const auto offset_of = [&](Position position) {
        return segment_data_begin + (position.value - segment.base->value);
    };
    return Mend::Tail{segment.name(), offset_of(std::max(scan_->unproven(), *segment.base)),
                      offset_of(end())};
}

}  // namespace core::store
