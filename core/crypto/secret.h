// Secret holds key material: it cannot be printed or compared by accident, is copied only by asking
// for it, and is overwritten when it goes. Fresh secrets are an input: a body draws them from its
// secure source (the simulator from its seed) and hands them in.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/bytes.h"

namespace core::crypto {

// Overwrites memory in a way that the compiler may not leave out.
inline void wipe(MutableBytes memory) {
    if (memory.empty()) return;
    std::memset(memory.data(), 0, memory.size());
    __asm__ __volatile__("" : : "r"(memory.data()) : "memory");
}

// Whether both are equal, in a time that depends on their size alone.
inline bool constant_time_equal(Bytes left, Bytes right) {
    if (left.size() != right.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference |= std::to_integer<unsigned>(left[i] ^ right[i]);
        __asm__ __volatile__(
            ""
            : "+r"(difference));  // Hides the value, so that no early exit is made.
    }
    return difference == 0;
}

template <class Tag, std::size_t size>
class Secret {
public:
    static constexpr std::size_t size_bytes = size;

    Secret() = default;
    explicit Secret(std::span<const std::byte, size> bytes) { copy(bytes_, bytes); }
    ~Secret() { wipe(bytes_); }

    Secret(Secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
    Secret& operator=(Secret&& other) noexcept {
        if (this == &other) return *this;
        bytes_ = other.bytes_;
        wipe(other.bytes_);
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] Secret clone() const { return Secret(std::span<const std::byte, size>(bytes_)); }
    [[nodiscard]] Bytes expose() const { return bytes_; }
    [[nodiscard]] MutableBytes mutable_view() { return bytes_; }

private:
    std::array<std::byte, size> bytes_{};
};

}  // namespace core::crypto
