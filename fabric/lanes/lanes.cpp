// Messages cut into frames, and put together again.
#include "fabric/lanes/lanes.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::lanes {

using core::Buffer;
using core::Bytes;
using core::Error;

namespace {

constexpr std::uint8_t more_flag = 0x80;

constexpr std::size_t kib = std::size_t{1} << 10;
constexpr std::size_t mib = std::size_t{1} << 20;

}  // namespace

std::string_view describe(Lane lane) {
    switch (lane) {
        case Lane::presence: return "presence";
        case Lane::leadership: return "leadership";
        case Lane::members: return "members";
        case Lane::interest: return "interest";
        case Lane::places: return "places";
        case Lane::sync: return "sync";
        case Lane::changes: return "changes";
        case Lane::tasks: return "tasks";
        case Lane::bulk: return "bulk";
        case Lane::notes: return "notes";
        case Lane::blobs: return "blobs";
    }
    std::unreachable();
}

std::size_t message_size_max(Lane lane) {
    switch (lane) {
        case Lane::presence: return kib;
        case Lane::leadership: return mib;
        case Lane::members: return 128 * kib;
        case Lane::interest: return 128 * kib;
        case Lane::places: return 16 * kib;
        case Lane::sync: return 80 * kib;
        case Lane::changes: return 17 * mib;  // The largest change goes alone.
        case Lane::tasks: return 160 * kib;
        case Lane::bulk: return 17 * mib;
        case Lane::notes: return 16 * kib;
        case Lane::blobs: return 64 * kib;
    }
    std::unreachable();
}

void Sender::put(Lane lane, Buffer message) {
    ASSERT(!message.empty() && message.size() <= message_size_max(lane));
    Waiting& waiting = of(lane);
    waiting.size += message.size();
    const bool is_queued = waiting.messages.push(std::move(message));
    ASSERT(is_queued);
}

std::optional<Lane> Sender::next_lane() const {
    for (std::uint8_t number = 0; number < lane_count; ++number)
        if (!of(Lane{number}).messages.empty()) return Lane{number};
    return std::nullopt;
}

Bytes Sender::outgoing() {
    if (frame_.empty())
        if (const auto lane = next_lane()) cut_frame(*lane);
    return Bytes(frame_).subspan(frame_sent_size_);
}

void Sender::cut_frame(Lane lane) {
    Waiting& waiting = of(lane);
    const Bytes rest = Bytes(waiting.messages.front()).subspan(waiting.sent_size);
    const Bytes part = rest.first(std::min(rest.size(), frame_size_max));
    const bool has_more = part.size() < rest.size();
    frame_.push_back(std::byte(std::to_underlying(lane) | (has_more ? more_flag : 0)));
    frame_.push_back(std::byte(part.size() >> 8));
    frame_.push_back(std::byte(part.size() & 0xff));
    core::append(frame_, part);
    waiting.size -= part.size();
    waiting.sent_size += part.size();
    if (has_more) return;
    waiting.messages.drop_front();
    waiting.sent_size = 0;
}

void Sender::consume(std::size_t size) {
    ASSERT(size <= frame_.size() - frame_sent_size_);
    frame_sent_size_ += size;
    if (frame_sent_size_ < frame_.size()) return;
    frame_.clear();
    frame_sent_size_ = 0;
}

void Receiver::receive(Bytes bytes) {
    ASSERT(messages_.empty());
    while (!failure_ && !bytes.empty()) {
        const std::size_t wanted = frame_ ? frame_->missing_size : frame_head_size - head_.size();
        const Bytes some = bytes.first(std::min(wanted, bytes.size()));
        bytes = bytes.subspan(some.size());
        if (frame_) {
            take(some);
            continue;
        }
        core::append(head_, some);
        if (head_.size() == frame_head_size && !begin_frame()) failure_ = Error::malformed;
    }
    if (failure_) parts_ = {};
}

bool Receiver::begin_frame() {
    const auto first = std::to_integer<std::uint8_t>(head_[0]);
    const std::size_t size =
        std::to_integer<std::size_t>(head_[1]) << 8 | std::to_integer<std::size_t>(head_[2]);
    head_.clear();
    const std::uint8_t number = first & ~more_flag;
    if (number >= lane_count || size == 0 || size > frame_size_max) return false;
    const Lane lane{number};
    if (size > message_size_max(lane) - parts_[number].size()) return false;
    frame_ = {lane, (first & more_flag) != 0, size};
    return true;
}

void Receiver::take(Bytes bytes) {
    Buffer& part = parts_[std::to_underlying(frame_->lane)];
    core::append(part, bytes);
    frame_->missing_size -= bytes.size();
    if (frame_->missing_size > 0) return;
    const Frame frame = *std::exchange(frame_, std::nullopt);
    if (frame.has_more) return;
    const bool is_queued = messages_.push({frame.lane, std::exchange(part, {})});
    ASSERT(is_queued);
}

std::size_t Receiver::held_size() const {
    std::size_t size = 0;
    for (const Buffer& part : parts_) size += part.size();
    return size;
}

}  // namespace fabric::lanes
