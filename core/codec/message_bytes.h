// MessageBytes is a message while it is written: its version, its kind, and the fields behind them.
// That it becomes larger than may be is a bug of who writes it, and ends the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace core::codec {

class MessageBytes {
public:
    explicit MessageBytes(std::size_t size_max) : writer_(bytes_, size_max) {}
    MessageBytes(const MessageBytes&) = delete;  // The writer is of these bytes.
    MessageBytes& operator=(const MessageBytes&) = delete;

    void head(std::uint8_t version, std::size_t kind) {
        writer_.u8(version);
        writer_.u8(static_cast<std::uint8_t>(kind));
    }
    void number(std::uint64_t value) { write_varint(writer_, value); }
    // What has a size of its own.
    void sized(Bytes bytes) {
        number(bytes.size());
        writer_.bytes(bytes);
    }
    [[nodiscard]] BufferWriter& writer() { return writer_; }

    [[nodiscard]] Buffer take() {
        ASSERT(writer_.finish());
        return std::move(bytes_);
    }

private:
    Buffer bytes_;
    BufferWriter writer_;
};

}  // namespace core::codec
