// CarriedStream is one of the two streams of an introduction at the peer in the middle, as a stream
// machine (core/base/machine.h): what comes is told, and what its owner gives it goes. Its owner,
// who has the Introducer, closes it.
#pragma once

#include <optional>
#include <utility>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"

namespace net::signalling {

class CarriedStream {
public:
    struct Said {
        core::Buffer bytes;
    };
    struct SaidAll {};
    using Event = core::Variant<Said, SaidAll>;

    void send(core::Bytes bytes) { core::append(outgoing_, bytes); }
    void close() { is_closed_ = true; }

    void receive(core::Bytes bytes, core::Instant) {
        tell(Said{core::Buffer(bytes.begin(), bytes.end())});
    }
    void end(core::Instant) { tell(SaidAll{}); }
    void expire(core::Instant) {}
    [[nodiscard]] core::Bytes outgoing() const { return outgoing_; }
    void consume(std::size_t size) {
        outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(size));
    }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return std::nullopt; }
    [[nodiscard]] bool ended() const { return is_closed_; }

private:
    void tell(Event event) {
        if (is_closed_) return;
        const bool is_kept = events_.push(std::move(event));
        ASSERT(is_kept);
    }

    core::Buffer outgoing_;
    bool is_closed_ = false;
    core::Queue<Event> events_{2};  // They are taken after each call.
};

}  // namespace net::signalling
