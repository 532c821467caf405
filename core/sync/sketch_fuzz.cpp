// Rows of symbols from anybody, in pieces: nothing is found but what the symbols can hold.
#include "core/base/assert.h"
#include "core/sync/difference_estimate.h"
#include "core/sync/sketch_decoder.h"
#include "core/sync/sync_twin.h"
#include "core/testing/fuzz.h"

namespace core::sync {
namespace {

// Two bytes make a symbol that the decoder believes in, others are as their bytes say.
Result<Symbol> next_symbol(Reader& reader, const SymbolHasher& hasher) {
    const std::uint8_t kind = TRY(reader.u8());
    if (kind % 4 == 0) return read_symbol(reader);
    Symbol symbol;
    symbol.add(hasher(twin::key_of(TRY(reader.u8()) % 8u)));
    return symbol;
}

}  // namespace
}  // namespace core::sync

FUZZ(sketch) {
    using namespace core::sync;
    core::Reader reader(input);
    const SketchKey key = twin::sketch_key(1);
    const SymbolHasher hasher(key);
    SketchDecoder decoder(key);
    std::vector<Symbol> symbols;
    while (const auto symbol = next_symbol(reader, hasher)) {
        symbols.push_back(*symbol);
        if (symbols.size() % 5 != 0) continue;
        decoder.add(symbols, std::vector<Symbol>(symbols.size()));
        symbols.clear();
        ASSERT(decoder.found().size() <= decoder.symbol_count());
        ASSERT(!decoder.is_complete() || !decoder.is_broken());
    }
    core::Reader estimates(input);
    const auto ours = DifferenceEstimate::read(estimates);
    if (ours) static_cast<void>(ours->differences({}));
}
