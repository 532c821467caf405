// The literals' header has one to five bytes, by type and size format; RFC 8878, section 3.1.1.3.1.
#include "core/zstd/literals_decode.h"

namespace core::zstd {
namespace {

struct Header {
    LiteralsType type;
    std::size_t size;             // Of what they are.
    std::size_t compressed_size;  // Of what is in the block; for compressed and treeless only.
    bool four_streams;
};

Result<std::uint64_t> little_endian(Reader& reader, std::size_t size) {
    std::uint64_t number = 0;
    const Bytes bytes = TRY(reader.take(size));
    for (std::size_t i = 0; i < size; ++i)
        number |= std::to_integer<std::uint64_t>(bytes[i]) << 8 * i;
    return number;
}

Result<Header> read_header(Reader& block) {
    if (block.at_end()) return fail(Error::truncated);
    const auto first = std::to_integer<unsigned>(block.rest()[0]);
    const auto type = static_cast<LiteralsType>(first & 3);
    const unsigned format = first >> 2 & 3;
    Header header{.type = type, .size = 0, .compressed_size = 0, .four_streams = format != 0};
    switch (type) {
        case LiteralsType::raw:
        case LiteralsType::rle: {
            const std::size_t size = format == 1 ? 2 : format == 3 ? 3 : 1;
            const unsigned unused_bits = size == 1 ? 3 : 4;
            header.size = static_cast<std::size_t>(TRY(little_endian(block, size)) >> unused_bits);
            return header;
        }
        case LiteralsType::compressed:
        case LiteralsType::treeless: {
            const unsigned size_bits = format == 2 ? 14 : format == 3 ? 18 : 10;
            const std::uint64_t bits = TRY(little_endian(block, (4 + 2 * size_bits) / 8)) >> 4;
            header.size = static_cast<std::size_t>(bits & ((1U << size_bits) - 1));
            header.compressed_size = static_cast<std::size_t>(bits >> size_bits);
            return header;
        }
    }
    std::unreachable();
}

}  // namespace

Result<Bytes> LiteralsDecoder::decode(Reader& block, std::size_t size_max) {
    const Header header = TRY(read_header(block));
    if (header.size > size_max) return fail(Error::too_large);
    if (buffer_.size() < header.size + slack) buffer_.resize(header.size + slack);
    const MutableBytes literals = MutableBytes(buffer_).first(header.size);
    switch (header.type) {
        case LiteralsType::raw: copy(literals, TRY(block.take(header.size))); break;
        case LiteralsType::rle: {
            const auto byte = std::byte{TRY(block.u8())};
            std::ranges::fill(literals, byte);
            break;
        }
        case LiteralsType::compressed:
        case LiteralsType::treeless: {
            Reader section(TRY(block.take(header.compressed_size)));
            if (header.type == LiteralsType::compressed) TRY(huffman_.read_tree(section));
            if (!huffman_.has_tree()) return fail(Error::malformed);
            if (header.four_streams)
                TRY(huffman_.decode_four_streams(literals, section.rest()));
            else
                TRY(huffman_.decode_stream(literals, section.rest()));
            break;
        }
    }
    return literals;
}

}  // namespace core::zstd
