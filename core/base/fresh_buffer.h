// FreshBuffer is bytes that are about to be written: growing it does not fill it with zeros first,
// as std::vector does, which ciphers and copies would only overwrite.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "core/base/assert.h"
#include "core/base/bytes.h"

namespace core {

class FreshBuffer {
public:
    [[nodiscard]] Bytes view() const { return {bytes_.get(), size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    // So many bytes more at the end, with nothing in particular in them: the caller writes all.
    [[nodiscard]] MutableBytes extend(std::size_t size) {
        if (size > capacity_ - size_) grow(size_ + size);
        const MutableBytes added(bytes_.get() + size_, size);
        size_ += size;
        return added;
    }
    void append(Bytes bytes) { copy(extend(bytes.size()), bytes); }
    // Takes back what was added last.
    void shrink(std::size_t size) {
        ASSERT(size <= size_);
        size_ = size;
    }
    void clear() { size_ = 0; }
    // Gives the memory back as well.
    void release() { *this = FreshBuffer(); }

private:
    void grow(std::size_t size_min) {
        const std::size_t capacity = std::max(size_min, capacity_ * 2);
        auto bytes = std::make_unique_for_overwrite<std::byte[]>(capacity);
        copy({bytes.get(), capacity}, view());
        bytes_ = std::move(bytes);
        capacity_ = capacity;
    }

    std::unique_ptr<std::byte[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace core
