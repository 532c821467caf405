// bench_base_file FILE: prints the BLAKE3 digest of a file, read in pieces, as `b3sum --no-mmap`
// does.
#include <cstdio>
#include <memory>

#include "core/base/blake3.h"
#include "core/base/hex.h"

int main(int count, char** words) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
        count == 2 ? std::fopen(words[1], "rb") : nullptr, &std::fclose);
    if (!file) {
        std::fprintf(stderr, "usage: bench_base_file FILE\n");
        return 1;
    }
    std::setvbuf(file.get(), nullptr, _IONBF, 0);
    core::Buffer piece(65536);
    core::Blake3 hasher;
    while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), file.get()))
        hasher.update(core::Bytes(piece).first(size));
    std::puts(core::to_hex(hasher.digest().view()).c_str());
}
