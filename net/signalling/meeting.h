// Meeting is one end of two that want to meet by WebRTC: who says what when. One end offers, the
// other answers, both name candidates. It carries nothing: its owner brings signals to the other
// end and back, in order, and has a browser that makes descriptions.
//
// After every call take next_signal() and next_step() until there is nothing. Who answers is owed
// the whole of an offer before anything else is done with it. Rules SG3–SG7, spec/signalling.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.h"
#include "core/base/queue.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "net/signalling/signal.h"

namespace net::signalling {

enum class Role : std::uint8_t { offerer, answerer };

// What the browser is to do, in this order.
struct MakeOffer {};
struct MakeAnswer {
    std::string offer;
};
struct UseAnswer {
    std::string answer;
};
struct UseCandidate {
    std::string candidate;
};
using Step = core::Variant<MakeOffer, MakeAnswer, UseAnswer, UseCandidate>;

// What whoever has several meetings orders of the body that has the browser.
using MeetingId = core::Id<struct MeetingIdTag, std::uint32_t>;  // Never used twice.
struct Take {  // The browser is to do that next for a meeting.
    MeetingId meeting;
    Step step;
};
struct Drop {  // It came to nothing.
    MeetingId meeting;
};
struct Party {  // With whom, and as what.
    core::codec::PeerId peer;
    Role role;
};

class Meeting {
public:
    struct Options {
        std::size_t candidates_max = 64;  // Each way.
    };

    Meeting(const Options& options, Role role);

    // False if the other end said what it must not: then the meeting is over.
    [[nodiscard]] bool hear(Signal signal);
    // What the browser has made. False if it is too long to be told, or was not asked for.
    [[nodiscard]] bool describe(std::string_view description);
    // Those beyond the limit are not told: enough others were.
    void add_candidate(std::string_view candidate);

    [[nodiscard]] std::optional<Signal> next_signal() { return signals_.pop(); }
    [[nodiscard]] std::optional<Step> next_step() { return steps_.pop(); }

private:
    enum class State : std::uint8_t { awaiting_offer, describing, awaiting_answer, agreed };

    [[nodiscard]] bool hear_candidate(std::string candidate);
    void use_held();
    void step(Step step);
    void tell(Signal signal);

    Options options_;
    Role role_;
    State state_;
    std::size_t heard_count_ = 0;
    std::size_t told_count_ = 0;
    std::vector<std::string> held_;  // Candidates that came before the description they belong to.
    core::Queue<Signal> signals_;
    core::Queue<Step> steps_;
};

}  // namespace net::signalling
