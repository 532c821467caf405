// The symbols of a rateless invertible Bloom lookup table (arXiv 2402.02668): sums over entries, in
// an endless row. Every entry is in symbol 0, and in symbol i with the odds 1 : i/2. The difference
// of two replicas' symbols is the sum over what only one of them has; from about 1.4 symbols for
// each such entry on they can be taken apart again, whatever the size of both (rules SK1–SK4,
// spec/sync.md).
//
// A symbol takes 20 bytes on the wire. Other tables also count, to tell a sum of one entry from a
// sum of several and for whom it is. Here the check alone does the first; once in 2^32 times it is
// wrong, and then the row does not come out empty, which is seen: nothing is found that is not
// there. And whoever takes symbols apart looks into its own index for the second.
#pragma once

#include <vector>

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/sync/key.h"
#include "core/sync/siphash.h"

namespace core::sync {

// Of the mesh. Who does not know it cannot choose entries whose sums misbehave.
using SketchKey = SipHashKey;

// How long a row can be: enough for some 23,000 differences. What differs by more is told of in
// ranges.
inline constexpr std::uint32_t symbol_count_max = 32'768;

// How many symbols take so many differences apart in 19 of 20 cases.
[[nodiscard]] std::uint32_t symbols_for(std::uint64_t differences);

// The symbols that an entry is in, in ascending order, beginning with 0.
class SymbolIndexes {
public:
    explicit SymbolIndexes(std::uint64_t seed) : state_(seed) {}

    // symbol_count_max is none.
    [[nodiscard]] std::uint32_t current() const { return current_; }
    void advance();

private:
    std::uint64_t state_;
    std::uint32_t current_ = 0;
};

// What an entry is to symbols.
struct SymbolEntry {
    WordPair id;
    std::uint32_t check;
    std::uint64_t seed;

    [[nodiscard]] SymbolIndexes indexes() const { return SymbolIndexes(seed); }
};

class SymbolHasher {
public:
    explicit SymbolHasher(const SketchKey& key) : hash_(key) {}

    [[nodiscard]] SymbolEntry operator()(const WordPair& id) const {
        const WordPair hash = hash_(id);
        return {id, static_cast<std::uint32_t>(hash[0]), hash[1]};
    }
    [[nodiscard]] SymbolEntry operator()(const Key& key) const {
        WordPair id;
        std::memcpy(id.data(), key.bytes.data(), sizeof id);
        return (*this)(id);
    }

private:
    SipHash hash_;
};

// Sums are exclusive: adding twice is not adding, and subtracting is adding.
struct Symbol {
    WordPair id{};
    std::uint32_t check = 0;

    static constexpr std::size_t encoded_size = 20;

    void add(const SymbolEntry& entry) { add(entry.id, entry.check); }
    void add(const Symbol& other) { add(other.id, other.check); }
    [[nodiscard]] bool is_zero() const { return (id[0] | id[1] | check) == 0; }

    friend bool operator==(const Symbol&, const Symbol&) = default;

private:
    void add(const WordPair& other_id, std::uint32_t other_check) {
        id[0] ^= other_id[0];
        id[1] ^= other_id[1];
        check ^= other_check;
    }
};

void write_symbol(BufferWriter& writer, const Symbol& symbol);
[[nodiscard]] Result<Symbol> read_symbol(Reader& reader);

}  // namespace core::sync
