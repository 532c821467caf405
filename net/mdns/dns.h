// As much of DNS messages (RFC 1035, 6762) as discovery on a local network reads and writes.
// MessageReader goes over the questions, then over the records, of a datagram that anybody on the
// network may have sent. It copies names only, allocates nothing, and every loop in it ends:
// rules MD1 and MD2, spec/mdns.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/writer.h"

namespace net::mdns {

inline constexpr std::size_t name_size_max = 255;
inline constexpr std::size_t label_size_max = 63;
inline constexpr std::size_t text_size_max = 255;
// What others may send, in jumbo frames, and the records therein.
inline constexpr std::size_t datagram_size_max = 9'000;
inline constexpr std::size_t record_count_max = 512;

// A domain name as on the wire, uncompressed and in small letters, without the empty label at its
// end.
class Name {
public:
    Name() = default;
    // Of labels with dots between them. Each must be short enough.
    explicit Name(std::string_view text);

    [[nodiscard]] core::Bytes bytes() const { return core::Bytes(bytes_).first(size_); }
    [[nodiscard]] core::Result<void> append(core::Bytes label);
    // The name without its first label.
    [[nodiscard]] core::Bytes parent() const;
    [[nodiscard]] core::Bytes first_label() const;

    friend bool operator==(const Name& left, const Name& right) {
        return core::equal(left.bytes(), right.bytes());
    }

private:
    std::array<std::byte, name_size_max> bytes_{};
    std::size_t size_ = 0;
};

enum class RecordType : std::uint16_t { pointer = 12, text = 16, any = 255 };

inline constexpr std::uint16_t class_internet = 1;
// In a question: the answer may be sent to one; in a record: it replaces others.
inline constexpr std::uint16_t class_top_bit = 0x8000;
inline constexpr std::uint16_t response_flags = 0x8400;

struct Question {
    Name name;
    std::uint16_t type;
    std::uint16_t class_;
};
struct Record {
    Name name;
    std::uint16_t type;
    std::uint16_t class_;
    std::uint32_t seconds;  // To live.
    core::Bytes data;
};

class MessageReader {
public:
    [[nodiscard]] static core::Result<MessageReader> of(core::Bytes message);

    [[nodiscard]] bool is_response() const { return is_response_; }
    // In order: all questions, then all records of all sections; then nothing.
    [[nodiscard]] core::Result<std::optional<Question>> next_question();
    [[nodiscard]] core::Result<std::optional<Record>> next_record();

private:
    explicit MessageReader(core::Bytes message) : message_(message) {}

    core::Result<Name> name();
    core::Result<std::uint16_t> u16();
    core::Result<core::Bytes> take(std::size_t size);

    core::Bytes message_;
    std::size_t position_ = 0;
    bool is_response_ = false;
    std::size_t questions_left_ = 0;
    std::size_t records_left_ = 0;
};

// The first text of a TXT record's data, which then begins behind it.
[[nodiscard]] core::Result<core::Bytes> take_text(core::Bytes& data);

}  // namespace net::mdns
