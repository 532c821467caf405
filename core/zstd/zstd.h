// Zstandard (RFC 8878), an implementation of our own: the same bytes natively and in WebAssembly.
//
// compress() searches long and gives small frames, for texts and columns of up to a few megabytes
// that are kept; or it is quick about it. A frame has its size and checksum. decompress() takes any
// frames that need no dictionary. spec/zstd.md has the rules.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::zstd {

// More is not compressed in one call.
inline constexpr std::size_t content_size_max = std::size_t{1} << 30;

// The size of a frame at most; less than 0.01 % above that of the content.
constexpr std::size_t frame_size_max(std::size_t content_size) {
    return content_size + (content_size / (std::size_t{128} * 1024) + 1) * 3 + 14;
}

enum class Effort : std::uint8_t {
    small,  // Some megabytes a second.
    quick,  // A hundred and more; frames are up to twice as large where much repeats.
};

// Appends one frame to `to`, which may then hold at most `size_max` bytes; if that is not enough
// the error is too_large and nothing was appended.
Result<void> compress(Buffer& to, Bytes content, std::size_t size_max,
                      Effort effort = Effort::small);

// What all frames hold, one after the other. Memory grows with what was really made, whatever a
// header says, and never beyond `size_max` and a little; more content is too_large.
Result<Buffer> decompress(Bytes frames, std::size_t size_max);

}  // namespace core::zstd
