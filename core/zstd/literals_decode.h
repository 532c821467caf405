// The first half of a compressed block: the bytes that no match brings.
#pragma once

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/zstd/huffman_decode.h"

namespace core::zstd {

class LiteralsDecoder {
public:
    // Behind the literals so much memory may be read (not used), so that they can be copied in
    // large steps.
    static constexpr std::size_t slack = 32;

    // Takes the section off the reader. At most `size_max` literals; the view is valid until the
    // next call.
    Result<Bytes> decode(Reader& block, std::size_t size_max);

private:
    HuffmanDecoder huffman_;
    Buffer buffer_;
};

}  // namespace core::zstd
