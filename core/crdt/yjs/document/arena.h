// The memory of a document: items in pages that never move, and an append-only run of bytes.
//
// Typing extends the bytes of the last item where they end, so that it needs no allocation. Bytes
// of no use any more are counted: when they are most of all, who owns the arena moves the others
// into a new one.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

class ItemArena {
public:
    Item* make();
    void drop(Item* item);
    // How many there are at most.
    [[nodiscard]] std::size_t size() const { return pages_.size() * page_size_max; }

    // Visits all items ever made, dropped ones too.
    template <class Visit>
    void each(Visit visit) {
        for (std::size_t page = 0; page < pages_.size(); ++page) {
            const std::size_t count = page + 1 == pages_.size() ? used_ : size_of_page(page);
            for (std::size_t i = 0; i < count; ++i) visit(at(page, i));
        }
    }

private:
    // Small documents are many; pages grow with the document.
    static constexpr std::size_t first_page_size = 16;
    static constexpr std::size_t page_size_max = 1024;
    static std::size_t size_of_page(std::size_t page) {
        return page < 6 ? first_page_size << page : page_size_max;
    }

    [[nodiscard]] std::byte* bytes_of(std::size_t page, std::size_t index) {
        return pages_[page].get() + index * sizeof(Item);
    }
    [[nodiscard]] Item& at(std::size_t page, std::size_t index) {
        return *std::launder(reinterpret_cast<Item*>(bytes_of(page, index)));
    }

    // Items are made where they are used first: memory is slow to write.
    std::vector<std::unique_ptr<std::byte[]>> pages_;
    std::size_t used_ = 0;  // Of the last page.
    Item* dropped_ = nullptr;
};

// Most of what is copied here is short, and a page's module has to call out to copy what it does
// not know the size of.
inline void copy_short(char* to, std::string_view from) {
    const auto both_ends = [&]<std::size_t size>() {
        char first[size], last[size];
        std::memcpy(first, from.data(), size);
        std::memcpy(last, from.data() + from.size() - size, size);
        std::memcpy(to, first, size);
        std::memcpy(to + from.size() - size, last, size);
    };
    if (from.size() > 32)
        std::memcpy(to, from.data(), from.size());
    else if (from.size() >= 16)
        both_ends.operator()<16>();
    else if (from.size() >= 8)
        both_ends.operator()<8>();
    else if (from.size() >= 4)
        both_ends.operator()<4>();
    else if (from.size() >= 2)
        both_ends.operator()<2>();
    else if (!from.empty())
        *to = from.front();
}

class ByteArena {
public:
    struct Mark {
        std::size_t chunk_count;
        std::size_t used;
    };

    char* allocate(std::size_t size);
    char* copy_of(std::string_view bytes);
    // Whether what ends there could be made `size` longer where it lies; then it was.
    bool extend(const char* end, std::size_t size);

    [[nodiscard]] bool empty() const { return chunks_.empty(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    // What that many bytes held is gone.
    void waste(std::size_t size) { wasted_ += size; }
    [[nodiscard]] std::size_t wasted() const { return wasted_; }
    [[nodiscard]] Mark mark() const { return {chunks_.size(), used_}; }
    // Forgets all that was allocated since.
    void rewind(Mark mark);

private:
    static constexpr std::size_t first_chunk_size = 256;
    static constexpr std::size_t chunk_size_max = std::size_t{256} * 1024;

    struct Chunk {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    std::vector<Chunk> chunks_;
    std::size_t used_ = 0;  // Of the last chunk.
    std::size_t size_ = 0;  // Of all chunks.
    std::size_t wasted_ = 0;
};

}  // namespace core::crdt::yjs
