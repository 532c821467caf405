// Plain C streams: they exist natively and under WASI alike.
#include "core/testing/files.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace core::testing {

std::string read_file(std::string_view path) {
    const std::string full = std::string(SELVAGE_ROOT) + "/" + std::string(path);
    std::FILE* const file = std::fopen(full.c_str(), "rb");
    if (!file) {
        std::fprintf(stderr, "cannot read %s\n", full.c_str());
        std::abort();
    }
    std::string text;
    std::array<char, 4096> block;
    for (;;) {
        const std::size_t size = std::fread(block.data(), 1, block.size(), file);
        if (size == 0) break;
        text.append(block.data(), size);
    }
    std::fclose(file);
    return text;
}

}  // namespace core::testing
