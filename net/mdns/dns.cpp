// Reading DNS messages, whose names may point backwards into the message.
#include "net/mdns/dns.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"

namespace net::mdns {
namespace {

constexpr std::uint8_t pointer_bits = 0xc0;

std::byte small_letter(std::byte letter) {
    const bool is_capital = letter >= std::byte{'A'} && letter <= std::byte{'Z'};
    return is_capital ? letter | std::byte{0x20} : letter;
}

}  // namespace

Name::Name(std::string_view text) {
    while (!text.empty()) {
        const std::string_view label = text.substr(0, text.find('.'));
        ASSERT(append(core::as_bytes(label)));
        text.remove_prefix(std::min(text.size(), label.size() + 1));
    }
}

core::Result<void> Name::append(core::Bytes label) {
    if (label.empty() || label.size() > label_size_max) return core::fail(core::Error::malformed);
    // One byte more for the end.
    if (size_ + 1 + label.size() + 1 > name_size_max) return core::fail(core::Error::too_large);
    bytes_[size_++] = static_cast<std::byte>(label.size());
    for (const std::byte letter : label) bytes_[size_++] = small_letter(letter);
    return {};
}

core::Bytes Name::first_label() const {
    return size_ == 0 ? core::Bytes() : bytes().subspan(1, std::to_integer<std::size_t>(bytes_[0]));
}

core::Bytes Name::parent() const {
    return size_ == 0 ? core::Bytes() : bytes().subspan(1 + first_label().size());
}

core::Result<MessageReader> MessageReader::of(core::Bytes message) {
    if (message.size() > datagram_size_max) return core::fail(core::Error::too_large);
    MessageReader reader(message);
    static_cast<void>(TRY(reader.u16()));  // The id, which has no meaning here.
    const std::uint16_t flags = TRY(reader.u16());
    // Another operation than a query, or its failure.
    if ((flags & 0x780f) != 0) return core::fail(core::Error::format_unknown);
    reader.is_response_ = (flags & 0x8000) != 0;
    reader.questions_left_ = TRY(reader.u16());
    for (int section = 0; section < 3; ++section) reader.records_left_ += TRY(reader.u16());
    if (reader.questions_left_ + reader.records_left_ > record_count_max)
        return core::fail(core::Error::too_large);
    return reader;
}

core::Result<std::optional<Question>> MessageReader::next_question() {
    if (questions_left_ == 0) return std::nullopt;
    --questions_left_;
    const Name asked = TRY(name());
    const std::uint16_t type = TRY(u16());
    return Question{asked, type, TRY(u16())};
}

core::Result<std::optional<Record>> MessageReader::next_record() {
    while (TRY(next_question())) continue;
    if (records_left_ == 0) return std::nullopt;
    --records_left_;
    Record record{
        .name = TRY(name()), .type = TRY(u16()), .class_ = TRY(u16()), .seconds = 0, .data = {}};
    record.seconds = *core::Reader(TRY(take(sizeof record.seconds))).u32_be();
    const std::uint16_t size = TRY(u16());
    record.data = TRY(take(size));
    return record;
}

// A pointer must point in front of everything that was read for this name, so there are no loops.
core::Result<Name> MessageReader::name() {
    Name name;
    std::size_t at = position_;
    std::size_t begin = position_;
    bool has_jumped = false;
    for (;;) {
        if (at >= message_.size()) return core::fail(core::Error::truncated);
        const auto size = std::to_integer<std::uint8_t>(message_[at]);
        if (size < pointer_bits) {
            if (size > label_size_max) return core::fail(core::Error::malformed);
            if (message_.size() - at - 1 < size) return core::fail(core::Error::truncated);
            if (size > 0) TRY(name.append(message_.subspan(at + 1, size)));
            at += 1u + size;
            if (!has_jumped) position_ = at;
            if (size == 0) return name;
            continue;
        }
        if (message_.size() - at < 2) return core::fail(core::Error::truncated);
        const std::size_t target =
            (size & ~pointer_bits & 0xffu) << 8 | std::to_integer<std::size_t>(message_[at + 1]);
        if (target >= begin) return core::fail(core::Error::malformed);
        if (!has_jumped) position_ = at + 2;
        has_jumped = true;
        at = begin = target;
    }
}

core::Result<std::uint16_t> MessageReader::u16() { return core::Reader(TRY(take(2))).u16_be(); }

core::Result<core::Bytes> MessageReader::take(std::size_t size) {
    if (message_.size() - position_ < size) return core::fail(core::Error::truncated);
    position_ += size;
    return message_.subspan(position_ - size, size);
}

core::Result<core::Bytes> take_text(core::Bytes& data) {
    core::Reader reader(data);
    const std::uint8_t size = TRY(reader.u8());
    const core::Bytes text = TRY(reader.take(size));
    data = reader.rest();
    return text;
}

}  // namespace net::mdns
