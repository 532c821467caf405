// Finite State Entropy: how a distribution is read from its header, and how its symbols lie in the
// table of states that encoder and decoder share.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/zstd/format.h"

namespace core::zstd {

// What a table may be at most.
struct FseLimits {
    unsigned symbol_count;
    unsigned log;
};

Result<Distribution> read_distribution(Reader& reader, FseLimits limits);

// The symbol of each state. `symbols` has 2^log places.
void spread_symbols(const Distribution& distribution, std::span<std::uint8_t> symbols);

// One state of a decoder: what it stands for, and where the next bits lead.
struct FseState {
    std::uint16_t next;
    std::uint8_t bits;
    std::uint8_t symbol;
};

// The same size of `states` as for spread_symbols().
void fill_states(const Distribution& distribution, std::span<FseState> states);

}  // namespace core::zstd
