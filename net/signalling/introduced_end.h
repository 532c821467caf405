// IntroducedEnd is either end of an introduction, on its stream to the peer in the middle: first it
// asks, or is asked; then the stream carries the signals of a meeting, in which who asked offers.
//
// Driven as every stream machine (core/base/machine.h). Who is Asked answers by accept() or
// refuse(); steps are done, and what the browser makes is said, as for Meeting. The owner ends it
// by finish() when the browser is connected. Rules SG16, SG17, SG20, SG21, spec/signalling.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "net/signalling/framing.h"
#include "net/signalling/introduction.h"
#include "net/signalling/meeting.h"

namespace net::signalling {

struct Asked {
    core::codec::PeerId peer;  // As the peer in the middle says.
};
struct Introduced {  // The other end has accepted.
    core::codec::PeerId peer;
};
struct Refused {
    Refusal refusal;
};
enum class EndReason : std::uint8_t { finished, refused, broken, silence, ended_early };
[[nodiscard]] std::string_view describe(EndReason reason);
struct Ended {
    EndReason reason;
};

class IntroducedEnd {
public:
    using Event = core::Variant<Asked, Introduced, Refused, Step, Ended>;

    struct Options {
        Meeting::Options meeting{};
        core::Duration patience = std::chrono::seconds{30};
    };

    // Who asks for that peer, and who is asked.
    IntroducedEnd(const Options& options, const core::codec::PeerId& wanted, core::Instant now);
    IntroducedEnd(const Options& options, core::Instant now);

    void accept();
    void refuse();
    void describe(std::string_view description);
    void add_candidate(std::string_view candidate);
    void finish() { finish(EndReason::finished); }

    void receive(core::Bytes bytes, core::Instant now);
    void end(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] core::Bytes outgoing() const { return outgoing_; }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t { asking, awaiting_asked, deciding, meeting, ended };

    void hear(core::Bytes message);
    void hear_answer(const Introduction& introduction);
    void begin_meeting(Role role);
    void settle();
    void send(const Introduction& introduction);
    void finish(EndReason reason);
    void tell(Event event);

    Options options_;
    State state_;
    core::Instant until_;
    std::optional<core::codec::PeerId> wanted_;
    std::optional<Meeting> meeting_;
    FrameReader reader_;
    core::Buffer outgoing_;
    core::Queue<Event> events_;
};

}  // namespace net::signalling
