// Reads a module's sections as far as its memory, and writes that one anew.
#include "fabric/units/wasm_memory.h"

#include <algorithm>

#include "core/base/reader.h"
#include "core/base/writer.h"

namespace fabric::units {
namespace {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::fail;
using core::Reader;
using core::Result;

constexpr std::uint32_t wasm_magic = 0x6d736100;  // "\0asm"
constexpr std::uint32_t wasm_version = 1;
constexpr std::uint8_t memory_section = 5;
constexpr std::uint8_t has_maximum = 1;
constexpr std::uint8_t is_shared = 2;
constexpr std::uint64_t pages_of_32_bits = 65536;

// LEB128 as engines take it: at most five bytes, at most 32 bits, longer than needed or not.
Result<std::uint32_t> take_leb(Reader& reader) {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        const std::uint8_t byte = TRY(reader.u8());
        number |= std::uint64_t{byte & 0x7fU} << shift;
        if ((byte & 0x80U) != 0) continue;
        if (number > UINT32_MAX) return fail(Error::malformed);
        return static_cast<std::uint32_t>(number);
    }
    return fail(Error::malformed);
}

void write_leb(Buffer& to, std::uint64_t number) {
    while (number >= 0x80) {
        to.push_back(static_cast<std::byte>(number | 0x80U));
        number >>= 7;
    }
    to.push_back(static_cast<std::byte>(number));
}

// The section anew. An empty answer is one without a memory.
Result<Buffer> lowered_section(Bytes section, std::uint64_t pages_max) {
    Reader reader(section);
    const std::uint32_t count = TRY(take_leb(reader));
    if (count == 0) return Buffer{};
    if (count > 1) return fail(Error::malformed);
    const std::uint8_t flags = TRY(reader.u8());
    if (flags > (has_maximum | is_shared)) return fail(Error::malformed);
    const std::uint64_t minimum = TRY(take_leb(reader));
    std::uint64_t maximum = pages_of_32_bits;
    if ((flags & has_maximum) != 0) maximum = TRY(take_leb(reader));
    TRY(reader.expect_end());
    if (minimum > pages_max) return fail(Error::too_large);
    Buffer body;
    write_leb(body, 1);
    body.push_back(static_cast<std::byte>(flags | has_maximum));
    write_leb(body, minimum);
    write_leb(body, std::min(maximum, pages_max));
    Buffer whole{static_cast<std::byte>(memory_section)};
    write_leb(whole, body.size());
    core::append(whole, body);
    return whole;
}

}  // namespace

Result<Buffer> with_memory_max(Bytes module, std::uint64_t memory_max) {
    Reader reader(module);
    if (TRY(reader.u32_le()) != wasm_magic) return fail(Error::malformed);
    if (TRY(reader.u32_le()) != wasm_version) return fail(Error::malformed);
    while (!reader.at_end()) {
        const std::size_t begin = reader.position();
        const std::uint8_t kind = TRY(reader.u8());
        const std::uint32_t size = TRY(take_leb(reader));
        const Bytes section = TRY(reader.take(size));
        if (kind != memory_section) continue;
        const Buffer lowered = TRY(lowered_section(section, memory_max / wasm_page_size));
        if (lowered.empty()) continue;
        Buffer result(module.begin(), module.begin() + static_cast<std::ptrdiff_t>(begin));
        core::append(result, lowered);
        core::append(result, reader.rest());
        return result;
    }
    return Buffer(module.begin(), module.end());
}

}  // namespace fabric::units
