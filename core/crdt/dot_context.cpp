// Contexts as sets of ranges, and the one form in which they are written.
#include "core/crdt/dot_context.h"

#include <algorithm>

#include "core/codec/count.h"
#include "core/codec/varint.h"

namespace core::crdt {
namespace {

constexpr std::size_t range_size_min = 2;
constexpr std::size_t context_entry_size_min = sizeof(std::uint64_t) + 1 + range_size_min;

}  // namespace

DotContext DotContext::of(const Version& version) {
    DotContext context;
    for (const auto& [author, counter] : version) context.add(author, {1, counter + 1});
    return context;
}

bool DotContext::includes(Dot dot) const {
    const RangeSet* const known = counters_.find(dot.author);
    return known != nullptr && known->contains(dot.counter);
}

Dot DotContext::next(Author author) const {
    const RangeSet* const known = counters_.find(author);
    return {author, known ? std::prev(known->end())->end : 1};
}

Version DotContext::version() const {
    Version version;
    for (const auto& [author, known] : counters_)
        if (known.begin()->begin == 1) version.include({author, known.begin()->end - 1});
    return version;
}

void DotContext::add(Author author, Range counters) {
    if (counters.begin < counters.end) counters_.ensure(author).add(counters);
}

// Gathered into ranges first: one by one, dots in no order would cut the ranges to pieces again and
// again.
void DotContext::remove(std::vector<Dot> dots) {
    std::ranges::sort(dots);
    for (std::size_t i = 0; i < dots.size();) {
        const Author author = dots[i].author;
        RangeSet gone;
        for (; i < dots.size() && dots[i].author == author; ++i) gone.add(dots[i].counter);
        RangeSet* const known = counters_.find(author);
        if (known == nullptr) continue;
        known->subtract(gone);
        if (known->empty()) counters_.erase(author);
    }
}

void DotContext::merge(const DotContext& other) {
    if (this == &other) return;
    counters_.unite(other.counters_,
                    [](RangeSet& ours, const RangeSet& theirs) { ours.unite(theirs); });
}

void write_dot_context(BufferWriter& writer, const DotContext& context) {
    codec::write_varint(writer, context.author_count());
    for (const auto& [author, known] : context) {
        writer.u64_be(author.value);
        codec::write_varint(writer, known.size());
        std::uint64_t reached = 0;
        for (const Range range : known) {
            codec::write_varint(writer, range.begin - reached);
            codec::write_varint(writer, range.end - range.begin);
            reached = range.end;
        }
    }
}

namespace {

Result<RangeSet> read_ranges(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_count(reader, range_size_min));
    if (count == 0) return fail(Error::not_canonical);
    RangeSet ranges;
    std::uint64_t reached = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t gap = TRY(codec::read_varint(reader));
        const std::uint64_t size = TRY(codec::read_varint(reader));
        if (gap == 0 || size == 0) return fail(Error::not_canonical);
        // Two numbers below 2^63 and one that was checked before do not wrap.
        const std::uint64_t begin = reached + gap;
        if (begin > codec::varint_max || size > codec::varint_max - begin)
            return fail(Error::too_large);
        reached = begin + size;
        ranges.add({begin, reached});
    }
    return ranges;
}

}  // namespace

Result<DotContext> read_dot_context(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_varint(reader));
    if (count > authors_max) return fail(Error::too_large);
    if (count * context_entry_size_min > reader.remaining()) return fail(Error::truncated);
    DotContext context;
    Author previous;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Author author{TRY(reader.u64_be())};
        if (i > 0 && author <= previous) return fail(Error::not_canonical);
        for (const Range range : TRY(read_ranges(reader))) context.add(author, range);
        previous = author;
    }
    return context;
}

}  // namespace core::crdt
