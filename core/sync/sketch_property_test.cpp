// Any two sets: a row that is long enough gives exactly what differs.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/sync/sketch_decoder.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using Numbers = std::set<std::uint64_t>;

std::vector<Symbol> row_of(const Numbers& numbers, std::uint32_t count, const SketchKey& sketch) {
    const SymbolHasher hasher(sketch);
    std::vector<Symbol> row(count);
    for (const std::uint64_t number : numbers) {
        const SymbolEntry entry = hasher(twin::key_of(number));
        for (SymbolIndexes in = entry.indexes(); in.current() < count; in.advance())
            row[in.current()].add(entry);
    }
    return row;
}

std::vector<KeyId> difference_of(const Numbers& some, const Numbers& others) {
    std::vector<KeyId> ids;
    for (const std::uint64_t number : some)
        if (!others.contains(number)) ids.push_back(id_of(twin::key_of(number)));
    for (const std::uint64_t number : others)
        if (!some.contains(number)) ids.push_back(id_of(twin::key_of(number)));
    std::ranges::sort(ids);
    return ids;
}

// Symbols come in pieces, of any size.
RC_GTEST_PROP(SketchProperty, SK3_finds_exactly_what_differs, ()) {
    const auto number = rc::gen::inRange<std::uint64_t>(0, 300);
    const auto ours = *rc::gen::container<Numbers>(number);
    const auto theirs = *rc::gen::container<Numbers>(number);
    const SketchKey sketch = twin::sketch_key(*rc::gen::arbitrary<std::uint64_t>());
    constexpr std::uint32_t count = 2'000;
    const auto our_row = row_of(ours, count, sketch);
    const auto their_row = row_of(theirs, count, sketch);
    SketchDecoder decoder(sketch);
    while (!decoder.is_complete()) {
        const std::uint32_t at = decoder.symbol_count();
        RC_ASSERT(at < count && !decoder.is_broken());
        const auto size = std::min(count - at, *rc::gen::inRange<std::uint32_t>(1, 40));
        decoder.add(std::span(their_row).subspan(at, size), std::span(our_row).subspan(at, size));
    }
    RC_ASSERT(decoder.found() == difference_of(ours, theirs));
}

}  // namespace
}  // namespace core::sync
