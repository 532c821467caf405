// Wire is what lies between a connection's security and the body's stream of bytes: nothing, or the
// frames of a WebSocket. What is sealed is sealed into its place here, and sent from there.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/fresh_buffer.h"
#include "core/base/id.h"
#include "core/base/time.h"
#include "net/swarm/parts.h"
#include "net/websocket/session.h"

namespace net::swarm {

class Wire {
public:
    // The body's bytes as they are.
    Wire() = default;
    // Memory for who has something to send, for which it is quicker to borrow than to get anew.
    // Shared by all wires, and outlives them.
    void borrow_from(core::FreshBuffer& spare) { spare_ = &spare; }
    [[nodiscard]] static Wire websocket_client(const websocket::ClientRequest& request,
                                               core::Seed mask_seed, core::Instant now);
    [[nodiscard]] static Wire websocket_server(core::Instant now);

    // When next() had nothing left; the bytes must live until it has nothing left again.
    void receive(core::Bytes bytes, core::Instant now);
    // What came for who is above, valid until the next call. The scratch may be shared by all wires
    // whose bytes were used up.
    [[nodiscard]] std::optional<core::Bytes> next(core::MutableBytes scratch, core::Instant now);
    void end(core::Instant now);

    // How much may be prepared at once.
    [[nodiscard]] std::size_t room() const;
    // So much is to be filled before anything else is called, and committed.
    [[nodiscard]] core::MutableBytes prepare(std::size_t size);
    void commit();
    void write(core::Bytes bytes);

    [[nodiscard]] core::Bytes outgoing() const;
    void consume(std::size_t size);
    // Says goodbye, if that is the custom.
    void close(core::Instant now);

    // Whether it has ended below, which is not told of otherwise.
    [[nodiscard]] const std::optional<websocket::Ended>& ended() const { return ended_; }

private:
    [[nodiscard]] websocket::Session* frames() const {
        return parts.websocket_frames ? websocket_.get() : nullptr;
    }

    std::unique_ptr<websocket::Session> websocket_;
    std::optional<websocket::Ended> ended_;
    core::Bytes input_;
    core::FreshBuffer outgoing_;
    core::FreshBuffer* spare_ = nullptr;
    std::size_t sent_size_ = 0;
};

}  // namespace net::swarm
