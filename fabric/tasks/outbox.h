// An outbox holds what waits to be sent, bounded by number and by bytes: what finds no room is
// lost, as on a link, and said again by whoever said it.
#pragma once

#include <optional>
#include <utility>

#include "core/base/queue.h"

namespace fabric::tasks {

inline constexpr std::size_t outbox_size_max = std::size_t{8} << 20;

template <class T>
class Outbox {
public:
    explicit Outbox(std::size_t count_max) : items_(count_max) {}

    // False, and it is dropped, if there is no room for so many bytes.
    bool push(T item, std::size_t size) {
        if (size > outbox_size_max - size_ || !items_.push({std::move(item), size})) return false;
        size_ += size;
        return true;
    }
    [[nodiscard]] std::optional<T> pop() {
        auto first = items_.pop();
        if (!first) return std::nullopt;
        size_ -= first->size;
        return std::move(first->item);
    }
    void clear() {
        items_.clear();
        size_ = 0;
    }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Sized {
        T item;
        std::size_t size;
    };
    core::Queue<Sized> items_;
    std::size_t size_ = 0;
};

}  // namespace fabric::tasks
