// One machine whose members are played by the test: it says what they send, and looks at what comes
// out. Time goes from deadline to deadline.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "fabric/liveness/liveness.h"
#include "net/base/numbered_test_support.h"

namespace fabric::liveness::testing {

using core::Duration;
using core::Instant;
using net::numbered::peer;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

inline constexpr unsigned self_number = 500;

inline unsigned number_of(const MemberId& member) {
    const unsigned number = std::to_integer<unsigned>(member.bytes()[6]) << 8 |
                            std::to_integer<unsigned>(member.bytes()[7]);
    ASSERT(peer(number) == member);
    return number;
}

// For comparing.
inline std::string text_of(const Event& event) {
    struct {
        std::string operator()(const Appeared& e) const { return one("appeared", e.member); }
        std::string operator()(const BecameStale& e) const {
            return one("stale", e.member) + ": " + std::string(describe(e.reason));
        }
        std::string operator()(const BecameUnreachable& e) const {
            return one("unreachable", e.member) + one(", heard by", e.witness);
        }
        std::string operator()(const BecameSuspected& e) const {
            return one("suspected", e.member);
        }
        std::string operator()(const CameBack& e) const { return one("back", e.member); }
        std::string operator()(const Left& e) const { return one("left", e.member); }
        std::string operator()(const Gone& e) const {
            return one("gone", e.member) + ": " + std::string(describe(e.reason));
        }
        std::string operator()(const WeSlept& e) const {
            return core::formatted("slept {} ms", e.duration.count() / 1'000);
        }
        static std::string one(std::string_view what, const MemberId& member) {
            return core::formatted("{} {}", what, number_of(member));
        }
    } say;
    return match(event, say);
}

struct Sent {
    unsigned to;
    Message message;
};

struct Said {
    Duration interval = seconds{5};
    Activity activity = Activity::active;
};

class Single {
public:
    explicit Single(const Options& options = {}, core::Seed seed = core::Seed{1})
        : machine(peer(self_number), Presence{}, options, seed) {}

    OrRefused<void> connect(unsigned number) { return machine.connected(peer(number), now); }
    void disconnect(unsigned number) { machine.disconnected(peer(number), now); }

    OrRefused<void> receive(unsigned from, const Message& message) {
        return machine.receive(peer(from), write_message(message), now);
    }
    OrRefused<void> pulse(unsigned from, const Said& said = {}) {
        Presence presence;
        presence.activity = said.activity;
        return receive(from,
                       Pulse{Life{from}, Sequence{++sequences_[from]}, said.interval, presence});
    }
    // Connected, and heard of.
    void meet(unsigned number, const Said& said = {}) {
        ASSERT(connect(number) && pulse(number, said));
    }

    // Runs the machine at each of its deadlines.
    void wait(Duration duration) {
        const Instant end = now + duration;
        while (machine.deadline() && *machine.deadline() <= end) {
            now = std::max(now, *machine.deadline());
            machine.expire(now);
        }
        now = end;
    }
    // Others of whom a pulse comes each second meanwhile.
    void wait(Duration duration, const std::vector<unsigned>& pulsing) {
        const Instant end = now + duration;
        while (now < end) {
            wait(std::min<Duration>(seconds{1}, end - now));
            for (const unsigned number : pulsing) ASSERT(pulse(number));
        }
    }
    // Nobody runs the machine.
    void sleep(Duration duration) { now += duration; }

    [[nodiscard]] Texts told() {
        Texts texts;
        while (const auto event = machine.next_event()) texts.push_back(text_of(*event));
        return texts;
    }
    [[nodiscard]] std::vector<Sent> sent() {
        std::vector<Sent> all;
        while (const auto outgoing = machine.next_message())
            all.push_back({number_of(outgoing->to), read_message(outgoing->bytes).value()});
        return all;
    }
    template <class Kind>
    [[nodiscard]] std::vector<std::pair<unsigned, Kind>> sent_of() {
        std::vector<std::pair<unsigned, Kind>> some;
        for (const Sent& one : sent())
            if (const Kind* kind = get_if<Kind>(&one.message)) some.emplace_back(one.to, *kind);
        return some;
    }
    // All who are asked answer the same. Returns how many answers counted.
    std::size_t answer_all(std::optional<Heard> heard) {
        std::size_t count = 0;
        for (const auto& [to, ask] : sent_of<Ask>())
            if (receive(to, Answer{ask.number, heard})) ++count;
        return count;
    }
    [[nodiscard]] std::optional<State> state(unsigned number) const {
        return machine.state(peer(number));
    }

    Liveness machine;
    Instant now{};

private:
    std::map<unsigned, std::uint64_t> sequences_;
};

}  // namespace fabric::liveness::testing
