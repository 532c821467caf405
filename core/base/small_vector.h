// SmallVector keeps up to `inline_size` items in itself and more of them on the heap: for lists
// that are nearly always short. Items must be nothrow-movable values; addresses change when it
// grows or moves.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "core/base/assert.h"

namespace core {

template <class T, std::size_t inline_size>
class SmallVector {
    static_assert(inline_size > 0 && std::is_nothrow_move_constructible_v<T>);

public:
    SmallVector() = default;
    SmallVector(std::initializer_list<T> items) {
        for (const T& item : items) push_back(item);
    }
    ~SmallVector() { release(); }

    SmallVector(const SmallVector& other) {
        reserve(other.size_);
        for (const T& item : other) push_back(item);
    }
    SmallVector(SmallVector&& other) noexcept { take(other); }
    SmallVector& operator=(SmallVector other) noexcept {
        release();
        take(other);
        return *this;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] bool is_inline() const { return heap_ == nullptr; }

    [[nodiscard]] T* data() { return heap_ ? heap_ : inline_items(); }
    [[nodiscard]] const T* data() const { return heap_ ? heap_ : inline_items(); }
    [[nodiscard]] T* begin() { return data(); }
    [[nodiscard]] T* end() { return data() + size_; }
    [[nodiscard]] const T* begin() const { return data(); }
    [[nodiscard]] const T* end() const { return data() + size_; }

    [[nodiscard]] T& operator[](std::size_t index) {
        ASSERT(index < size_);
        return data()[index];
    }
    [[nodiscard]] const T& operator[](std::size_t index) const {
        ASSERT(index < size_);
        return data()[index];
    }
    [[nodiscard]] T& back() { return (*this)[size_ - 1]; }
    [[nodiscard]] const T& back() const { return (*this)[size_ - 1]; }

    // By value, so that an item of this very vector may be pushed.
    void push_back(T item) {
        if (size_ == capacity_) reserve(capacity_ * 2);
        std::construct_at(data() + size_, std::move(item));
        ++size_;
    }

    // In front of the item at `index`, or behind all.
    void insert(std::size_t index, T item) {
        ASSERT(index <= size_);
        push_back(std::move(item));
        std::rotate(begin() + index, end() - 1, end());
    }

    void pop_back() {
        ASSERT(!empty());
        --size_;
        std::destroy_at(data() + size_);
    }

    // Keeps the order of the others.
    void erase(std::size_t index) {
        ASSERT(index < size_);
        for (std::size_t i = index; i + 1 < size_; ++i) data()[i] = std::move(data()[i + 1]);
        pop_back();
    }

    // Moves each of the others once.
    template <class Predicate>
    void erase_if(Predicate is_gone) {
        T* const kept = std::remove_if(begin(), end(), is_gone);
        while (end() != kept) pop_back();
    }

    void clear() {
        std::destroy(begin(), end());
        size_ = 0;
    }

    void reserve(std::size_t capacity) {
        if (capacity <= capacity_) return;
        T* const items = std::allocator<T>().allocate(capacity);
        std::uninitialized_move(begin(), end(), items);
        const std::size_t size = size_;
        release();
        heap_ = items;
        size_ = size;
        capacity_ = capacity;
    }

    friend bool operator==(const SmallVector& left, const SmallVector& right) {
        return std::equal(left.begin(), left.end(), right.begin(), right.end());
    }

private:
    [[nodiscard]] T* inline_items() { return reinterpret_cast<T*>(storage_); }
    [[nodiscard]] const T* inline_items() const { return reinterpret_cast<const T*>(storage_); }

    void release() {
        clear();
        if (heap_) std::allocator<T>().deallocate(heap_, capacity_);
        heap_ = nullptr;
        capacity_ = inline_size;
    }

    // Expects to be empty and inline.
    void take(SmallVector& other) {
        if (other.heap_) {
            heap_ = std::exchange(other.heap_, nullptr);
            size_ = std::exchange(other.size_, 0);
            capacity_ = std::exchange(other.capacity_, inline_size);
            return;
        }
        std::uninitialized_move(other.begin(), other.end(), begin());
        size_ = other.size_;
        other.clear();
    }

    T* heap_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = inline_size;
    alignas(T) std::byte storage_[inline_size * sizeof(T)];
};

}  // namespace core
