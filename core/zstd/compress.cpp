// The encoder's way through a content: stretch by stretch its sequences, and the blocks it is
// written in.
#include <algorithm>
#include <memory>

#include "core/base/writer.h"
#include "core/zstd/block_encode.h"
#include "core/zstd/cheapest_sequences.h"
#include "core/zstd/quick_sequences.h"
#include "core/zstd/xxh64.h"
#include "core/zstd/zstd.h"

namespace core::zstd {
namespace {

// Larger contents have a window descriptor instead of being one segment, so that the tree of
// matches takes at most 32 MB.
constexpr std::uint32_t window_log = 22;
constexpr std::uint32_t window_size = std::uint32_t{1} << window_log;

template <class Finder>
class Encoder {
public:
    explicit Encoder(Bytes content) : content_(content), finder_(content, window_size) {}

    Buffer encode() {
        put_frame_header();
        std::uint32_t begin = 0;
        do {
            const auto end = static_cast<std::uint32_t>(
                std::min<std::size_t>(content_.size(), begin + block_size_max));
            put_stretch({.begin = begin, .end = end});
            begin = end;
        } while (begin < content_.size());
        to_[last_block_] |= std::byte{1};
        const auto checksum = static_cast<std::uint32_t>(xxh64(content_));
        BufferWriter(to_, SIZE_MAX).u32_le(checksum);
        return std::move(to_);
    }

private:
    void put_frame_header() {
        const std::uint64_t size = content_.size();
        const bool single_segment = size <= window_size;
        const unsigned size_code = size < 256 ? 0 : size < 65536 + 256 ? 1 : 2;
        BufferWriter writer(to_, SIZE_MAX);
        writer.u32_le(frame_magic);
        writer.u8(static_cast<std::uint8_t>(size_code << 6 | checksum_flag |
                                            (single_segment ? single_segment_flag : 0)));
        if (!single_segment) writer.u8((window_log - 10) << 3);
        switch (size_code) {
            case 0: writer.u8(static_cast<std::uint8_t>(size)); break;
            case 1: writer.u16_le(static_cast<std::uint16_t>(size - 256)); break;
            default: writer.u32_le(static_cast<std::uint32_t>(size)); break;
        }
    }

    void put_stretch(Stretch stretch) {
        const Bytes content = content_.subspan(stretch.begin, stretch.end - stretch.begin);
        if (std::ranges::adjacent_find(content, std::ranges::not_equal_to()) == content.end() &&
            content.size() > 1) {
            last_block_ = to_.size();
            put_block_header(BlockType::rle, content.size(), to_);
            to_.push_back(content[0]);
            return;
        }
        const Sequences& sequences = finder_.find(stretch, state_.repeated);
        const Blocks blocks = Finder::splits_blocks ? encode_blocks(content, sequences, state_)
                                                    : encode_block(content, sequences, state_);
        last_block_ = to_.size() + blocks.last_block;
        append(to_, blocks.bytes);
        state_ = blocks.state;
    }

    Bytes content_;
    Buffer to_;
    std::size_t last_block_ = 0;
    Finder finder_;
    BlockState state_;
};

template <class Finder>
Buffer frame_of(Bytes content) {
    return std::make_unique<Encoder<Finder>>(content)->encode();
}

}  // namespace

Result<void> compress(Buffer& to, Bytes content, std::size_t size_max, Effort effort) {
    if (content.size() > content_size_max) return fail(Error::too_large);
    const Buffer frame = effort == Effort::quick ? frame_of<QuickSequences>(content)
                                                 : frame_of<CheapestSequences>(content);
    BufferWriter writer(to, size_max);
    writer.bytes(frame);
    return writer.finish();
}

}  // namespace core::zstd
