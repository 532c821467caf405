// CRC32C by the processor's instruction, and the choice between it and the tables.
//
// One instruction takes eight bytes a cycle but gives its result three cycles later, so three
// stretches of equal length are summed side by side and joined by a carry-less multiplication.
#include "core/base/crc32c.h"

#include "core/base/crc32c_polynomial.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define CRC32C_INSTRUCTION __attribute__((target("sse4.2,pclmul")))
#elif defined(__aarch64__)
#include <arm_acle.h>
#include <arm_neon.h>
#define CRC32C_INSTRUCTION __attribute__((target("crc,aes")))
#endif

namespace core {

#if defined(CRC32C_INSTRUCTION)
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);
constexpr std::size_t stretches = 3;
constexpr std::size_t stretch_words_max = 256;

// shift_by[words]: multiplying by it moves a checksum `words` eight-byte words ahead. The product
// of two reversed polynomials is one bit short of 64, and the instruction that reduces it adds 32
// bits: 33.
constexpr auto shift_by = [] {
    std::array<std::uint32_t, stretch_words_max*(stretches - 1) + 1> factors{};
    constexpr std::uint32_t one_word = crc32c_polynomial::power_of_x(64);
    factors[1] = crc32c_polynomial::power_of_x(64 - 33);
    for (std::size_t words = 2; words < factors.size(); ++words)
        factors[words] = crc32c_polynomial::multiply(factors[words - 1], one_word);
    return factors;
}();

#if defined(__x86_64__)
CRC32C_INSTRUCTION inline std::uint64_t add_word(std::uint64_t state, std::uint64_t word) {
    return _mm_crc32_u64(state, word);
}
CRC32C_INSTRUCTION inline std::uint64_t add_byte(std::uint64_t state, std::uint8_t byte) {
    return _mm_crc32_u8(static_cast<std::uint32_t>(state), byte);
}
CRC32C_INSTRUCTION inline std::uint64_t shift(std::uint64_t state, std::size_t words) {
    const __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(state)),
                                                 _mm_cvtsi64_si128(shift_by[words]), 0);
    return _mm_crc32_u64(0, static_cast<std::uint64_t>(_mm_cvtsi128_si64(product)));
}
bool has_instruction() {
    return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
}
#else
CRC32C_INSTRUCTION inline std::uint64_t add_word(std::uint64_t state, std::uint64_t word) {
    return __crc32cd(static_cast<std::uint32_t>(state), word);
}
CRC32C_INSTRUCTION inline std::uint64_t add_byte(std::uint64_t state, std::uint8_t byte) {
    return __crc32cb(static_cast<std::uint32_t>(state), byte);
}
CRC32C_INSTRUCTION inline std::uint64_t shift(std::uint64_t state, std::size_t words) {
    const poly128_t product = vmull_p64(state, shift_by[words]);
    return __crc32cd(0, static_cast<std::uint64_t>(product));
}
bool has_instruction() { return __builtin_cpu_supports("crc") && __builtin_cpu_supports("aes"); }
#endif

inline std::uint64_t load(const std::byte* bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

// Three stretches of `words` words each, which stand one behind another.
CRC32C_INSTRUCTION std::uint64_t add_stretches(std::uint64_t first, const std::byte* at,
                                               std::size_t words) {
    const std::size_t stretch_size = words * word_size;
    std::uint64_t second = 0;
    std::uint64_t third = 0;
#pragma clang loop unroll_count(4)
    for (const std::byte* const end = at + stretch_size; at != end; at += word_size) {
        first = add_word(first, load(at));
        second = add_word(second, load(at + stretch_size));
        third = add_word(third, load(at + 2 * stretch_size));
    }
    return shift(first, 2 * words) ^ shift(second, words) ^ third;
}

CRC32C_INSTRUCTION std::uint32_t crc32c_by_instruction(Bytes bytes, std::uint32_t before) {
    std::uint64_t state = static_cast<std::uint32_t>(~before);
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    // Below this, joining costs more than waiting.
    constexpr std::size_t worth_splitting = 12 * stretches * word_size;
    while (left >= worth_splitting) {
        const std::size_t words = std::min(left / (stretches * word_size), stretch_words_max);
        state = add_stretches(state, at, words);
        at += words * stretches * word_size;
        left -= words * stretches * word_size;
    }
    for (; left >= word_size; left -= word_size, at += word_size) state = add_word(state, load(at));
    for (; left > 0; --left, ++at) state = add_byte(state, std::to_integer<std::uint8_t>(*at));
    return ~static_cast<std::uint32_t>(state);
}

}  // namespace

std::uint32_t crc32c(Bytes bytes, std::uint32_t before) {
    static const bool by_instruction = has_instruction();
    return by_instruction ? crc32c_by_instruction(bytes, before) : crc32c_by_table(bytes, before);
}

#else

std::uint32_t crc32c(Bytes bytes, std::uint32_t before) { return crc32c_by_table(bytes, before); }

#endif

}  // namespace core
