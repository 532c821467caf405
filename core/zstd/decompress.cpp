// Frames and their blocks, after RFC 8878, section 3.1.
#include <algorithm>
#include <memory>
#include <optional>

#include "core/base/limits.h"
#include "core/base/reader.h"
#include "core/zstd/format.h"
#include "core/zstd/literals_decode.h"
#include "core/zstd/sequences_decode.h"
#include "core/zstd/xxh64.h"
#include "core/zstd/zstd.h"

namespace core::zstd {
namespace {

struct FrameHeader {
    std::uint64_t window_size = 0;
    std::optional<std::uint64_t> content_size;
    bool has_checksum = false;
};

Result<std::uint64_t> read_window_size(Reader& reader) {
    const std::uint8_t descriptor = TRY(reader.u8());
    const std::uint64_t base = std::uint64_t{1} << ((descriptor >> 3) + 10);
    return base + base / 8 * (descriptor & 7);
}

Result<std::uint32_t> read_dictionary_id(Reader& reader, unsigned size_code) {
    switch (size_code) {
        case 0: return 0;
        case 1: return TRY(reader.u8());
        case 2: return TRY(reader.u16_le());
        default: return TRY(reader.u32_le());
    }
}

Result<std::uint64_t> read_content_size(Reader& reader, unsigned size_code) {
    switch (size_code) {
        case 0: return TRY(reader.u8());
        case 1: return std::uint64_t{TRY(reader.u16_le())} + 256;
        case 2: return TRY(reader.u32_le());
        default: return TRY(reader.u64_le());
    }
}

Result<FrameHeader> read_frame_header(Reader& reader) {
    const unsigned descriptor = TRY(reader.u8());
    if ((descriptor & reserved_flag) != 0) return fail(Error::malformed);
    FrameHeader header;
    header.has_checksum = (descriptor & checksum_flag) != 0;
    const bool single_segment = (descriptor & single_segment_flag) != 0;
    if (!single_segment) header.window_size = TRY(read_window_size(reader));
    if (TRY(read_dictionary_id(reader, descriptor & 3)) != 0) return fail(Error::value_missing);
    const unsigned size_code = descriptor >> 6;
    if (size_code != 0 || single_segment)
        header.content_size = TRY(read_content_size(reader, size_code));
    if (single_segment) header.window_size = *header.content_size;
    if (header.window_size > window_size_max) return fail(Error::too_large);
    return header;
}

// What was decoded so far, and room behind it, which is made once for all blocks: a block of a few
// bytes may want the room of the largest, and leave it as it was.
class Output {
public:
    explicit Output(std::size_t size_max) : size_max_(size_max) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Bytes from(std::size_t begin) const {
        return Bytes(buffer_).subspan(begin, size_ - begin);
    }
    // Where the next bytes go: at least so many.
    std::byte* make_room(std::size_t size) {
        const std::size_t needed = size_ + size;
        if (needed > buffer_.capacity()) {
            // Doubled, but not beyond the limit.
            const std::size_t doubled = std::min(2 * buffer_.capacity(), size_max_ + Target::slack);
            buffer_.reserve(std::max(needed, doubled));
        }
        if (needed > buffer_.size()) buffer_.resize(needed);
        return buffer_.data() + size_;
    }
    void filled(std::size_t size) { size_ += size; }
    [[nodiscard]] Buffer take() && {
        buffer_.resize(size_);
        return std::move(buffer_);
    }

private:
    std::size_t size_max_;
    std::size_t size_ = 0;
    Buffer buffer_;
};

// Decodes one frame behind what `to` already holds.
class FrameDecoder {
public:
    FrameDecoder(Output& to, std::size_t size_max)
        : to_(to), begin_(to.size()), size_max_(size_max) {}

    Result<void> decode(Reader& reader) {
        header_ = TRY(read_frame_header(reader));
        if (header_.content_size && *header_.content_size > size_max_ - begin_)
            return fail(Error::too_large);
        block_max_ =
            static_cast<std::size_t>(std::min<std::uint64_t>(block_size_max, header_.window_size));
        for (bool is_last = false; !is_last;) is_last = TRY(decode_block(reader));
        if (header_.content_size && *header_.content_size != produced())
            return fail(Error::malformed);
        if (!header_.has_checksum) return {};
        const auto checksum = static_cast<std::uint32_t>(xxh64(to_.from(begin_)));
        if (TRY(reader.u32_le()) != checksum) return fail(Error::malformed);
        return {};
    }

private:
    // True after the last.
    Result<bool> decode_block(Reader& reader) {
        const unsigned low = TRY(reader.u16_le());
        const unsigned header = low | unsigned{TRY(reader.u8())} << 16;
        const std::size_t size = header >> 3;
        if (size > block_max_) return fail(Error::malformed);
        switch (static_cast<BlockType>(header >> 1 & 3)) {
            case BlockType::raw: {
                const Bytes content = TRY(reader.take(size));
                TRY(check_room(size));
                std::ranges::copy(content, to_.make_room(size));
                to_.filled(size);
                break;
            }
            case BlockType::rle: {
                const auto byte = std::byte{TRY(reader.u8())};
                TRY(check_room(size));
                std::fill_n(to_.make_room(size), size, byte);
                to_.filled(size);
                break;
            }
            case BlockType::compressed: {
                const Bytes content = TRY(reader.take(size));
                TRY(decode_compressed(content));
                break;
            }
            case BlockType::reserved: return fail(Error::malformed);
        }
        return (header & 1) != 0;
    }

    Result<void> decode_compressed(Bytes content) {
        const std::size_t room = std::min(block_max_, room_left());
        const auto made = decode_content(
            Reader(content), {.at = to_.make_room(room + Target::slack),
                              .behind = to_.size() - begin_,
                              .window_size = static_cast<std::size_t>(header_.window_size),
                              .room = room});
        // What is missing within a block does not come with more input.
        if (!made) return fail(made.error() == Error::too_large ? overflow() : Error::malformed);
        to_.filled(*made);
        return {};
    }

    Result<std::size_t> decode_content(Reader block, const Target& target) {
        const Bytes literals = TRY(literals_.decode(block, target.room));
        return sequences_.decode(block, literals, target);
    }

    [[nodiscard]] std::size_t produced() const { return to_.size() - begin_; }

    // What may still come: by the caller's limit, and by the frame's own claim.
    [[nodiscard]] std::size_t room_left() const {
        const std::size_t allowed = size_max_ - to_.size();
        if (!header_.content_size) return allowed;
        const std::uint64_t claimed = *header_.content_size - produced();
        return static_cast<std::size_t>(std::min<std::uint64_t>(allowed, claimed));
    }

    // Content beyond what the frame claims is the frame's contradiction, not too much.
    [[nodiscard]] Error overflow() const {
        const bool caller_limits = !header_.content_size && size_max_ - to_.size() < block_max_;
        return caller_limits ? Error::too_large : Error::malformed;
    }

    [[nodiscard]] Result<void> check_room(std::size_t size) const {
        if (size > room_left()) return fail(overflow());
        return {};
    }

    Output& to_;
    std::size_t begin_;
    std::size_t size_max_;
    FrameHeader header_;
    std::size_t block_max_ = 0;
    LiteralsDecoder literals_;
    SequencesDecoder sequences_;
};

}  // namespace

Result<Buffer> decompress(Bytes frames, std::size_t size_max) {
    Reader reader(frames);
    Output to(size_max);
    do {
        const bool is_first = reader.position() == 0;
        const auto magic = reader.u32_le();
        if (!magic) return fail(is_first ? Error::truncated : Error::trailing_bytes);
        if ((*magic & skippable_mask) == skippable_magic) {
            const std::uint32_t size = TRY(reader.u32_le());
            TRY(reader.take(size));
            continue;
        }
        if (*magic != frame_magic) return fail(is_first ? Error::malformed : Error::trailing_bytes);
        TRY(std::make_unique<FrameDecoder>(to, size_max)->decode(reader));
    } while (!reader.at_end());
    return std::move(to).take();
}

}  // namespace core::zstd
