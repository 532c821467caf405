// Written whole, read byte by byte: of a message in the making only numbers are kept.
#include "net/webrtc/message.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/codec/protobuf.h"
#include "core/codec/varint.h"

namespace net::webrtc {
namespace {

constexpr std::uint32_t flag_number = 1;
constexpr std::uint32_t payload_number = 2;

// A size in front of a message; protobuf's own numbers may be longer.
constexpr unsigned size_shift_max = 7 * 3;
constexpr unsigned number_shift_max = 7 * 10;

}  // namespace

core::Buffer encode_message(std::optional<Flag> flag, core::Bytes payload) {
    ASSERT(payload.size() <= message_payload_max);
    const std::size_t body_size =
        (flag ? 2 : 0) +
        (payload.empty() ? 0 : 1 + core::codec::varint_size(payload.size()) + payload.size());
    core::Buffer message;
    message.reserve(body_size + 2);
    core::BufferWriter writer(message, sent_message_size_max);
    core::codec::write_varint(writer, body_size);
    core::codec::ProtobufWriter fields(message, sent_message_size_max);
    if (flag) fields.u64(flag_number, std::to_underlying(*flag));
    if (!payload.empty()) fields.bytes(payload_number, payload);
    ASSERT(fields.finish());
    return message;
}

void MessageReader::receive(core::Bytes bytes) {
    ASSERT(bytes_.empty());
    if (!has_failed()) bytes_ = bytes;
}

std::optional<MessagePart> MessageReader::next() {
    while (!has_failed()) {
        if (state_ == State::tag && left_ == 0) {
            state_ = State::size;
            has_payload_ = false;
            if (const auto flag = std::exchange(flag_, std::nullopt)) return MessageFlag{*flag};
        }
        if (bytes_.empty()) return std::nullopt;
        if (state_ == State::payload) return take_payload();
        if (state_ == State::skip)
            take_skipped();
        else
            step(bytes_[0]);
    }
    bytes_ = {};
    return std::nullopt;
}

// One byte of a varint, which is what all but contents are.
void MessageReader::step(std::byte byte) {
    bytes_ = bytes_.subspan(1);
    if (state_ != State::size) --left_;
    number_ |= (std::to_integer<std::uint64_t>(byte) & 0x7f) << shift_;
    shift_ += 7;
    const bool is_last = byte < std::byte{0x80};
    // A number may not go on where its message ends.
    if (!is_last && state_ != State::size && left_ == 0) return fail();
    if (!is_last) {
        if (shift_ >= (state_ == State::size ? size_shift_max : number_shift_max)) fail();
        return;
    }
    shift_ = 0;
    use_number(std::exchange(number_, 0));
}

void MessageReader::use_number(std::uint64_t number) {
    switch (state_) {
        case State::size: return begin_message(number);
        case State::tag: return use_tag(number);
        case State::flag:
            // Others are of a later protocol, and mean nothing to us.
            if (number <= std::to_underlying(Flag::fin_ack)) flag_ = static_cast<Flag>(number);
            return expect(State::tag);
        case State::payload_size:
            if (number > left_) return fail();
            content_ = number;
            return expect(content_ == 0 ? State::tag : State::payload);
        case State::skip_size: return skip(number);
        case State::number: return expect(State::tag);
        case State::payload:
        case State::skip:
        case State::failed: break;
    }
    ASSERT(false);
}

void MessageReader::begin_message(std::uint64_t size) {
    if (size > received_message_size_max) return fail();
    left_ = size;
    state_ = State::tag;
}

void MessageReader::use_tag(std::uint64_t tag) {
    const std::uint64_t number = tag >> 3;
    if (number == 0 || number > core::codec::protobuf_number_max) return fail();
    const auto type = static_cast<core::codec::WireType>(tag & 7);
    if (number == flag_number) {
        if (type != core::codec::WireType::varint) return fail();
        return expect(State::flag);
    }
    if (number == payload_number) {
        // The last of several would count, but the first was already told.
        if (type != core::codec::WireType::sized || std::exchange(has_payload_, true))
            return fail();
        return expect(State::payload_size);
    }
    switch (type) {
        case core::codec::WireType::varint: return expect(State::number);
        case core::codec::WireType::sized: return expect(State::skip_size);
        case core::codec::WireType::fixed32: return skip(4);
        case core::codec::WireType::fixed64: return skip(8);
    }
    fail();
}

// Where a message is at its end, only another field may come next.
void MessageReader::expect(State state) {
    if (left_ == 0 && state != State::tag) return fail();
    state_ = state;
}

void MessageReader::skip(std::uint64_t size) {
    if (size > left_) return fail();
    content_ = size;
    expect(content_ == 0 ? State::tag : State::skip);
}

std::optional<MessagePart> MessageReader::take_payload() {
    const std::size_t size =
        static_cast<std::size_t>(std::min<std::uint64_t>(content_, bytes_.size()));
    const core::Bytes taken = bytes_.first(size);
    take_skipped();
    return MessagePayload{taken};
}

void MessageReader::take_skipped() {
    const std::size_t size =
        static_cast<std::size_t>(std::min<std::uint64_t>(content_, bytes_.size()));
    bytes_ = bytes_.subspan(size);
    content_ -= size;
    left_ -= size;
    if (content_ == 0) state_ = State::tag;
}

}  // namespace net::webrtc
