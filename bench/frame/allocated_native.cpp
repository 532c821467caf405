// Counts whole blocks, with what the allocator wastes in them. It is linked only where nothing is
// timed, for counting takes time.
#include <malloc.h>

#include <cstdlib>
#include <new>

#include "bench/frame/allocated.h"

namespace bench {
namespace {

std::size_t bytes_in_use = 0;

}  // namespace

std::size_t allocated() { return bytes_in_use; }

}  // namespace bench

void* operator new(std::size_t size) {
    void* const memory = std::malloc(size);
    if (memory == nullptr) std::abort();
    bench::bytes_in_use += malloc_usable_size(memory) + sizeof(std::size_t);
    return memory;
}
void operator delete(void* memory) noexcept {
    if (memory == nullptr) return;
    bench::bytes_in_use -= malloc_usable_size(memory) + sizeof(std::size_t);
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
