// Counted is an item for tests of containers: it can only be moved, and knows how many of its kind
// live, so that one that was lost, or destroyed twice, is noticed.
#pragma once

#include <cstdint>

#include "core/base/assert.h"

namespace core {

class Counted {
public:
    explicit Counted(std::uint64_t value) : value_(value) { ++living; }
    Counted(Counted&& other) noexcept : value_(other.value_) {
        ASSERT(other.is_alive_);
        ++living;
        other.value_ = 0;
    }
    Counted& operator=(Counted&& other) noexcept {
        ASSERT(is_alive_ && other.is_alive_);
        value_ = other.value_;
        if (this != &other) other.value_ = 0;
        return *this;
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
        ASSERT(is_alive_);
        is_alive_ = false;
        --living;
    }

    [[nodiscard]] std::uint64_t value() const {
        ASSERT(is_alive_);
        return value_;
    }

    static inline int living = 0;

private:
    std::uint64_t value_;
    bool is_alive_ = true;
};

}  // namespace core
