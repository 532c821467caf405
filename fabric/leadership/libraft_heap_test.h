// A heap for one life of a member of libraft's: when its power fails, nobody says farewell, and all
// that it had is given back at once. libraft asks one heap for everything; whoever calls into it
// says first whose that is.
#pragma once

#include <cstdlib>
#include <set>

#include "fabric/leadership/libraft_api_test.h"

namespace fabric::leadership::testing {

class LibraftHeap {
public:
    LibraftHeap() = default;
    LibraftHeap(const LibraftHeap&) = delete;
    LibraftHeap& operator=(const LibraftHeap&) = delete;
    ~LibraftHeap() {
        for (void* block : blocks_) std::free(block);
    }

    void use() { raft_heap_set(&face_); }

private:
    void* keep(void* block) {
        blocks_.insert(block);
        return block;
    }
    void drop(void* block) {
        blocks_.erase(block);
        std::free(block);
    }
    static LibraftHeap& of(void* data) { return *static_cast<LibraftHeap*>(data); }
    // libraft leaves holes in what it encodes; with zeros in them, members agree and runs repeat.
    static void* allocate(void* data, std::size_t size) {
        return of(data).keep(std::calloc(1, size));
    }
    static void release(void* data, void* block) { of(data).drop(block); }
    static void* allocate_zeros(void* data, std::size_t count, std::size_t size) {
        return of(data).keep(std::calloc(count, size));
    }
    static void* reallocate(void* data, void* block, std::size_t size) {
        of(data).blocks_.erase(block);
        return of(data).keep(std::realloc(block, size));
    }
    static void* allocate_aligned(void* data, std::size_t alignment, std::size_t size) {
        return of(data).keep(std::aligned_alloc(alignment, size));
    }
    static void release_aligned(void* data, std::size_t /*alignment*/, void* block) {
        of(data).drop(block);
    }

    std::set<void*> blocks_;
    raft_heap face_{this,       allocate,         release,        allocate_zeros,
                    reallocate, allocate_aligned, release_aligned};
};

}  // namespace fabric::leadership::testing
