// Carrier is one link from the moment it is there: it secures it, agrees on a muxer, and is that
// muxer from then on. Above it nobody needs to know what kind of link it is.
//
// A link of bytes (TCP, WebSocket) is given receive() and asked for outgoing(). receive() is called
// when next_event() has nothing left to tell, and what it is given must live until then. A link of
// channels (WebRTC) has the lower face of its muxer: channels().
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "net/base/muxer.h"
#include "net/swarm/byte_stack.h"
#include "net/swarm/channel_stack.h"
#include "net/swarm/stack_event.h"

namespace net::swarm {

class Carrier {
    // First, since its type follows from what it is given. Not a visit, which is a table of
    // functions for each.
    template <class Action>
    auto with(Action action) {
        if (ByteStack* const stack = bytes_stack()) return action(*stack);
        return action(**core::get_if<std::unique_ptr<ChannelStack>>(&stack_));
    }

public:
    explicit Carrier(std::unique_ptr<ByteStack> stack) : stack_(std::move(stack)) {}
    explicit Carrier(std::unique_ptr<ChannelStack> stack) : stack_(std::move(stack)) {}

    [[nodiscard]] std::optional<StackEvent> next_event(core::Instant now) {
        return with([&](auto& stack) { return stack.next_event(now); });
    }
    void end(core::Instant now) {
        with([&](auto& stack) { stack.end(now); });
    }
    void close(core::Instant now) {
        with([&](auto& stack) { stack.close(now); });
    }
    void expire(core::Instant now) {
        with([&](auto& stack) { stack.expire(now); });
    }
    [[nodiscard]] std::optional<core::Instant> deadline() const {
        const auto* stack = core::get_if<std::unique_ptr<ByteStack>>(&stack_);
        if (stack) return (*stack)->deadline();
        return (*core::get_if<std::unique_ptr<ChannelStack>>(&stack_))->deadline();
    }

    // Of a link of bytes. What it has to send is sealed as it is asked for, and valid until the
    // next call that is not const; also what is left when the link has ended.
    void receive(core::Bytes bytes, core::Instant now) {
        if (ByteStack* const stack = bytes_stack()) stack->receive(bytes, now);
    }
    [[nodiscard]] core::Bytes outgoing() {
        ByteStack* const stack = bytes_stack();
        return stack ? stack->outgoing() : core::Bytes();
    }
    void consume(std::size_t size) {
        if (ByteStack* const stack = bytes_stack()) stack->consume(size);
    }

    // Of a link of channels; null of others.
    [[nodiscard]] webrtc::WebrtcMuxer* channels() {
        auto* const stack = core::get_if<std::unique_ptr<ChannelStack>>(&stack_);
        return stack ? &(*stack)->muxer() : nullptr;
    }

    // As far as it was measured.
    [[nodiscard]] std::optional<core::Duration> round_trip() const {
        const auto* stack = core::get_if<std::unique_ptr<ByteStack>>(&stack_);
        return stack ? (*stack)->round_trip() : std::nullopt;
    }

    // Those of the muxer; nothing before there is one.
    [[nodiscard]] MuxerRefusals refusals() const {
        const auto* stack = core::get_if<std::unique_ptr<ByteStack>>(&stack_);
        if (stack) return (*stack)->refusals();
        return (*core::get_if<std::unique_ptr<ChannelStack>>(&stack_))->muxer().refusals();
    }

    // The muxer's own face, once the link is Established.
    [[nodiscard]] std::optional<StreamId> open(core::Instant now) {
        return with([&](auto& stack) { return stack.muxer().open(now); });
    }
    [[nodiscard]] std::size_t write(StreamId stream, core::Bytes bytes) {
        return with([&](auto& one) { return one.muxer().write(stream, bytes); });
    }
    // Whether what is written goes nowhere. In yamux nobody says so.
    [[nodiscard]] bool drops(StreamId stream) {
        const auto* stack = core::get_if<std::unique_ptr<ChannelStack>>(&stack_);
        return stack && (*stack)->muxer().drops(stream);
    }
    void credit(StreamId stream, std::size_t size) {
        with([&](auto& one) { one.muxer().credit(stream, size); });
    }
    void finish(StreamId stream) {
        with([&](auto& one) { one.muxer().finish(stream); });
    }
    void reset(StreamId stream) {
        with([&](auto& one) { one.muxer().reset(stream); });
    }

private:
    [[nodiscard]] ByteStack* bytes_stack() {
        auto* const stack = core::get_if<std::unique_ptr<ByteStack>>(&stack_);
        return stack ? stack->get() : nullptr;
    }

    core::Variant<std::unique_ptr<ByteStack>, std::unique_ptr<ChannelStack>> stack_;
};

}  // namespace net::swarm
