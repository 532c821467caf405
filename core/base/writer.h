// Writers put values behind one another: BufferWriter into a buffer that grows up to a limit,
// SpanWriter into memory the caller lends.
//
// Running out of room is remembered instead of returned, so that encoders read as a list of fields:
// ask once, with finish(). After the first overflow nothing more is written.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core {

// What both writers can do; Target supplies `MutableBytes reserve(size)`, empty when there is no
// room.
template <class Target>
class WriterOperations {
public:
    void u8(std::uint8_t number) { little_endian(number); }
    void u16_be(std::uint16_t number) { little_endian(std::byteswap(number)); }
    void u32_be(std::uint32_t number) { little_endian(std::byteswap(number)); }
    void u64_be(std::uint64_t number) { little_endian(std::byteswap(number)); }
    void u16_le(std::uint16_t number) { little_endian(number); }
    void u32_le(std::uint32_t number) { little_endian(number); }
    void u64_le(std::uint64_t number) { little_endian(number); }
    void text(std::string_view text) { bytes(as_bytes(text)); }

    void bytes(Bytes bytes) {
        if (bytes.empty()) return;
        const MutableBytes room = target().reserve(bytes.size());
        if (!room.empty()) copy(room, bytes);
    }

private:
    template <std::unsigned_integral Number>
    void little_endian(Number number) {
        static_assert(std::endian::native == std::endian::little,
                      "a port to a big-endian machine swaps here");
        bytes(std::as_bytes(std::span(&number, 1)));
    }

    Target& target() { return static_cast<Target&>(*this); }
};

class BufferWriter : public WriterOperations<BufferWriter> {
public:
    // Appends to `buffer`, which may then hold at most `size_max` bytes and must outlive the
    // writer.
    BufferWriter(Buffer& buffer, std::size_t size_max) : buffer_(buffer), size_max_(size_max) {}

    [[nodiscard]] Result<void> finish() const {
        if (overflowed_) return fail(Error::too_large);
        return {};
    }

private:
    friend class WriterOperations<BufferWriter>;

    MutableBytes reserve(std::size_t size) {
        const std::size_t before = buffer_.size();
        if (overflowed_ || before > size_max_ || size > size_max_ - before) {
            overflowed_ = true;
            return {};
        }
        buffer_.resize(before + size);
        return MutableBytes(buffer_).subspan(before);
    }

    Buffer& buffer_;
    std::size_t size_max_;
    bool overflowed_ = false;
};

class SpanWriter : public WriterOperations<SpanWriter> {
public:
    explicit SpanWriter(MutableBytes room) : room_(room) {}

    // What was written, at the beginning of the lent memory.
    [[nodiscard]] Result<MutableBytes> finish() const {
        if (overflowed_) return fail(Error::too_large);
        return room_.first(used_);
    }

private:
    friend class WriterOperations<SpanWriter>;

    MutableBytes reserve(std::size_t size) {
        if (overflowed_ || size > room_.size() - used_) {
            overflowed_ = true;
            return {};
        }
        used_ += size;
        return room_.subspan(used_ - size, size);
    }

    MutableBytes room_;
    std::size_t used_ = 0;
    bool overflowed_ = false;
};

}  // namespace core
