// Headers are checked as soon as their first two bytes are there, and once more with their length.
#include "net/websocket/frame.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace net::websocket {
namespace {

constexpr unsigned short_length_max = 125;
constexpr unsigned length16 = 126;
constexpr unsigned length64 = 127;

constexpr Violation violation{CloseCode::violation};

}  // namespace

FrameHeader::FrameHeader(Opcode opcode, std::uint64_t payload_size, std::optional<MaskKey> mask) {
    const unsigned masked = mask ? 128 : 0;
    core::SpanWriter writer(bytes_);
    writer.u8(static_cast<std::uint8_t>(128 | std::to_underlying(opcode)));
    if (payload_size <= short_length_max) {
        writer.u8(static_cast<std::uint8_t>(masked | payload_size));
    } else if (payload_size <= UINT16_MAX) {
        writer.u8(static_cast<std::uint8_t>(masked | length16));
        writer.u16_be(static_cast<std::uint16_t>(payload_size));
    } else {
        writer.u8(static_cast<std::uint8_t>(masked | length64));
        writer.u64_be(payload_size);
    }
    if (mask) writer.bytes(*mask);
    size_ = writer.finish()->size();
}

std::optional<FrameItem> FrameReader::next(core::Bytes& input, core::MutableBytes scratch) {
    for (;;) {
        if (!within_payload_) {
            if (!gather_header(input, 2)) return std::nullopt;
            if (const Verdict wrong = check_start()) return *wrong;
            if (!gather_header(input, header_size())) return std::nullopt;
            if (const Verdict wrong = begin_payload()) return *wrong;
        }
        if (is_control()) {
            const auto control = gather_control(input);
            if (!control) return std::nullopt;
            return *control;
        }
        if (payload_left_ > 0) {
            if (input.empty()) return std::nullopt;
            return take_data(input, scratch);
        }
        finish_frame();  // It was empty.
    }
}

bool FrameReader::gather_header(core::Bytes& input, std::size_t size) {
    if (header_filled_ >= size) return true;
    const core::Bytes taken = input.first(std::min(input.size(), size - header_filled_));
    core::copy(core::MutableBytes(header_).subspan(header_filled_), taken);
    header_filled_ += taken.size();
    input = input.subspan(taken.size());
    return header_filled_ == size;
}

std::size_t FrameReader::header_size() const {
    const unsigned length = std::to_integer<unsigned>(header_[1]) & 127;
    const std::size_t length_size = length == length16 ? 2 : length == length64 ? 8 : 0;
    return 2 + length_size + (is_masked() ? sizeof(MaskKey) : 0);
}

FrameReader::Verdict FrameReader::check_start() const {
    constexpr std::byte reserved{0x70};
    if ((header_[0] & reserved) != std::byte{0}) return violation;
    if (is_masked() != (role_ == Role::server)) return violation;
    const unsigned length = std::to_integer<unsigned>(header_[1]) & 127;
    switch (opcode()) {
        case Opcode::continuation: return within_message_ ? Verdict{} : violation;
        case Opcode::binary: return within_message_ ? violation : Verdict{};
        case Opcode::text:
            return Violation{within_message_ ? CloseCode::violation : CloseCode::text};
        case Opcode::close:
        case Opcode::ping:
        case Opcode::pong: return is_last() && length <= short_length_max ? Verdict{} : violation;
    }
    return violation;  // An opcode without a name.
}

FrameReader::Verdict FrameReader::begin_payload() {
    core::Reader reader(core::Bytes(header_).subspan(1));
    payload_left_ = *reader.u8() & 127;
    if (payload_left_ == length16) {
        payload_left_ = *reader.u16_be();
        if (payload_left_ <= short_length_max) return violation;
    } else if (payload_left_ == length64) {
        payload_left_ = *reader.u64_be();
        if (payload_left_ <= UINT16_MAX || payload_left_ > INT64_MAX) return violation;
    }
    if (is_masked()) core::copy(mask_, *reader.take(mask_.size()));
    if (!is_control()) within_message_ = !is_last();
    within_payload_ = true;
    return std::nullopt;
}

DataPart FrameReader::take_data(core::Bytes& input, core::MutableBytes scratch) {
    core::Bytes part = input;
    if (is_masked()) {
        ASSERT(!scratch.empty());
        part = part.first(std::min(part.size(), scratch.size()));
    }
    if (part.size() > payload_left_) part = part.first(static_cast<std::size_t>(payload_left_));
    input = input.subspan(part.size());
    payload_left_ -= part.size();
    if (is_masked()) {
        apply_mask(scratch, part, mask_);
        mask_ = rotated(mask_, part.size());
        part = scratch.first(part.size());
    }
    if (payload_left_ == 0) finish_frame();
    return {part};
}

std::optional<ControlFrame> FrameReader::gather_control(core::Bytes& input) {
    // At most 125, as was checked.
    const auto left = static_cast<std::size_t>(payload_left_);
    const core::Bytes taken = input.first(std::min(input.size(), left));
    const auto room = core::MutableBytes(control_).subspan(control_filled_);
    if (is_masked()) {
        apply_mask(room, taken, mask_);
        mask_ = rotated(mask_, taken.size());
    } else {
        core::copy(room, taken);
    }
    control_filled_ += taken.size();
    payload_left_ -= taken.size();
    input = input.subspan(taken.size());
    if (payload_left_ > 0) return std::nullopt;
    const core::Bytes payload = core::Bytes(control_).first(std::exchange(control_filled_, 0));
    finish_frame();
    return ControlFrame{opcode(), payload};
}

void FrameReader::finish_frame() {
    within_payload_ = false;
    header_filled_ = 0;
}

}  // namespace net::websocket
