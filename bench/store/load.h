// What the stores are asked to do: so many writers, each of which waits until its record is safe
// before it appends the next.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/prng.h"

namespace bench {

struct Load {
    unsigned writers;
    std::size_t size;  // Of a record.

    [[nodiscard]] std::string title() const {
        const std::string records =
            size >= 1024 ? std::to_string(size / 1024) + " kB" : std::to_string(size) + " B";
        return "durable appends, " + std::to_string(writers) +
               (writers == 1 ? " writer of " : " writers of ") + records;
    }
};

inline std::vector<Load> loads() {
    std::vector<Load> all;
    for (const unsigned writers : {1u, 16u, 256u})
        for (const std::size_t size : {std::size_t{100}, std::size_t{4096}, std::size_t{65'536}})
            all.push_back({writers, size});
    return all;
}

// What a tab has to do.
inline std::vector<Load> page_loads() { return {{1, 100}, {16, 100}, {16, 4096}}; }

// Half of its bits are chance, as in text.
inline core::Buffer record_of(std::size_t size, std::uint64_t seed = 1) {
    core::Prng prng(core::Seed{seed});
    core::Buffer record(size);
    for (std::byte& byte : record) byte = static_cast<std::byte>('a' + prng.below(16));
    return record;
}

}  // namespace bench
