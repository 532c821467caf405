// Queue is a first-in-first-out ring that grows by doubling up to a limit, and refuses what is
// beyond it. An empty one owns no memory (std::deque would own half a kilobyte).
#pragma once

#include <bit>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/assert.h"

namespace core {

template <class T>
class Queue {
public:
    explicit Queue(std::size_t size_max) : size_max_(size_max) {}
    ~Queue() { clear(); }

    Queue(Queue&& other) noexcept
        : slots_(std::exchange(other.slots_, nullptr)),
          capacity_(std::exchange(other.capacity_, 0)),
          first_(std::exchange(other.first_, 0)),
          size_(std::exchange(other.size_, 0)),
          size_max_(other.size_max_) {}
    Queue& operator=(Queue&& other) noexcept {
        if (this == &other) return *this;
        std::destroy_at(this);
        return *std::construct_at(this, std::move(other));
    }
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] bool full() const { return size_ == size_max_; }

    // False, and the item is dropped, when the queue is full: the caller decides what that means.
    [[nodiscard]] bool push(T item) {
        if (full()) return false;
        if (size_ == capacity_) grow();
        std::construct_at(slot(size_), std::move(item));
        ++size_;
        return true;
    }

    [[nodiscard]] std::optional<T> pop() {
        if (empty()) return std::nullopt;
        std::optional<T> item(std::move(front()));
        drop_front();
        return item;
    }

    void drop_front() {
        ASSERT(!empty());
        std::destroy_at(slot(0));
        first_ = (first_ + 1) & (capacity_ - 1);
        --size_;
    }

    [[nodiscard]] T& front() { return (*this)[0]; }
    [[nodiscard]] const T& front() const { return (*this)[0]; }

    // Counted from the front.
    [[nodiscard]] T& operator[](std::size_t index) {
        ASSERT(index < size_);
        return *slot(index);
    }
    [[nodiscard]] const T& operator[](std::size_t index) const {
        ASSERT(index < size_);
        return *slot(index);
    }

    // Also gives the memory back.
    void clear() {
        while (!empty()) drop_front();
        if (slots_) std::allocator<T>().deallocate(slots_, capacity_);
        slots_ = nullptr;
        capacity_ = first_ = 0;
    }

private:
    static constexpr std::size_t capacity_min = 4;

    [[nodiscard]] T* slot(std::size_t index) const {
        return slots_ + ((first_ + index) & (capacity_ - 1));
    }

    void grow() {
        const std::size_t capacity = capacity_ ? capacity_ * 2 : capacity_min;
        ASSERT(std::has_single_bit(capacity));
        T* const slots = std::allocator<T>().allocate(capacity);
        for (std::size_t i = 0; i < size_; ++i) {
            std::construct_at(slots + i, std::move(*slot(i)));
            std::destroy_at(slot(i));
        }
        if (slots_) std::allocator<T>().deallocate(slots_, capacity_);
        slots_ = slots;
        capacity_ = capacity;
        first_ = 0;
    }

    T* slots_ = nullptr;
    std::size_t capacity_ = 0;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
    std::size_t size_max_;
};

}  // namespace core
