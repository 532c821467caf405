// Lanes carry several conversations over one stream (rules LN1–LN7, spec/lanes.md). Each message
// goes out in frames, and between two frames of a long one others have their turn: a pulse does not
// wait until 16 MiB of changes have gone.
//
//     sender.put(Lane::changes, message);
//     while (!sender.outgoing().empty()) sender.consume(stream.write(sender.outgoing()));
//
//     receiver.receive(bytes);
//     while (auto message = receiver.next_message()) …
//     if (receiver.failure()) …                       the peer does not speak as we do
//
//   frame := lane and whether more follows (1), size (2, big-endian, at least 1), bytes
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/queue.h"

namespace fabric::lanes {

// In the order of their precedence.
enum class Lane : std::uint8_t {
    presence,
    leadership,
    members,
    interest,
    places,
    sync,
    changes,
    tasks,
    bulk,
    notes,
    blobs,
};
inline constexpr std::size_t lane_count = std::to_underlying(Lane::blobs) + 1;
[[nodiscard]] std::string_view describe(Lane lane);

inline constexpr std::size_t frame_head_size = 3;
// So much of a long message goes before others have their turn.
inline constexpr std::size_t frame_size_max = std::size_t{16} << 10;

// The largest message that is taken on each lane, which is what a peer can make us hold.
[[nodiscard]] std::size_t message_size_max(Lane lane);

struct Message {
    Lane lane;
    core::Buffer bytes;
};

class Sender {
public:
    // Not empty, and no larger than may be. How much there is to be sent is its owner's to bound.
    void put(Lane lane, core::Buffer message);

    // The frame whose turn it is, or what is left of it. Valid until the next call of consume().
    [[nodiscard]] core::Bytes outgoing();
    void consume(std::size_t size);

    // What waits on a lane, without what is in the frame that goes out.
    [[nodiscard]] std::size_t waiting_size(Lane lane) const { return of(lane).size; }
    [[nodiscard]] bool empty() const { return frame_.empty() && !next_lane(); }

private:
    // No queue of messages is that long: each belongs to something that is bounded itself.
    static constexpr std::size_t messages_max = std::size_t{1} << 16;

    struct Waiting {
        core::Queue<core::Buffer> messages{messages_max};
        std::size_t sent_size = 0;  // Of the first.
        std::size_t size = 0;
    };

    [[nodiscard]] Waiting& of(Lane lane) { return lanes_[std::to_underlying(lane)]; }
    [[nodiscard]] const Waiting& of(Lane lane) const { return lanes_[std::to_underlying(lane)]; }
    [[nodiscard]] std::optional<Lane> next_lane() const;
    void cut_frame(Lane lane);

    std::array<Waiting, lane_count> lanes_;
    core::Buffer frame_;
    std::size_t frame_sent_size_ = 0;
};

class Receiver {
public:
    // Takes messages off next_message() before it is called again. Behind a failure nothing is
    // taken.
    void receive(core::Bytes bytes);
    [[nodiscard]] std::optional<Message> next_message() { return messages_.pop(); }
    [[nodiscard]] std::optional<core::Error> failure() const { return failure_; }
    // What is kept of messages that are not whole.
    [[nodiscard]] std::size_t held_size() const;

private:
    // Of one receive(): the shortest message takes four bytes.
    static constexpr std::size_t messages_max = std::size_t{1} << 20;

    struct Frame {
        Lane lane;
        bool has_more;
        std::size_t missing_size;
    };

    [[nodiscard]] bool begin_frame();
    void take(core::Bytes bytes);

    core::Buffer head_;  // Of the next frame, as far as it came.
    std::optional<Frame> frame_;
    std::array<core::Buffer, lane_count> parts_;
    core::Queue<Message> messages_{messages_max};
    std::optional<core::Error> failure_;
};

}  // namespace fabric::lanes
