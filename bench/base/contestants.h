// The parts of the contestant `bench_base`: what is built out of core/, natively and as
// WebAssembly.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "bench/frame/measure.h"
#include "core/base/bytes.h"
#include "core/base/prng.h"

namespace bench {

#ifdef __wasm__
inline constexpr std::string_view ours = "selvage wasm";
inline constexpr std::string_view standard_library = "std wasm";
#else
inline constexpr std::string_view ours = "selvage native";
inline constexpr std::string_view standard_library = "std native";
#endif

struct Size {
    std::size_t bytes;
    std::string_view name;
};

// A small record, a value, a file's block, and enough to fall out of the nearest caches.
inline constexpr std::array hash_sizes{Size{64, "64 B"}, Size{1024, "1 KiB"}, Size{65536, "64 KiB"},
                                       Size{1048576, "1 MiB"}};
// A short message, a packet, a stream's largest frame.
inline constexpr std::array seal_sizes{Size{64, "64 B"}, Size{1500, "1500 B"},
                                       Size{65536, "64 KiB"}};

inline core::Buffer random_bytes(std::size_t size) {
    core::Buffer bytes(size);
    core::Prng(core::Seed{size}).fill(bytes);
    return bytes;
}

inline double mebibytes(std::size_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

inline std::string title(std::string_view what, Size size) {
    return std::string(what) + ", " + std::string(size.name);
}

void measure_hashes(const Measure& measure);
void measure_seals(const Measure& measure);
void measure_varints(const Measure& measure);
void measure_containers(const Measure& measure);

}  // namespace bench
