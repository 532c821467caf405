// Sending back, and judging what came back.
#include "interop/libp2p/echo.h"

#include <algorithm>

namespace interop::libp2p {

namespace {

constexpr std::size_t piece_size = std::size_t{64} * 1024;

void drop_front(core::Buffer& buffer, std::size_t size) {
    buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
}

core::Buffer draw(core::Prng& prng, std::size_t size) {
    core::Buffer drawn(size);
    prng.fill(drawn);
    return drawn;
}

}  // namespace

void EchoServer::receive(core::Bytes bytes) {
    core::append(unsent_, bytes);
    go_on();
}

void EchoServer::go_on() {
    while (!unsent_.empty()) {
        const std::size_t taken = swarm_.write(stream_, unsent_);
        swarm_.credit(stream_, taken);
        drop_front(unsent_, taken);
        if (taken == 0 || !unsent_.empty()) return;
    }
    if (wants_finish_) swarm_.finish(stream_);
}

void EchoServer::finish() {
    wants_finish_ = true;
    go_on();
}

void EchoClient::go_on() {
    while (!is_finished_) {
        if (piece_.empty()) {
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(unsent_size_, piece_size));
            piece_ = draw(sent_, size);
            unsent_size_ -= size;
        }
        const std::size_t size = piece_.size();
        const std::size_t taken = swarm_.write(stream_, piece_);
        drop_front(piece_, taken);
        if (taken < size) return;
        is_finished_ = unsent_size_ == 0;
    }
    swarm_.finish(stream_);
}

void EchoClient::receive(core::Bytes bytes) {
    swarm_.credit(stream_, bytes.size());
    if (bytes.size() > missing_size_) {
        is_wrong_ = true;
        return;
    }
    missing_size_ -= bytes.size();
    while (!bytes.empty()) {
        // Drawn in the same pieces in which it was sent.
        if (expected_piece_.empty())
            expected_piece_ = draw(expected_, static_cast<std::size_t>(std::min<std::uint64_t>(
                                                  piece_size, missing_size_ + bytes.size())));
        const std::size_t size = std::min(bytes.size(), expected_piece_.size());
        if (!core::equal(bytes.first(size), core::Bytes(expected_piece_).first(size)))
            is_wrong_ = true;
        drop_front(expected_piece_, size);
        bytes = bytes.subspan(size);
    }
}

}  // namespace interop::libp2p
