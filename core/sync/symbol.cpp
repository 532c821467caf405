// Which symbols an entry is in. Whole numbers decide, so that every machine comes to the same row.
#include "core/sync/symbol.h"

#include <algorithm>
#include <cmath>

namespace core::sync {
namespace {

std::uint64_t square_root(std::uint64_t number) {
    // Exact below 2^52: IEEE rounds correctly, and no root of such a number is that near to the
    // next whole one.
    return static_cast<std::uint64_t>(std::sqrt(static_cast<double>(number)));
}

// SplitMix64, whose upper half is as good as its lower.
std::uint64_t draw(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

}  // namespace

// As measured over many rows: 1.35 each, and what the spread of short rows takes besides.
std::uint32_t symbols_for(std::uint64_t differences) {
    const std::uint64_t capped = std::min<std::uint64_t>(differences, symbol_count_max);
    const std::uint64_t count = capped * 27 / 20 + square_root(capped * 7) + 4;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, symbol_count_max));
}

// The odds of not being in any of the symbols behind i up to m are the product of j / (j + 2),
// which is (i+1)(i+2) : (m+1)(m+2). So the next one is the first m for which that falls to a number
// drawn evenly from the 2^32 parts of 0 … 1.
void SymbolIndexes::advance() {
    if (current_ >= symbol_count_max) return;
    const std::uint64_t drawn = (draw(state_) >> 32) + 1;
    const std::uint64_t here = current_;
    const std::uint64_t wanted = (((here + 1) * (here + 2) << 32) + drawn - 1) / drawn;
    constexpr std::uint64_t end = symbol_count_max;
    if (wanted > (end + 1) * (end + 2)) {
        current_ = symbol_count_max;
        return;
    }
    std::uint64_t next = std::max(here + 1, square_root(wanted) - 1);
    if ((next + 1) * (next + 2) < wanted) ++next;
    current_ = static_cast<std::uint32_t>(next);
}

void write_symbol(BufferWriter& writer, const Symbol& symbol) {
    writer.u64_le(symbol.id[0]);
    writer.u64_le(symbol.id[1]);
    writer.u32_le(symbol.check);
}

Result<Symbol> read_symbol(Reader& reader) {
    Symbol symbol;
    symbol.id[0] = TRY(reader.u64_le());
    symbol.id[1] = TRY(reader.u64_le());
    symbol.check = TRY(reader.u32_le());
    return symbol;
}

}  // namespace core::sync
