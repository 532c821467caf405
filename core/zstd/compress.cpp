// The encoder's way through a content: stretch by stretch the matches, the cheapest parse, and the
// blocks it is written in.
#include <algorithm>
#include <array>
#include <memory>

#include "core/base/writer.h"
#include "core/zstd/block_encode.h"
#include "core/zstd/match_finder.h"
#include "core/zstd/parser.h"
#include "core/zstd/prices.h"
#include "core/zstd/xxh64.h"
#include "core/zstd/zstd.h"

namespace core::zstd {
namespace {

// Larger contents have a window descriptor instead of being one segment, so that the tree of
// matches takes at most 32 MB.
constexpr std::uint32_t window_log = 22;
constexpr std::uint32_t window_size = std::uint32_t{1} << window_log;

// A stretch is parsed twice: the sequences of its beginning give the prices for the whole.
constexpr auto parsed_parts = std::to_array<std::uint32_t>({32768, block_size_max});

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
        finder_.find(stretch.begin, stretch.end, matches_);
        if (stretch.begin == 0) literal_counts_ = count_bytes(content);
        const std::uint32_t size = stretch.end - stretch.begin;
        for (const std::uint32_t part : parsed_parts) {
            const std::uint32_t parsed = std::min(size, part);
            const Prices prices(literal_counts_, code_counts_);
            parser_.parse(content_, {.begin = stretch.begin, .end = stretch.begin + parsed},
                          matches_, prices, state_.repeated, sequences_);
            count_codes(content.first(parsed));
        }
        const Blocks blocks = encode_blocks(content, sequences_, state_);
        last_block_ = to_.size() + blocks.last_block;
        append(to_, blocks.bytes);
        state_ = blocks.state;
    }

    void count_codes(Bytes content) {
        code_counts_ = {};
        literal_counts_ = {};
        RepeatedOffsets repeated = state_.repeated;
        const auto count_literals = [&](Bytes literals) {
            for (const std::byte byte : literals)
                ++literal_counts_[std::to_integer<std::size_t>(byte)];
        };
        std::size_t at = 0;
        for (const Sequence& sequence : sequences_) {
            count_literals(content.subspan(at, sequence.literals_size));
            at += sequence.literals_size + sequence.match_size;
            const bool has_literals = sequence.literals_size != 0;
            const std::uint32_t value = name_offset(sequence.distance, has_literals, repeated);
            ++code_counts_.literals_lengths[literals_length_code(sequence.literals_size)];
            ++code_counts_.match_lengths[match_length_code(sequence.match_size)];
            ++code_counts_.offsets[offset_code(value)];
        }
        count_literals(content.subspan(at));
    }

    Bytes content_;
    Buffer to_;
    std::size_t last_block_ = 0;
    MatchFinder finder_;
    Matches matches_;
    Parser parser_;
    Sequences sequences_;
    ByteCounts literal_counts_{};
    CodeCounts code_counts_ = CodeCounts::predefined();
    BlockState state_;
};

}  // namespace

Result<void> compress(Buffer& to, Bytes content, std::size_t size_max) {
    if (content.size() > content_size_max) return fail(Error::too_large);
    const Buffer frame = std::make_unique<Encoder>(content)->encode();
    BufferWriter writer(to, size_max);
    writer.bytes(frame);
    return writer.finish();
}

}  // namespace core::zstd
