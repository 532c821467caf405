// In format 2 a range begins so far behind the end of the one before it, and has one more than it
// says.
#include "core/crdt/yjs/delete_set_codec.h"

#include <algorithm>
#include <ranges>
#include <tuple>

#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {

void DeletedRanges::add(const DeleteSet& set) {
    for (const auto& [client, ranges] : set)
        for (const Range range : ranges) add(client, range);
}

void DeletedRanges::settle() {
    const auto place_of = [](const Entry& entry) {
        return std::tuple(entry.client, entry.range.begin);
    };
    if (!std::ranges::is_sorted(entries_, {}, place_of)) std::ranges::sort(entries_, {}, place_of);
    std::size_t kept = 0;
    for (const Entry& next : entries_) {
        if (next.range.begin == next.range.end) continue;
        Entry* const last = kept > 0 ? &entries_[kept - 1] : nullptr;
        if (last && last->client == next.client && next.range.begin <= last->range.end)
            last->range.end = std::max(last->range.end, next.range.end);
        else
            entries_[kept++] = next;
    }
    entries_.resize(kept);
}

DeleteSet DeletedRanges::to_set() && {
    settle();
    DeleteSet set;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const Client client = entry->client;
        RangeSet ranges;
        for (; entry != entries_.end() && entry->client == client; ++entry)
            ranges.add(entry->range);
        set.insert(client, std::move(ranges));
    }
    return set;
}

Result<void> read_deleted(Reader& reader, Format format, DeletedRanges& deleted) {
    for (std::uint64_t clients = TRY(read_var_uint(reader)); clients > 0; --clients) {
        const Client client{TRY(read_var_uint(reader))};
        std::uint64_t end = 0;
        for (std::uint64_t ranges = TRY(read_var_uint(reader)); ranges > 0; --ranges) {
            const std::uint64_t clock = TRY(read_var_uint(reader));
            const std::uint64_t length = TRY(read_var_uint(reader));
            const std::uint64_t begin = format == Format::v2 ? end + clock : clock;
            end = begin + length + (format == Format::v2 ? 1 : 0);
            if (end > number_max) return fail(Error::too_large);
            deleted.add(client, {begin, end});
        }
    }
    return {};
}

void append_delete_set(Buffer& buffer, const DeleteSet& set, Format format) {
    append_var_uint(buffer, set.size());
    for (const auto& [client, ranges] : std::views::reverse(set)) {
        append_var_uint(buffer, client.value);
        append_var_uint(buffer, ranges.size());
        std::uint64_t end = 0;
        for (const Range range : ranges) {
            const std::uint64_t length = range.end - range.begin;
            append_var_uint(buffer, format == Format::v2 ? range.begin - end : range.begin);
            append_var_uint(buffer, format == Format::v2 ? length - 1 : length);
            end = range.end;
        }
    }
}

}  // namespace core::crdt::yjs
