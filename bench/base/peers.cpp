// bench_base_peers: what we are held against natively, and the limit of the processor's CRC32C
// instruction.
#include "bench/base/peers.h"

#include <cstdint>

#if defined(__aarch64__)
#include <arm_acle.h>
#endif

namespace bench {
namespace {

#if defined(__x86_64__)
#define WITH_CRC32C __attribute__((target("sse4.2")))
#define CRC32C_STEP(state, word) __builtin_ia32_crc32di(state, word)
#elif defined(__aarch64__)
#define WITH_CRC32C __attribute__((target("crc")))
#define CRC32C_STEP(state, word) __crc32cd(static_cast<std::uint32_t>(state), word)
#endif

#ifdef WITH_CRC32C
constexpr int steps = 4096;

// The instruction has a latency of three and can be begun in every cycle. So three chains that
// touch no memory go as fast as it can be used at all: eight bytes a cycle.
WITH_CRC32C std::uint64_t three_chains(std::uint64_t word) {
    std::uint64_t first = 1, second = 2, third = 3;
    for (int i = 0; i < steps; ++i) {
        first = CRC32C_STEP(first, word);
        second = CRC32C_STEP(second, word);
        third = CRC32C_STEP(third, word);
    }
    return first ^ second ^ third;
}

void measure_instruction_limit(const Measure& measure) {
    std::uint64_t word = 0x0123456789abcdef;
    measure.rate("CRC32C", "the instruction's limit", "MiB/s", steps * 3 * 8.0 / (1 << 20),
                 [&] { word ^= three_chains(word); });
    keep(word);
}
#else
void measure_instruction_limit(const Measure&) {}
#endif

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    bench::measure_instruction_limit(measure);
    bench::measure_openssl(measure);
    bench::measure_sodium(measure);
}
