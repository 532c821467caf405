// The parts of a file of text, each compressed if that makes it smaller (rule TF5, spec/crdt.md).
#pragma once

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "core/crdt/text/text_file.h"
#include "core/zstd/zstd.h"

namespace core::crdt::text_file {

class PartsWriter {
public:
    explicit PartsWriter(BufferWriter& writer) : writer_(writer) {}

    // As it is, where compressing does not make it smaller.
    Result<void> add(Bytes content) {
        if (content.size() > room_) return fail(Error::too_large);
        room_ -= content.size();
        Buffer compressed;
        const bool is_smaller =
            !content.empty() && zstd::compress(compressed, content, content.size() - 1).has_value();
        const Bytes written = is_smaller ? Bytes(compressed) : content;
        codec::write_varint(writer_, written.size() * 2 + (is_smaller ? 1 : 0));
        writer_.bytes(written);
        return {};
    }

private:
    BufferWriter& writer_;
    std::size_t room_ = text_file_unpacked_max;
};

class PartsReader {
public:
    explicit PartsReader(Reader& reader) : reader_(reader) {}

    Result<Buffer> next() {
        const std::uint64_t head = TRY(codec::read_varint(reader_));
        const Bytes bytes = TRY(reader_.take(head / 2));
        if (head % 2 == 0 && bytes.size() > room_) return fail(Error::too_large);
        Buffer content = head % 2 == 1 ? TRY(zstd::decompress(bytes, room_))
                                       : Buffer(bytes.begin(), bytes.end());
        room_ -= content.size();
        return content;
    }

private:
    Reader& reader_;
    std::size_t room_ = text_file_unpacked_max;
};

}  // namespace core::crdt::text_file
