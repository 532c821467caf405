// Both ways of comparing and joining walk the two lists of authors side by side.
#include "core/crdt/version.h"

#include <algorithm>

#include "core/codec/varint.h"

namespace core::crdt {
namespace {

// What an author takes at least: its number, and a counter of one byte.
constexpr std::size_t version_entry_size_min = sizeof(std::uint64_t) + 1;

}  // namespace

bool Version::includes(const Version& other) const {
    return std::ranges::all_of(
        other, [this](const auto& entry) { return includes(Dot{entry.first, entry.second}); });
}

void Version::include(Dot dot) {
    if (dot.counter == 0) return;
    std::uint64_t& counter = counters_.ensure(dot.author);
    counter = std::max(counter, dot.counter);
}

void Version::merge(const Version& other) {
    if (this == &other) return;
    counters_.unite(other.counters_, [](std::uint64_t& ours, std::uint64_t theirs) {
        ours = std::max(ours, theirs);
    });
}

std::partial_ordering operator<=>(const Version& left, const Version& right) {
    const bool left_has_all = left.includes(right);
    const bool right_has_all = right.includes(left);
    if (left_has_all && right_has_all) return std::partial_ordering::equivalent;
    if (left_has_all) return std::partial_ordering::greater;
    return right_has_all ? std::partial_ordering::less : std::partial_ordering::unordered;
}

void write_version(BufferWriter& writer, const Version& version) {
    codec::write_varint(writer, version.size());
    for (const auto& [author, counter] : version) {
        writer.u64_be(author.value);
        codec::write_varint(writer, counter);
    }
}

Result<Version> read_version(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_varint(reader));
    if (count > authors_max) return fail(Error::too_large);
    if (count * version_entry_size_min > reader.remaining()) return fail(Error::truncated);
    Version version;
    Author previous;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Author author{TRY(reader.u64_be())};
        const std::uint64_t counter = TRY(codec::read_varint(reader));
        if (counter == 0 || (i > 0 && author <= previous)) return fail(Error::not_canonical);
        version.counters_.insert(author, counter);
        previous = author;
    }
    return version;
}

}  // namespace core::crdt
