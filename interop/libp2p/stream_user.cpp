// Sending back, judging what came back, and resetting.
#include "interop/libp2p/stream_user.h"

#include <algorithm>

namespace interop::libp2p {

namespace {

constexpr std::size_t piece_size_max = std::size_t{64} * 1024;
constexpr auto asks_for_reset = static_cast<std::byte>('r');
constexpr auto asks_to_wait = static_cast<std::byte>('w');

void drop_front(core::Buffer& buffer, std::size_t size) {
    buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
}

core::Buffer draw_piece(core::Prng& prng, std::uint64_t size_left) {
    core::Buffer drawn(
        static_cast<std::size_t>(std::min<std::uint64_t>(size_left, piece_size_max)));
    prng.fill(drawn);
    return drawn;
}

}  // namespace

bool StreamUser::send(core::Buffer& unsent) {
    if (unsent.empty()) return true;
    drop_front(unsent, swarm_.write(stream_, unsent));
    return unsent.empty();
}

void EchoServer::receive(core::Bytes bytes) {
    core::append(unsent_, bytes);
    go_on();
}

void EchoServer::go_on() {
    const std::size_t size = unsent_.size();
    const bool went = send(unsent_);
    swarm_.credit(stream_, size - unsent_.size());
    if (went && wants_finish_) finish();
}

void EchoServer::hear_finished() {
    wants_finish_ = true;
    go_on();
}

void EchoClient::go_on() {
    if (!may_send_) return;
    while (!is_finished_) {
        if (piece_.empty()) {
            piece_ = draw_piece(sent_, unsent_size_);
            unsent_size_ -= piece_.size();
        }
        if (!send(piece_)) return;
        is_finished_ = unsent_size_ == 0;
    }
    finish();
}

void EchoClient::receive(core::Bytes bytes) {
    swarm_.credit(stream_, bytes.size());
    if (bytes.size() > missing_size_) return end({"more came back than was sent"});
    while (!bytes.empty()) {
        if (expected_piece_.empty()) expected_piece_ = draw_piece(expected_, missing_size_);
        const std::size_t size = std::min(bytes.size(), expected_piece_.size());
        if (!core::equal(bytes.first(size), core::Bytes(expected_piece_).first(size)))
            return end({"other bytes came back"});
        drop_front(expected_piece_, size);
        bytes = bytes.subspan(size);
        missing_size_ -= size;
    }
}

void EchoClient::hear_finished() {
    end({missing_size_ == 0 ? std::string_view() : std::string_view("not all came back")});
}

void ResetServer::receive(core::Bytes bytes) {
    swarm_.credit(stream_, bytes.size());
    if (bytes[0] == asks_for_reset) return reset();
    static_cast<void>(swarm_.write(stream_, bytes.first(1)));
}

ResetClient::ResetClient(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream,
                         std::uint64_t id, bool is_there)
    : CommandUser(swarm, stream, id),
      unsent_{is_there ? asks_for_reset : asks_to_wait},
      is_there_(is_there) {}

void ResetClient::receive(core::Bytes bytes) {
    swarm_.credit(stream_, bytes.size());
    if (is_there_) return;
    reset();
    end({{}, "reset"});
}

}  // namespace interop::libp2p
