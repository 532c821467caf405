// Introducer is the peer in the middle of one introduction: it hears whom one end wants, asks the
// other end, and if that accepts, carries what both say until it was enough.
//
// Its owner has a stream to the end that asks from the beginning, and opens the other when Wanted
// is told: by begin(), or refuse() if it cannot. After every call send outgoing() of both sides,
// take next_event(), and arm a timer for deadline(). Once ended() is true what is left is sent,
// then the stream of each side is finished if was_good(), and reset if not. Rules SG16–SG20,
// spec/signalling.md.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "net/signalling/framing.h"
#include "net/signalling/introduction.h"

namespace net::signalling {

enum class Side : std::uint8_t { asking, asked };

struct Wanted {
    core::codec::PeerId peer;
};

class Introducer {
public:
    struct Options {
        std::size_t carried_size_max = std::size_t{64} * 1024;  // Each way.
        core::Duration patience = std::chrono::seconds{30};
    };

    // Who asks.
    Introducer(const Options& options, const core::codec::PeerId& asking, core::Instant now);

    // The stream to the wanted peer is there.
    void begin();
    void refuse(Refusal refusal);

    void receive(Side side, core::Bytes bytes);
    // That end says no more.
    void end(Side side);
    // Its stream is gone. Who asks is told, if it can be.
    void lose(Side side);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] core::Bytes outgoing(Side side) const { return outgoing_[index(side)]; }
    void consume(Side side, std::size_t size);
    [[nodiscard]] std::optional<Wanted> next_event() { return wanted_.pop(); }

    [[nodiscard]] bool ended() const { return state_ == State::ended; }
    [[nodiscard]] bool was_good() const { return was_good_; }

private:
    enum class State : std::uint8_t { awaiting_want, awaiting_stream, asking, carrying, ended };

    [[nodiscard]] static std::size_t index(Side side) { return static_cast<std::size_t>(side); }
    [[nodiscard]] static Side other(Side side) {
        return side == Side::asking ? Side::asked : Side::asking;
    }
    void hear_want();
    void hear_answer();
    void carry(Side from, core::Bytes bytes);
    void send(Side side, const Introduction& introduction);
    void finish(bool was_good);

    Options options_;
    core::codec::PeerId asking_;
    core::Instant until_;
    State state_ = State::awaiting_want;
    bool was_good_ = false;
    FrameReader reader_;  // Of whose turn it is.
    std::array<std::size_t, 2> carried_size_{};
    std::array<bool, 2> has_ended_{};
    std::array<core::Buffer, 2> outgoing_;
    core::Queue<Wanted> wanted_{1};
};

}  // namespace net::signalling
