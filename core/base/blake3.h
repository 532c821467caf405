// BLAKE3: the hash of contents, changes and trees. The whole of it: plain, keyed and key-deriving
// modes, output of any length, input in pieces of any size (rules BL1–BL4, spec/base.md).
//
// One source for all machines: blake3_lanes.h hashes 4, 8 or 16 pieces side by side through the
// compiler's vectors, so that WebAssembly gets the same code as a processor with AVX-512.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/blake3_compress.h"
#include "core/base/bytes.h"

namespace core {

using Blake3Digest = FixedBytes<struct Blake3DigestTag, 32>;
using Blake3Key = FixedBytes<struct Blake3KeyTag, 32>;

// The hash of one message.
[[nodiscard]] Blake3Digest blake3(Bytes message);

// Drive it: update() as often as there is input, then finish(), which may be repeated and does not
// disturb: a prefix can be hashed on the way.
class Blake3 {
public:
    Blake3();
    [[nodiscard]] static Blake3 keyed(const Blake3Key& key);
    // The context is a constant of the program that names one use, never user input.
    [[nodiscard]] static Blake3 key_deriving(std::string_view context);

    void update(Bytes bytes);

    // Any number of bytes; the shorter output is a prefix of the longer.
    void finish(MutableBytes output) const;
    [[nodiscard]] Blake3Digest digest() const;

private:
    Blake3(const blake3_internal::Words& key, std::uint32_t flags);

    void add_to_chunk(Bytes bytes);
    void add_subtree(Bytes bytes);
    void push(const blake3_internal::Words& value);
    void merge_to(std::size_t height);
    [[nodiscard]] blake3_internal::Node chunk_node(std::uint32_t end) const;
    [[nodiscard]] blake3_internal::Node root_node() const;
    [[nodiscard]] std::size_t chunk_size() const;

    blake3_internal::Words key_;
    std::uint32_t flags_;

    // The chunk being filled: what was compressed of it, and the block that may be its last.
    blake3_internal::Words chunk_value_;
    std::array<std::byte, blake3_internal::block_size> block_{};
    std::size_t block_used_ = 0;
    std::size_t blocks_done_ = 0;
    std::uint64_t chunks_done_ = 0;

    // Roots of finished subtrees, the largest first. 2^64 bytes are 2^54 chunks.
    static constexpr std::size_t height_max = 54;
    std::array<blake3_internal::Words, height_max + 1> stack_;
    std::size_t stack_size_ = 0;
};

}  // namespace core
