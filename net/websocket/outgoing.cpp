// What a session sends: one buffer, in which messages are made where they are sent from.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/websocket/session.h"

namespace net::websocket {
namespace {

// A buffer that was larger goes when it is empty: most connections are silent most of the time.
constexpr std::size_t kept_capacity_max = 1024;

}  // namespace

std::size_t Session::room() const {
    if (state_ != State::open) return 0;
    const std::size_t used = unsent_size() + frame_header_size_max;
    if (used >= options_.unsent_size_max) return 0;
    return std::min(message_size_max, options_.unsent_size_max - used);
}

void Session::write(core::Bytes bytes) {
    if (bytes.empty()) return;
    const core::MutableBytes target = prepare(bytes.size());
    if (role() == Role::client)
        apply_mask(target, bytes, prepared_mask_);
    else
        core::copy(target, bytes);
    prepared_size_ = 0;
}

core::MutableBytes Session::prepare(std::size_t size) {
    ASSERT(prepared_size_ == 0 && size > 0 && size <= room());
    prepared_size_ = size;
    return append_header(Opcode::binary, size);
}

void Session::commit() {
    ASSERT(prepared_size_ > 0);
    const auto prepared = core::MutableBytes(out_).last(std::exchange(prepared_size_, 0));
    if (role() == Role::client) apply_mask(prepared, prepared, prepared_mask_);
}

void Session::consume(std::size_t size) {
    ASSERT(prepared_size_ == 0 && size <= unsent_size());
    sent_size_ += size;
    if (sent_size_ == out_.size()) {
        sent_size_ = 0;
        if (out_.capacity() > kept_capacity_max)
            out_ = {};
        else
            out_.clear();
    }
    pong_unsent_size_ -= std::min(size, pong_unsent_size_);
    if (pong_size_) send_pong();
}

void Session::send_pong() {
    if (pong_unsent_size_ > 0) return;
    append_frame(Opcode::pong, core::Bytes(pong_).first(*std::exchange(pong_size_, std::nullopt)));
    pong_unsent_size_ = unsent_size();
}

void Session::append_text(std::string_view text) { core::append(out_, core::as_bytes(text)); }

void Session::append_close(std::uint16_t code) {
    const std::uint16_t swapped = std::byteswap(code);
    const core::Bytes payload = std::as_bytes(std::span(&swapped, 1));
    append_frame(Opcode::close, code == 0 ? core::Bytes{} : payload);
}

void Session::append_frame(Opcode opcode, core::Bytes payload) {
    const core::MutableBytes target = append_header(opcode, payload.size());
    // A server's key is zero.
    apply_mask(target, payload, prepared_mask_);
}

core::MutableBytes Session::append_header(Opcode opcode, std::size_t payload_size) {
    std::optional<MaskKey> mask;
    if (prng_) prng_->fill(mask.emplace());
    prepared_mask_ = mask.value_or(MaskKey{});
    if (sent_size_ > out_.size() / 2) {  // Each byte is moved once for one that went.
        out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(sent_size_));
        sent_size_ = 0;
    }
    core::append(out_, FrameHeader(opcode, payload_size, mask).bytes());
    out_.resize(out_.size() + payload_size);
    return core::MutableBytes(out_).last(payload_size);
}

}  // namespace net::websocket
