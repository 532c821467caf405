// What arrives, in whatever pieces: never more is held than may be, and what is whole comes out of
// a sender as it went in.
#include <algorithm>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/lanes/lanes.h"

namespace {

using namespace fabric::lanes;

void check_round_trip(const Message& message) {
    Sender sender;
    sender.put(message.lane, message.bytes);
    Receiver receiver;
    while (!sender.outgoing().empty()) {
        const core::Buffer frame(sender.outgoing().begin(), sender.outgoing().end());
        sender.consume(frame.size());
        const bool is_last = sender.empty();
        receiver.receive(frame);
        ASSERT(!receiver.failure());
        const auto again = receiver.next_message();
        ASSERT(again.has_value() == is_last);
        if (again) ASSERT(again->lane == message.lane && again->bytes == message.bytes);
    }
}

}  // namespace

FUZZ(lanes) {
    if (input.empty()) return;
    const std::size_t piece_size = 1 + std::to_integer<std::size_t>(input.front());
    input = input.subspan(1);
    Receiver receiver;
    while (!input.empty()) {
        const core::Bytes piece = input.first(std::min(piece_size, input.size()));
        input = input.subspan(piece.size());
        receiver.receive(piece);
        while (const auto message = receiver.next_message()) {
            ASSERT(message->bytes.size() <= message_size_max(message->lane));
            check_round_trip(*message);
        }
    }
    if (receiver.failure()) ASSERT(receiver.held_size() == 0);
}
