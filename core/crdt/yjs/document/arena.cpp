// Chunks double up to a size at which an allocation no longer matters; what is larger than a chunk
// gets one of its own.
#include "core/crdt/yjs/document/arena.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt::yjs {

Item* ItemArena::make() {
    if (dropped_ != nullptr) {
        Item* const item = dropped_;
        dropped_ = item->right;
        *item = Item{};
        return item;
    }
    if (pages_.empty() || used_ == size_of_page(pages_.size() - 1)) {
        const std::size_t size = size_of_page(pages_.size()) * sizeof(Item);
        pages_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
        used_ = 0;
    }
    return std::construct_at(reinterpret_cast<Item*>(bytes_of(pages_.size() - 1, used_++)));
}

void ItemArena::drop(Item* item) {
    item->right = dropped_;
    dropped_ = item;
}

char* ByteArena::allocate(std::size_t size) {
    if (chunks_.empty() || size > chunks_.back().size - used_) {
        const std::size_t before = chunks_.empty() ? first_chunk_size / 2 : chunks_.back().size;
        const std::size_t chunk = std::max(size, std::min(before * 2, chunk_size_max));
        chunks_.push_back({std::make_unique_for_overwrite<char[]>(chunk), chunk});
        size_ += chunk;
        used_ = 0;
    }
    used_ += size;
    return chunks_.back().bytes.get() + (used_ - size);
}

char* ByteArena::copy_of(std::string_view bytes) {
    char* const copied = allocate(bytes.size());
    copy_short(copied, bytes);
    return copied;
}

bool ByteArena::extend(const char* end, std::size_t size) {
    if (chunks_.empty() || end != chunks_.back().bytes.get() + used_) return false;
    if (size > chunks_.back().size - used_) return false;
    used_ += size;
    return true;
}

void ByteArena::rewind(Mark mark) {
    ASSERT(mark.chunk_count <= chunks_.size());
    for (; chunks_.size() > mark.chunk_count; chunks_.pop_back()) size_ -= chunks_.back().size;
    used_ = mark.used;
}

}  // namespace core::crdt::yjs
