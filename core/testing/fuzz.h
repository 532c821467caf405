// FUZZ(name) { … input … } is the body of a libFuzzer target. It must neither crash nor fail an
// ASSERT for any input. Beside x.cpp stands x_fuzz.cpp; `./dev fuzz x` runs it for as long as you
// like.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"

#define FUZZ(name)                                                                      \
    static void fuzz_##name(core::Bytes input);                                         \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
        fuzz_##name(std::as_bytes(std::span(data, size)));                              \
        return 0;                                                                       \
    }                                                                                   \
    static void fuzz_##name(core::Bytes input)
