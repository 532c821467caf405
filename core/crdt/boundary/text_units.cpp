// A run's units are its characters and one more for each that is wide, which the pages of
// characters know without looking at most of them.
#include "core/crdt/boundary/text_units.h"

#include <algorithm>

namespace core::crdt {

using sequence::Sequence;
using sequence::SpanCursor;

std::uint32_t utf16_size(const TextBody& text, const Characters& characters) {
    std::uint32_t size = text.sequence.size();
    if (!characters.has_wide()) return size;
    text.sequence.each([&](Dot first, std::uint32_t count, bool is_deleted) {
        if (!is_deleted) size += characters.wide_count(first, count);
    });
    return size;
}

Result<std::uint32_t> code_points_before(const TextBody& text, const Characters& characters,
                                         std::uint32_t utf16_position) {
    if (!characters.has_wide()) {
        if (utf16_position > text.sequence.size()) return fail(Error::too_large);
        return utf16_position;
    }
    std::uint32_t before = 0;
    std::uint32_t left = utf16_position;
    SpanCursor cursor = text.sequence.begin();
    while (left > 0) {
        auto run = text.sequence.next(cursor);
        if (!run) return fail(Error::too_large);
        if (run->is_deleted) continue;
        const std::uint32_t units = run->size + characters.wide_count(run->first, run->size);
        if (units <= left) {
            before += run->size;
            left -= units;
            continue;
        }
        // Within the run: no more code points than units are in front.
        for (; left > 0; ++before, ++run->first.counter) {
            const std::uint32_t width = 1 + characters.wide_count(run->first, 1);
            if (width > left) return fail(Error::malformed);
            left -= width;
        }
    }
    return before;
}

void append_text(std::string& string, TextBody& text, const Characters& characters,
                 std::uint32_t begin, std::uint32_t end) {
    while (begin < end) {
        const sequence::Deletion run = text.sequence.visible_at(begin);
        const std::uint32_t size = std::min(run.size, end - begin);
        characters.append_to(string, run.first, size);
        begin += size;
    }
}

}  // namespace core::crdt
