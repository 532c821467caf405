// Bytes as they are, or in frames.
#include "net/swarm/wire.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/variant.h"

namespace net::swarm {

namespace {
// A few frames of noise in one write. More would only wait in the socket.
constexpr std::size_t unsent_size_max = std::size_t{256} * 1024;
}  // namespace

Wire Wire::websocket_client(const websocket::ClientRequest& request, core::Seed mask_seed,
                            core::Instant now) {
    Wire wire;
    wire.websocket_ = std::make_unique<websocket::Session>(websocket::Session::Options{}, request,
                                                           mask_seed, now);
    return wire;
}

Wire Wire::websocket_server(core::Instant now) {
    Wire wire;
    wire.websocket_ = std::make_unique<websocket::Session>(websocket::Session::Options{}, now);
    return wire;
}

void Wire::receive(core::Bytes bytes, core::Instant now) {
    if (frames()) return frames()->receive(bytes, now);
    input_ = bytes;
}

std::optional<core::Bytes> Wire::next(core::MutableBytes scratch, core::Instant now) {
    if (!frames()) {
        if (input_.empty()) return std::nullopt;
        return std::exchange(input_, {});
    }
    while (const auto event = frames()->next_event(scratch, now)) {
        if (const auto* received = core::get_if<websocket::Received>(&*event))
            return received->bytes;
        if (const auto* ended = core::get_if<websocket::Ended>(&*event)) ended_ = *ended;
    }
    return std::nullopt;
}

void Wire::end(core::Instant now) {
    if (frames()) frames()->end(now);
}

std::size_t Wire::room() const {
    if (frames()) return frames()->room();
    return unsent_size_max - std::min(unsent_size_max, outgoing_.size());
}

core::MutableBytes Wire::prepare(std::size_t size) {
    if (frames()) return frames()->prepare(size);
    if (spare_ && outgoing_.capacity() == 0) std::swap(outgoing_, *spare_);
    return outgoing_.extend(size);
}

void Wire::commit() {
    if (frames()) frames()->commit();
}

void Wire::write(core::Bytes bytes) {
    if (bytes.empty()) return;
    core::copy(prepare(bytes.size()), bytes);
    commit();
}

core::Bytes Wire::outgoing() const {
    return frames() ? frames()->outgoing() : outgoing_.view().subspan(sent_size_);
}

void Wire::consume(std::size_t size) {
    if (frames()) return frames()->consume(size);
    sent_size_ += size;
    ASSERT(sent_size_ <= outgoing_.size());
    if (sent_size_ < outgoing_.size()) return;
    sent_size_ = 0;
    outgoing_.clear();
    if (spare_ && spare_->capacity() < outgoing_.capacity()) std::swap(outgoing_, *spare_);
    outgoing_.release();  // An idle connection owns nothing.
}

void Wire::close(core::Instant now) {
    if (frames()) frames()->close(now);
}

}  // namespace net::swarm
