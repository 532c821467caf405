// Bytes are what crosses every border of the brain: views come in, views or owned buffers go out.
//
// A view given to a method is valid for that call; a view returned by a machine is valid until its
// next call that is not const. Whatever must live longer is copied into a Buffer, visibly.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace core {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;
using Buffer = std::vector<std::byte>;

inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline void append(Buffer& buffer, Bytes bytes) {
    buffer.insert(buffer.end(), bytes.begin(), bytes.end());
}

// Copies the whole source to the beginning of the target, which must have room (the span checks
// it).
inline void copy(MutableBytes target, Bytes source) {
    if (source.empty()) return;  // memmove may not be given the null pointer of an empty view.
    std::memmove(target.first(source.size()).data(), source.data(), source.size());
}

inline std::strong_ordering compare(Bytes left, Bytes right) {
    return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(),
                                                  right.end());
}

inline bool equal(Bytes left, Bytes right) {
    return compare(left, right) == std::strong_ordering::equal;
}

// A value of exactly `size` bytes with a meaning: a hash, a key, a peer's nonce. The tag keeps
// apart what only happens to be of the same length.
template <class Tag, std::size_t size>
struct FixedBytes {
    std::array<std::byte, size> bytes{};

    static constexpr std::size_t size_bytes = size;

    [[nodiscard]] Bytes view() const { return bytes; }
    [[nodiscard]] MutableBytes mutable_view() { return bytes; }

    friend auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
};

}  // namespace core
