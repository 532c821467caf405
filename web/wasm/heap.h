// Heap hands out pieces of one growing region of memory: two-level segregated fit. Taking and
// giving back cost the same few steps whatever the heap holds, and free neighbours are joined at
// once, so that a long-lived page does not crumble. It is a sixth of the size of the C library's,
// which counts here.
//
// A block is a header of 8 bytes and its content; sizes are multiples of 16 and count the header.
// Free blocks are linked in lists by size class: four classes between each two powers of two.
// Invariant: no two free blocks are neighbours; the region ends in a used block without content.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace wasm {

// Provided by whoever has a heap: the module's must not be where the link-time optimizer looks,
// and ASSERT must.
[[noreturn]] void given_back_twice();

// Memory is where the region lies: `std::byte* base()`, and `bool grow(std::size_t size)`, which
// makes it at least that large.
template <class Memory>
class Heap {
public:
    explicit Heap(Memory& memory) : memory_(memory) { lists_.fill(none); }

    // Aligned to 16 bytes. Null if the memory cannot grow.
    [[nodiscard]] void* allocate(std::size_t size) {
        if (size > size_max) return nullptr;
        const std::uint32_t wanted = block_size_for(size);
        std::uint32_t block = find(wanted);
        if (block == none) block = extend(wanted);
        if (block == none) return nullptr;
        unlink(block);
        split(block, wanted);
        header(block).is_free = 0;
        return content(block);
    }

    void release(void* pointer) {
        if (pointer == nullptr) return;
        std::uint32_t block = block_of(pointer);
        if (header(block).is_free) given_back_twice();
        header(block).is_free = 1;
        block = join_with_neighbours(block);
        link(block);
    }

    // How many bytes the piece at the pointer can hold.
    [[nodiscard]] std::size_t capacity(void* pointer) {
        return header(block_of(pointer)).size() - header_size;
    }

    // Bytes in blocks that are in use, headers included.
    [[nodiscard]] std::size_t used_size() { return end_ - measure_free().size; }

    // For tests: bytes in free blocks, and how many such blocks there are.
    struct Free {
        std::size_t size = 0;
        std::size_t blocks = 0;
    };
    [[nodiscard]] Free measure_free() {
        Free free;
        for (std::uint32_t block = 0; block + header_size < end_; block = next(block))
            if (header(block).is_free) {
                free.size += header(block).size();
                ++free.blocks;
            }
        return free;
    }

private:
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr std::uint32_t header_size = 8;
    static constexpr std::uint32_t granularity = 16;
    static constexpr std::uint32_t block_size_min =
        32;  // Header, two links, the rest for alignment.
    static constexpr std::size_t size_max = std::size_t{1} << 31;
    static constexpr unsigned classes_per_power = 4;
    static constexpr unsigned class_bits = 2;

    // Sizes count in units of 16 bytes, which leaves a bit.
    struct Header {
        std::uint32_t previous_size;
        std::uint32_t is_free : 1;
        std::uint32_t units : 31;

        [[nodiscard]] std::uint32_t size() const { return units * granularity; }
    };
    struct Links {
        std::uint32_t next;
        std::uint32_t previous;
    };

    // The region begins 8 bytes before a multiple of 16, so that contents are aligned.
    [[nodiscard]] std::byte* at(std::uint32_t offset) {
        return memory_.base() + header_size + offset;
    }
    Header& header(std::uint32_t block) { return *reinterpret_cast<Header*>(at(block)); }
    Links& links(std::uint32_t block) { return *reinterpret_cast<Links*>(at(block) + header_size); }
    void* content(std::uint32_t block) { return at(block) + header_size; }
    std::uint32_t block_of(void* pointer) {
        return static_cast<std::uint32_t>(static_cast<std::byte*>(pointer) - at(0)) - header_size;
    }
    std::uint32_t next(std::uint32_t block) { return block + header(block).size(); }

    static std::uint32_t block_size_for(std::size_t size) {
        const auto whole = static_cast<std::uint32_t>((size + header_size + granularity - 1) &
                                                      ~(granularity - 1uz));
        return whole < block_size_min ? block_size_min : whole;
    }

    // Classes rise with the size, so that the first list that is not empty is the best fit.
    static unsigned class_of(std::uint32_t size) {
        const unsigned power = static_cast<unsigned>(std::bit_width(size)) - 1;
        return power * classes_per_power +
               ((size >> (power - class_bits)) & (classes_per_power - 1));
    }

    // The smallest class all of whose blocks are large enough.
    static unsigned class_for(std::uint32_t wanted) {
        const unsigned power = static_cast<unsigned>(std::bit_width(wanted)) - 1;
        return class_of(wanted + (1u << (power - class_bits)) - 1);
    }

    std::uint32_t find(std::uint32_t wanted) {
        const unsigned first = class_for(wanted);
        std::uint64_t waiting = occupied_[first / 64] >> (first % 64) << (first % 64);
        if (waiting != 0)
            return lists_[first / 64 * 64 + static_cast<unsigned>(std::countr_zero(waiting))];
        if (first / 64 == 0 && occupied_[1] != 0)
            return lists_[64 + static_cast<unsigned>(std::countr_zero(occupied_[1]))];
        return none;
    }

    void link(std::uint32_t block) {
        const unsigned index = class_of(header(block).size());
        links(block) = {lists_[index], none};
        if (lists_[index] != none) links(lists_[index]).previous = block;
        lists_[index] = block;
        occupied_[index / 64] |= std::uint64_t{1} << (index % 64);
    }

    void unlink(std::uint32_t block) {
        const unsigned index = class_of(header(block).size());
        const Links around = links(block);
        if (around.next != none) links(around.next).previous = around.previous;
        if (around.previous != none) {
            links(around.previous).next = around.next;
            return;
        }
        lists_[index] = around.next;
        if (around.next == none) occupied_[index / 64] &= ~(std::uint64_t{1} << (index % 64));
    }

    void set_size(std::uint32_t block, std::uint32_t size) {
        header(block).units = (size / granularity) & 0x7fffffff;
        header(block + size).previous_size = size;
    }

    // Cuts off what is not wanted, if it is worth a block of its own.
    void split(std::uint32_t block, std::uint32_t wanted) {
        const std::uint32_t rest = header(block).size() - wanted;
        if (rest < block_size_min) return;
        set_size(block, wanted);
        header(block + wanted).is_free = 1;
        set_size(block + wanted, rest);
        link(block + wanted);
    }

    std::uint32_t join_with_neighbours(std::uint32_t block) {
        const std::uint32_t after = next(block);
        if (header(after).is_free) {
            unlink(after);
            set_size(block, header(block).size() + header(after).size());
        }
        if (block == 0) return block;
        const std::uint32_t before = block - header(block).previous_size;
        if (!header(before).is_free) return block;
        unlink(before);
        set_size(before, header(before).size() + header(block).size());
        return before;
    }

    // Makes the region longer by at least an eighth, so that growing is rare. The closing block
    // becomes the new free one.
    std::uint32_t extend(std::uint32_t wanted) {
        const std::uint32_t more = (wanted > end_ / 8 ? wanted : end_ / 8) | 0xffff;
        const std::uint32_t block = end_ == 0 ? 0 : end_ - header_size;
        const std::uint64_t end = std::uint64_t{block} + (more & ~(granularity - 1)) + header_size;
        if (end >= size_max || !memory_.grow(static_cast<std::size_t>(end) + header_size))
            return none;
        if (end_ == 0) header(block).previous_size = 0;
        end_ = static_cast<std::uint32_t>(end);
        header(block).is_free = 1;
        header(end_ - header_size) = {0, 0, 0};
        set_size(block, end_ - header_size - block);
        const std::uint32_t joined = join_with_neighbours(block);
        link(joined);
        return joined;
    }

    Memory& memory_;
    std::uint32_t end_ = 0;
    std::array<std::uint64_t, 2> occupied_{};
    std::array<std::uint32_t, 32 * classes_per_power> lists_;
};

}  // namespace wasm
