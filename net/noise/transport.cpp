// Frames of a Noise session.
#include "net/noise/transport.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace net::noise {

using core::Bytes;
using core::MutableBytes;
using core::crypto::aead_tag_size;

std::string_view describe(TransportError error) {
    switch (error) {
        case TransportError::frame_too_short: return "a frame is too short to hold a tag";
        case TransportError::not_opened:
            return "a frame was changed, repeated, lost or moved on its way";
        case TransportError::messages_exhausted:
            return "the session's key was used for as many frames as it may be";
    }
    std::unreachable();
}

Transport::Transport(CipherState sending, CipherState receiving)
    : sending_(std::move(sending)), receiving_(std::move(receiving)) {}

std::size_t Transport::sealed_size(std::size_t text_size) {
    const std::size_t frames = (text_size + frame_text_size_max - 1) / frame_text_size_max;
    return text_size + frames * frame_overhead;
}

TransportResult<void> Transport::seal(Bytes text, MutableBytes room) {
    ASSERT(room.size() == sealed_size(text.size()));
    const std::size_t frames = (room.size() - text.size()) / frame_overhead;
    if (frames > sending_.messages_left())
        return std::unexpected(TransportError::messages_exhausted);
    while (!text.empty()) {
        const Bytes piece = text.first(std::min(text.size(), frame_text_size_max));
        const std::size_t size = piece.size() + aead_tag_size;
        core::SpanWriter head(room.first(frame_head_size));
        head.u16_be(static_cast<std::uint16_t>(size));
        sending_.seal({}, piece, room.subspan(frame_head_size, size));
        text = text.subspan(piece.size());
        room = room.subspan(frame_head_size + size);
    }
    return {};
}

void Transport::receive(Bytes bytes) {
    ASSERT(input_.empty() || failure_);
    input_ = bytes;
}

TransportResult<std::optional<Bytes>> Transport::next() {
    while (!failure_) {
        const auto message = take_message();
        if (message && !*message) return std::nullopt;
        const auto text = message ? open(**message) : std::unexpected(message.error());
        if (!text)
            failure_ = text.error();
        else if (!text->empty())
            return *text;
    }
    release_scratch();
    return std::unexpected(*failure_);
}

// The next whole message: a view of the input, or of the scratch if it had to be put together.
TransportResult<std::optional<Bytes>> Transport::take_message() {
    if (partial_size_ == 0 && input_.size() >= frame_head_size) {
        const std::size_t size = TRY(message_size(input_));
        if (input_.size() - frame_head_size >= size) {
            const Bytes message = input_.subspan(frame_head_size, size);
            input_ = input_.subspan(frame_head_size + size);
            return message;
        }
    }
    take_head();
    if (partial_size_ < frame_head_size) {
        release_scratch();
        return std::nullopt;
    }
    const std::size_t size = TRY(message_size(head_));
    const std::size_t known = partial_size_ - frame_head_size;
    const Bytes more = input_.first(std::min(size - known, input_.size()));
    core::copy(scratch(size).subspan(known), more);
    input_ = input_.subspan(more.size());
    partial_size_ += more.size();
    if (known + more.size() < size) return std::nullopt;
    partial_size_ = 0;
    return Bytes(scratch(size));
}

TransportResult<std::size_t> Transport::message_size(Bytes head) const {
    const std::size_t size = core::Reader(head).u16_be().value();
    if (size < aead_tag_size) return std::unexpected(TransportError::frame_too_short);
    if (receiving_.messages_left() == 0) return std::unexpected(TransportError::messages_exhausted);
    return size;
}

TransportResult<Bytes> Transport::open(Bytes message) {
    // Where the message lies in the scratch, its text takes its place.
    const MutableBytes text = scratch(message.size() - aead_tag_size);
    if (!receiving_.open({}, message, text)) return std::unexpected(TransportError::not_opened);
    return text;
}

void Transport::take_head() {
    while (partial_size_ < frame_head_size && !input_.empty()) {
        head_[partial_size_++] = input_[0];
        input_ = input_.subspan(1);
    }
}

// Keeps what is in it as long as no more is asked for than before.
MutableBytes Transport::scratch(std::size_t size) {
    if (size > scratch_size_) {
        scratch_ = std::make_unique_for_overwrite<std::byte[]>(size);
        scratch_size_ = size;
    }
    return MutableBytes(scratch_.get(), scratch_size_).first(size);
}

void Transport::release_scratch() {
    scratch_.reset();
    scratch_size_ = 0;
}

}  // namespace net::noise
