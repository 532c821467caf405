// BLAKE3 of one block, with the four rows of the state as vectors: for short messages and the edges
// of the tree, where there is nothing to do side by side. Included like blake3_lanes.h, and under
// its rules.
#pragma once

#include "core/base/blake3_lanes.h"

namespace core::blake3_internal {
namespace {

using Row = Vector<4>;

struct Rows {
    Row a, b, c, d;
};

ALWAYS_INLINE void mix_rows(Rows& rows, Row first, Row second) {
    rows.a = rows.a + rows.b + first;
    rows.d = rotate_right<16, 4>(rows.d ^ rows.a);
    rows.c = rows.c + rows.d;
    rows.b = rotate_right<12, 4>(rows.b ^ rows.c);
    rows.a = rows.a + rows.b + second;
    rows.d = rotate_right<8, 4>(rows.d ^ rows.a);
    rows.c = rows.c + rows.d;
    rows.b = rotate_right<7, 4>(rows.b ^ rows.c);
}

// Turns the rows so that diagonals become columns. Row b, which is ready last, stays where it is.
ALWAYS_INLINE void to_diagonals(Rows& rows) {
    rows.a = __builtin_shufflevector(rows.a, rows.a, 3, 0, 1, 2);
    rows.d = __builtin_shufflevector(rows.d, rows.d, 2, 3, 0, 1);
    rows.c = __builtin_shufflevector(rows.c, rows.c, 1, 2, 3, 0);
}

ALWAYS_INLINE void to_columns(Rows& rows) {
    rows.a = __builtin_shufflevector(rows.a, rows.a, 1, 2, 3, 0);
    rows.d = __builtin_shufflevector(rows.d, rows.d, 2, 3, 0, 1);
    rows.c = __builtin_shufflevector(rows.c, rows.c, 3, 0, 1, 2);
}

ALWAYS_INLINE Row pick(const std::uint32_t* message, const std::uint8_t* order, int i, int j, int k,
                       int l) {
    return Row{message[order[i]], message[order[j]], message[order[k]], message[order[l]]};
}

// The sixteen words of the state after the rounds, before its halves are joined.
ALWAYS_INLINE void compress_rows(const Block& block, std::uint32_t* state) {
    std::uint32_t message[16];
    __builtin_memcpy(message, block.bytes, sizeof message);
    Rows rows;
    __builtin_memcpy(&rows.a, block.value, sizeof(Row));
    __builtin_memcpy(&rows.b, block.value + 4, sizeof(Row));
    __builtin_memcpy(&rows.c, initial_words, sizeof(Row));
    rows.d = Row{static_cast<std::uint32_t>(block.counter),
                 static_cast<std::uint32_t>(block.counter >> 32), block.size, block.flags};
    UNROLL_ROUNDS
    for (int round = 0; round < 7; ++round) {
        const std::uint8_t* const order = schedule.order[round];
        mix_rows(rows, pick(message, order, 0, 2, 4, 6), pick(message, order, 1, 3, 5, 7));
        to_diagonals(rows);
        mix_rows(rows, pick(message, order, 14, 8, 10, 12), pick(message, order, 15, 9, 11, 13));
        to_columns(rows);
    }
    __builtin_memcpy(state, &rows, sizeof rows);
}

}  // namespace
}  // namespace core::blake3_internal
