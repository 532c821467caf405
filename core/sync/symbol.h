// The symbols of a rateless invertible Bloom lookup table (arXiv 2402.02668): sums over entries, in
// an endless row. Every entry is in symbol 0, and in symbol i with the odds 1 : i/2. The difference
// of two replicas' symbols is the sum over what only one of them has; from about 1.4 symbols for
// each such entry on they can be taken apart again, whatever the size of both (rules SK1–SK4,
// spec/sync.md).
//
// A symbol takes 21 bytes on the wire. Its check tells a sum of one entry from a sum of several,
// wrongly once in 2^32 times, and then the row does not come out empty, which is seen: nothing is
// found that is not there. The count decides for whom that entry is; of more than 255 it is said
// modulo 256, for the check tells those apart as well.
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

    // symbol_count_max, or more, is none.
    [[nodiscard]] std::uint32_t current() const { return current_; }
    void advance();

private:
    std::uint64_t state_;
    std::uint32_t current_ = 0;
};

// What an entry adds to a symbol.
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

struct Symbol {
    WordPair id{};
    std::uint32_t check = 0;
    std::uint8_t count = 0;

    static constexpr std::size_t encoded_size = 21;

    void add(const SymbolEntry& entry) { combine(entry, 1); }
    void remove(const SymbolEntry& entry) { combine(entry, 0xff); }
    void subtract(const Symbol& other) {
        id[0] ^= other.id[0];
        id[1] ^= other.id[1];
        check ^= other.check;
        count = static_cast<std::uint8_t>(count - other.count);
    }
    [[nodiscard]] bool is_zero() const { return *this == Symbol{}; }

    friend bool operator==(const Symbol&, const Symbol&) = default;

private:
    void combine(const SymbolEntry& entry, unsigned number) {
        id[0] ^= entry.id[0];
        id[1] ^= entry.id[1];
        check ^= entry.check;
        count = static_cast<std::uint8_t>(count + number);
    }
};

void write_symbol(BufferWriter& writer, const Symbol& symbol);
[[nodiscard]] Result<Symbol> read_symbol(Reader& reader);

}  // namespace core::sync
