// In format 2 a range begins so far behind the end of the one before it, and has one more than it
// says.
#include "core/crdt/yjs/delete_set_codec.h"

#include <algorithm>
#include <ranges>
#include <tuple>

#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {

void DeleteSetBuilder::add(const DeleteSet& set) {
    for (const auto& [client, ranges] : set)
        for (const Range range : ranges) add(client, range);
}

DeleteSet DeleteSetBuilder::finish() && {
    std::ranges::sort(entries_, {}, [](const Entry& entry) {
        return std::tuple(entry.client, entry.range.begin);
    });
    DeleteSet set;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const Client client = entry->client;
        RangeSet ranges;
        for (; entry != entries_.end() && entry->client == client; ++entry)
            ranges.add(entry->range);
        if (!ranges.empty()) set.insert(client, std::move(ranges));
    }
    return set;
}

Result<DeleteSet> read_delete_set(Reader& reader, Format format) {
    DeleteSetBuilder builder;
    for (std::uint64_t clients = TRY(read_var_uint(reader)); clients > 0; --clients) {
        const Client client{TRY(read_var_uint(reader))};
        std::uint64_t end = 0;
        for (std::uint64_t ranges = TRY(read_var_uint(reader)); ranges > 0; --ranges) {
            const std::uint64_t clock = TRY(read_var_uint(reader));
            const std::uint64_t length = TRY(read_var_uint(reader));
            const std::uint64_t begin = format == Format::v2 ? end + clock : clock;
            end = begin + length + (format == Format::v2 ? 1 : 0);
            if (end > number_max) return fail(Error::too_large);
            builder.add(client, {begin, end});
        }
    }
    return std::move(builder).finish();
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
