// Reader takes values off a view of bytes that somebody else wrote. It checks every length against
// what is really there, copies nothing and allocates nothing; after an error it stands where it
// stood before.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core {

class Reader {
public:
    explicit Reader(Bytes bytes) : bytes_(bytes) {}

    [[nodiscard]] Bytes rest() const { return bytes_.subspan(position_); }
    [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] bool at_end() const { return remaining() == 0; }

    Result<std::uint8_t> u8() { return big_endian<std::uint8_t>(); }
    Result<std::uint16_t> u16_be() { return big_endian<std::uint16_t>(); }
    Result<std::uint32_t> u32_be() { return big_endian<std::uint32_t>(); }
    Result<std::uint64_t> u64_be() { return big_endian<std::uint64_t>(); }
    Result<std::uint16_t> u16_le() { return little_endian<std::uint16_t>(); }
    Result<std::uint32_t> u32_le() { return little_endian<std::uint32_t>(); }
    Result<std::uint64_t> u64_le() { return little_endian<std::uint64_t>(); }

    // [take]
    // A view of the next `size` bytes. The size may be a peer's claim: it is 64 bits wide on
    // purpose, so that no caller narrows it before it was checked.
    Result<Bytes> take(std::uint64_t size) {
        if (size > remaining()) return fail(Error::truncated);
        const Bytes taken = bytes_.subspan(position_, static_cast<std::size_t>(size));
        position_ += taken.size();
        return taken;
    }
    // [/take]

    template <class Fixed>
    Result<Fixed> fixed() {
        Fixed value;
        copy(value.mutable_view(), TRY(take(Fixed::size_bytes)));
        return value;
    }

    // For formats in which nothing may follow.
    [[nodiscard]] Result<void> expect_end() const {
        if (!at_end()) return fail(Error::trailing_bytes);
        return {};
    }

private:
    template <std::unsigned_integral Number>
    Result<Number> little_endian() {
        const Bytes taken = TRY(take(sizeof(Number)));
        Number number;
        std::memcpy(&number, taken.data(), sizeof number);
        static_assert(std::endian::native == std::endian::little,
                      "a port to a big-endian machine swaps here");
        return number;
    }

    template <std::unsigned_integral Number>
    Result<Number> big_endian() {
        return std::byteswap(TRY(little_endian<Number>()));
    }

    Bytes bytes_;
    std::size_t position_ = 0;
};

}  // namespace core
