// A session whose wire the input cuts, changes and adds to. An unchanged wire gives the very text;
// a changed one ends the session before anything that was not sent comes out. Memory stays bounded.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/noise/transport.h"

namespace net::noise {
namespace {

using core::Bytes;

CipherState cipher_of(unsigned char fill) {
    core::crypto::AeadKey key;
    std::ranges::fill(key.mutable_view(), std::byte{fill});
    return CipherState(std::move(key));
}

class Wire {
public:
    void send(Bytes text) {
        const std::size_t before = wire_.size();
        wire_.resize(before + Transport::sealed_size(text.size()));
        ASSERT(sender_.seal(text, core::MutableBytes(wire_).subspan(before)));
        core::append(sent_, text);
    }
    void change(std::size_t at, std::byte change) {
        if (at >= wire_.size()) return;
        wire_[at] ^= change;
        is_changed_ |= change != std::byte{0};
    }
    void add(Bytes bytes) {
        core::append(wire_, bytes);
        is_changed_ |= !bytes.empty();
    }
    void deliver(std::size_t size) {
        const core::Buffer piece(wire_.begin(), wire_.begin() + static_cast<std::ptrdiff_t>(
                                                                    std::min(size, wire_.size())));
        wire_.erase(wire_.begin(), wire_.begin() + static_cast<std::ptrdiff_t>(piece.size()));
        receiver_.receive(piece);
        for (;;) {
            const auto text = receiver_.next();
            ASSERT(receiver_.memory_size() <= message_size_max);
            if (!text) ASSERT(is_changed_);
            if (!text || !*text) return;
            // Nothing comes out that was not sent, in its place.
            ASSERT(sent_.size() - received_ >= (*text)->size());
            ASSERT(core::equal(Bytes(sent_).subspan(received_, (*text)->size()), **text));
            received_ += (*text)->size();
        }
    }
    void finish() {
        deliver(wire_.size());
        if (!is_changed_) ASSERT(received_ == sent_.size() && receiver_.memory_size() == 0);
    }

private:
    Transport sender_{cipher_of(1), cipher_of(2)};
    Transport receiver_{cipher_of(2), cipher_of(1)};
    core::Buffer wire_;
    core::Buffer sent_;
    std::size_t received_ = 0;
    bool is_changed_ = false;
};

}  // namespace
}  // namespace net::noise

FUZZ(noise_transport) {
    core::Reader reader(input);
    net::noise::Wire wire;
    // The text is the input itself: what it says does not matter.
    for (int step = 0; step < 32 && !reader.at_end(); ++step) {
        const unsigned kind = *reader.u8();
        const std::size_t argument = reader.u8().value_or(0);
        const core::Bytes some = input.first(std::min(argument, input.size()));
        switch (kind % 8) {
            case 0:
            case 1:
            case 2: wire.send(some); break;
            case 3:
            case 4:
            case 5: wire.deliver(argument); break;
            case 6: wire.change(argument, std::byte{static_cast<unsigned char>(kind / 8)}); break;
            case 7: wire.add(some.first(std::min<std::size_t>(some.size(), 20))); break;
        }
    }
    wire.finish();
}
