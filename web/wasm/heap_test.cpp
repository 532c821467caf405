// The module's heap over a plain array: pieces never overlap, free neighbours join, nothing is
// lost.
#include "web/wasm/heap.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "core/base/prng.h"

namespace wasm {

void given_back_twice() { std::abort(); }

namespace {

class ArrayMemory {
public:
    explicit ArrayMemory(std::size_t size_max)
        : bytes_(new(std::align_val_t{16}) std::byte[size_max]), size_max_(size_max) {}
    ~ArrayMemory() { ::operator delete[](bytes_, std::align_val_t{16}); }
    ArrayMemory(const ArrayMemory&) = delete;
    ArrayMemory& operator=(const ArrayMemory&) = delete;

    std::byte* base() { return bytes_; }
    bool grow(std::size_t size) {
        if (size > size_max_) return false;
        size_ = std::max(size_, size);
        return true;
    }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    std::byte* bytes_;
    std::size_t size_max_;
    std::size_t size_ = 0;
};

struct Piece {
    std::byte* at;
    std::size_t size;
    std::byte mark;
};

// Every byte of a piece holds its mark, so that an overlap shows.
void expect_untouched(const Piece& piece) {
    for (std::size_t i = 0; i < piece.size; ++i) ASSERT_EQ(piece.at[i], piece.mark);
}

TEST(Heap, WA4_pieces_are_aligned_and_never_overlap) {
    ArrayMemory memory(64 << 20);
    Heap heap(memory);
    core::Prng prng(core::Seed{1});
    std::vector<Piece> pieces;
    for (int step = 0; step < 30'000; ++step) {
        if (!pieces.empty() && prng.chance(1, 2)) {
            const auto index = static_cast<std::size_t>(prng.below(pieces.size()));
            expect_untouched(pieces[index]);
            heap.release(pieces[index].at);
            pieces[index] = pieces.back();
            pieces.pop_back();
            continue;
        }
        const auto size = static_cast<std::size_t>(prng.below(std::uint64_t{1} << prng.below(14)));
        auto* const at = static_cast<std::byte*>(heap.allocate(size));
        ASSERT_NE(at, nullptr);
        ASSERT_EQ(reinterpret_cast<std::uintptr_t>(at) % 16, 0u);
        ASSERT_GE(heap.capacity(at), size);
        const auto mark = static_cast<std::byte>(prng.next());
        std::fill_n(at, size, mark);
        pieces.push_back({at, size, mark});
    }
    std::size_t asked = 0;
    for (const Piece& piece : pieces) asked += piece.size;
    EXPECT_GE(heap.used_size(), asked);
    for (const Piece& piece : pieces) {
        expect_untouched(piece);
        heap.release(piece.at);
    }
    EXPECT_EQ(heap.measure_free().blocks, 1u);  // All neighbours were joined.
    EXPECT_EQ(heap.used_size(), 8u);            // The closing block's header.
}

TEST(Heap, WA5_what_is_given_back_is_used_again) {
    ArrayMemory memory(1 << 20);
    Heap heap(memory);
    for (int i = 0; i < 100'000; ++i) {
        void* const first = heap.allocate(1000);
        void* const second = heap.allocate(70'000);
        ASSERT_TRUE(first != nullptr && second != nullptr) << i;
        heap.release(first);
        heap.release(second);
    }
    EXPECT_LT(memory.size(), 300'000u);
}

TEST(Heap, WA5_a_doubling_vector_costs_little_more_than_twice_its_size) {
    ArrayMemory memory(64 << 20);
    Heap heap(memory);
    void* content = heap.allocate(16);
    std::size_t size = 16;
    while (size < (8 << 20)) {
        void* const larger = heap.allocate(size * 2);
        ASSERT_NE(larger, nullptr);
        heap.release(content);
        content = larger;
        size *= 2;
    }
    EXPECT_LT(memory.size(), 3 * size);
}

TEST(Heap, WA6_memory_that_cannot_grow_is_told_not_assumed) {
    ArrayMemory memory(200'000);
    Heap heap(memory);
    EXPECT_EQ(heap.allocate(300'000), nullptr);
    EXPECT_EQ(heap.allocate(std::size_t{1} << 31), nullptr);
    EXPECT_EQ(heap.allocate(SIZE_MAX), nullptr);
    void* const small = heap.allocate(1000);
    EXPECT_NE(small, nullptr);
    heap.release(small);
    heap.release(nullptr);
}

}  // namespace
}  // namespace wasm
