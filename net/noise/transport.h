// The session after a Noise handshake: what is sent is cut into frames and sealed, what arrives is
// opened frame by frame (rules NO12–NO16, spec/noise.md).
//
//   seal(text, room of sealed_size(text.size()))
//   receive(bytes);  while (text = next()) read it;  before the next receive() there was none left
//
// Made for speed: text is sealed straight into the caller's memory, and a frame that arrived whole
// is opened straight out of it, so the bytes given to receive() must live until next() has none
// left. Only a frame whose end has not come is copied. Its memory, and that in which frames are
// opened, is one and the same, of at most one frame; it is given back when all has been taken, so
// that an idle session owns no memory but its own few keys.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "net/noise/cipher_state.h"

namespace net::noise {

inline constexpr std::size_t frame_head_size = 2;
inline constexpr std::size_t message_size_max = UINT16_MAX;
inline constexpr std::size_t frame_text_size_max = message_size_max - core::crypto::aead_tag_size;
inline constexpr std::size_t frame_overhead = frame_head_size + core::crypto::aead_tag_size;

// Any of them ends the connection: nothing behind it can be believed.
enum class TransportError : std::uint8_t {
    frame_too_short,     // For even a tag.
    not_opened,          // Changed, repeated, lost or in the wrong order, or not for us.
    messages_exhausted,  // No number is left to seal or open with.
};
std::string_view describe(TransportError error);

template <class T>
using TransportResult = std::expected<T, TransportError>;

class Transport {
public:
    Transport(CipherState sending, CipherState receiving);

    // How much room so much text needs. The text must be far smaller than memory.
    [[nodiscard]] static std::size_t sealed_size(std::size_t text_size);
    // Fills the whole room, or touches nothing when it fails. Text that fits one frame may lie in
    // the room already, at frame_head_size; other text must lie elsewhere.
    [[nodiscard]] TransportResult<void> seal(core::Bytes text, core::MutableBytes room);

    void receive(core::Bytes bytes);
    // Text of the peer, never empty, valid until the next call that is not const but seal(); or
    // nothing when all was taken. After an error there are only errors.
    [[nodiscard]] TransportResult<std::optional<core::Bytes>> next();

    // What it owns on the heap.
    [[nodiscard]] std::size_t memory_size() const { return scratch_size_; }

private:
    [[nodiscard]] TransportResult<std::optional<core::Bytes>> take_message();
    [[nodiscard]] TransportResult<std::size_t> message_size(core::Bytes head) const;
    [[nodiscard]] TransportResult<core::Bytes> open(core::Bytes message);
    void take_head();
    [[nodiscard]] core::MutableBytes scratch(std::size_t size);
    void release_scratch();

    CipherState sending_;
    CipherState receiving_;
    core::Bytes input_;
    // Of the frame whose end has not come: its head, and how much of it, head included, has come.
    // The rest of it lies in the scratch.
    std::array<std::byte, frame_head_size> head_{};
    std::size_t partial_size_ = 0;
    std::unique_ptr<std::byte[]> scratch_;
    std::size_t scratch_size_ = 0;
    std::optional<TransportError> failure_;
};

}  // namespace net::noise
