// Carrier is one link from the moment it is there: it secures it, agrees on a muxer, and is that
// muxer from then on. Above it nobody needs to know what kind of link it is.
//
// A link of bytes (TCP, WebSocket) is given receive() and asked for outgoing(). receive() is called
// when next_event() has nothing left to tell, and what it is given must live until then.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <variant>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "net/base/muxer.h"
#include "net/swarm/byte_stack.h"
#include "net/swarm/link_end.h"

namespace net::swarm {

class Carrier {
public:
    explicit Carrier(std::unique_ptr<ByteStack> stack) : stack_(std::move(stack)) {}

    void receive(core::Bytes bytes, core::Instant now) { stack_->receive(bytes, now); }
    void end(core::Instant now) { stack_->end(now); }
    // Bytes for the link, sealed as they are asked for; valid until the next call that is not
    // const.
    [[nodiscard]] core::Bytes outgoing() { return stack_->outgoing(); }
    void consume(std::size_t size) { stack_->consume(size); }

    [[nodiscard]] std::optional<StackEvent> next_event(core::Instant now) {
        return stack_->next_event(now);
    }
    void close(core::Instant now) { stack_->close(now); }
    void expire(core::Instant now) { stack_->expire(now); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return stack_->deadline(); }
    // No more will come or go, but what outgoing() has left.
    [[nodiscard]] bool ended() const { return stack_->ended(); }

    // As far as it was measured.
    [[nodiscard]] std::optional<core::Duration> round_trip() const { return stack_->round_trip(); }

    // The muxer's own face, once the link is Established.
    [[nodiscard]] std::optional<StreamId> open(core::Instant now) {
        return stack_->muxer().open(now);
    }
    [[nodiscard]] std::size_t write(StreamId stream, core::Bytes bytes) {
        return stack_->muxer().write(stream, bytes);
    }
    void credit(StreamId stream, std::size_t size) { stack_->muxer().credit(stream, size); }
    void finish(StreamId stream) { stack_->muxer().finish(stream); }
    void reset(StreamId stream) { stack_->muxer().reset(stream); }

private:
    std::unique_ptr<ByteStack> stack_;
};

}  // namespace net::swarm
