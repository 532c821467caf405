// One block at a time, with the state's four rows as vectors, and the choice among the kernels.
#include "core/base/blake3_compress.h"

#include "core/base/assert.h"

namespace core::blake3_internal {

void hash_pieces_vector128(const Batch& batch, std::byte* values);
void hash_pieces_avx2(const Batch& batch, std::byte* values);
void hash_pieces_avx512(const Batch& batch, std::byte* values);

namespace {

using Row __attribute__((vector_size(16))) = std::uint32_t;

template <int bits>
Row rotate_right(Row row) {
    return row >> bits | row << (32 - bits);
}

struct State {
    Row a, b, c, d;

    void mix(Row first, Row second) {
        a = a + b + first;
        d = rotate_right<16>(d ^ a);
        c = c + d;
        b = rotate_right<12>(b ^ c);
        a = a + b + second;
        d = rotate_right<8>(d ^ a);
        c = c + d;
        b = rotate_right<7>(b ^ c);
    }

    // Turns the rows so that columns become diagonals, and back.
    void to_diagonals() {
        b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
        c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
        d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
    }
    void to_columns() {
        b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
        c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
        d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
    }
};

Row pick(const std::uint32_t* message, const std::uint8_t* order) {
    return Row{message[order[0]], message[order[2]], message[order[4]], message[order[6]]};
}

State compress(const Words& value, const std::byte* block, std::uint64_t counter,
               std::uint32_t size, std::uint32_t flags) {
    std::uint32_t message[16];
    std::memcpy(message, block, sizeof message);
    State state{Row{value[0], value[1], value[2], value[3]},
                Row{value[4], value[5], value[6], value[7]},
                Row{initial_words[0], initial_words[1], initial_words[2], initial_words[3]},
                Row{static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32),
                    size, flags}};
    for (const auto& order : schedule.order) {
        state.mix(pick(message, order), pick(message, order + 1));
        state.to_diagonals();
        state.mix(pick(message, order + 8), pick(message, order + 9));
        state.to_columns();
    }
    return state;
}

void store(Row row, void* to) { std::memcpy(to, &row, sizeof row); }

void hash_piece(const Batch& batch, std::byte* values) {
    Words value;
    std::memcpy(value.data(), batch.key, sizeof value);
    for (std::size_t block = 0; block < batch.blocks; ++block) {
        std::uint32_t flags = batch.flags;
        if (block == 0) flags |= batch.flags_first;
        if (block + 1 == batch.blocks) flags |= batch.flags_last;
        const State state =
            compress(value, batch.input + block * block_size, batch.counter, block_size, flags);
        store(state.a ^ state.c, &value[0]);
        store(state.b ^ state.d, &value[4]);
    }
    std::memcpy(values, value.data(), sizeof value);
}

#if defined(__x86_64__)
constexpr std::array all_kernels{
    Kernel{16, hash_pieces_avx512, "AVX-512"}, Kernel{8, hash_pieces_avx2, "AVX2"},
    Kernel{4, hash_pieces_vector128, "SSE2"}, Kernel{1, hash_piece, "one"}};

std::size_t widest() {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return 0;
    return __builtin_cpu_supports("avx2") ? 1 : 2;
}
#else
constexpr std::array all_kernels{Kernel{4, hash_pieces_vector128, "128 bits"},
                                 Kernel{1, hash_piece, "one"}};

std::size_t widest() { return 0; }
#endif

}  // namespace

Words Node::chaining_value() const {
    const State state = compress(value, block.data(), counter, size, flags);
    Words result;
    store(state.a ^ state.c, &result[0]);
    store(state.b ^ state.d, &result[4]);
    return result;
}

std::array<std::byte, block_size> Node::output(std::uint64_t index) const {
    const State state = compress(value, block.data(), index, size, flags | root);
    std::array<std::byte, block_size> result;
    store(state.a ^ state.c, &result[0]);
    store(state.b ^ state.d, &result[16]);
    store(state.c ^ Row{value[0], value[1], value[2], value[3]}, &result[32]);
    store(state.d ^ Row{value[4], value[5], value[6], value[7]}, &result[48]);
    return result;
}

std::span<const Kernel> kernels() {
    static const std::size_t first = widest();
    return std::span(all_kernels).subspan(first);
}

void hash_pieces(Batch batch, std::byte* values) {
    for (const Kernel& kernel : kernels())
        for (; batch.count >= kernel.lanes; batch.count -= kernel.lanes) {
            kernel.hash(batch, values);
            batch.input += kernel.lanes * batch.blocks * block_size;
            batch.counter += kernel.lanes * batch.counter_step;
            values += kernel.lanes * value_size;
        }
    ASSERT(batch.count == 0);
}

}  // namespace core::blake3_internal
