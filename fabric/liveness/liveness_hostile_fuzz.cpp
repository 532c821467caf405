// A machine whose members say whatever the input says, at whatever times. It must not fail an
// ASSERT, stays within its bounds, and keeps whoever is heard among the present.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/liveness/liveness.h"
#include "net/base/numbered_test_support.h"

namespace {

using namespace fabric::liveness;
using net::numbered::peer;

constexpr std::size_t input_size_max = 512;
constexpr unsigned self_number = 9;
constexpr unsigned honest = 1;  // It pulses all the time, and the others speak of it.

Options small() {
    Options options;
    options.members_max = 4;
    options.asks_outstanding_max = 3;
    options.answers_waiting_max = 3;
    options.pulses_received = {8, std::chrono::milliseconds{250}};
    options.asks_received = {4, std::chrono::milliseconds{100}};
    options.asks_sent = {2, std::chrono::milliseconds{200}};
    options.unreachable_max = std::chrono::minutes{3};
    options.frozen_max = std::chrono::minutes{3};
    return options;
}

// Small numbers meet one another.
Message message_from(core::Reader& reader) {
    const auto number = [&] { return std::uint64_t{reader.u8().value_or(0)}; };
    const core::Duration interval = std::chrono::milliseconds{500 + 400 * number()};
    switch (number() % 3) {
        case 0: {
            Presence presence;
            presence.activity = static_cast<Activity>(number() % 4);
            return Pulse{Life{number() % 2}, Sequence{number()}, std::min(interval, interval_max),
                         presence};
        }
        case 1: return Ask{AskNumber{number()}, peer(static_cast<unsigned>(number()) % 10)};
        default:
            if (number() % 3 == 0) return Answer{AskNumber{number()}};
            return Answer{AskNumber{number()}, Heard{std::chrono::milliseconds{100 * number()},
                                                     std::min(interval, interval_max)}};
    }
}

void take_all(Liveness& machine, core::Instant now, bool takes_messages) {
    const Options options = small();
    ASSERT(machine.member_count() <= options.members_max);
    ASSERT(machine.asks_outstanding_count() <= options.asks_outstanding_max);
    ASSERT(machine.ended() || !machine.deadline() || *machine.deadline() >= now);
    while (machine.next_event()) {
    }
    if (!takes_messages) return;
    std::size_t count = 0;
    while (const auto outgoing = machine.next_message()) {
        ASSERT(read_message(outgoing->bytes));
        ++count;
    }
    ASSERT(count <=
           options.members_max + options.asks_outstanding_max + options.answers_waiting_max);
}

}  // namespace

FUZZ(liveness_hostile) {
    core::Reader reader(input.first(std::min(input.size(), input_size_max)));
    core::Instant now{};
    Liveness machine(peer(self_number), {}, small(), core::Seed{1});
    ASSERT(machine.connected(peer(honest), now));
    std::uint64_t sequence = 0;
    core::Instant pulse_at = now;
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const unsigned who = 2 + step / 8 % 7;
        switch (step % 8) {
            case 0:
                now += std::chrono::milliseconds{100} * (step / 8);
                machine.expire(now);
                break;
            case 1: static_cast<void>(machine.connected(peer(who), now)); break;
            case 2: machine.disconnected(peer(who), now); break;
            case 3: {
                const core::Bytes bytes =
                    reader.take(std::min<std::size_t>(step / 8, reader.remaining())).value();
                static_cast<void>(machine.receive(peer(who), bytes, now));
                break;
            }
            case 4:
                if (step / 8 % 4 == 3) {
                    now += std::chrono::seconds{step / 8};  // Whatever comes next wakes it.
                    continue;
                }
                machine.set_activity(static_cast<Activity>(step / 8 % 4), now);
                break;
            default:
                static_cast<void>(
                    machine.receive(peer(who), write_message(message_from(reader)), now));
                break;
        }
        if (now >= pulse_at) {
            const Pulse pulse{Life{1}, Sequence{++sequence}, std::chrono::seconds{5}, {}};
            ASSERT(machine.receive(peer(honest), write_message(pulse), now));
            pulse_at = now + std::chrono::seconds{5};
        }
        ASSERT(machine.state(peer(honest)) == State::present);
        take_all(machine, now, step % 16 < 12);
    }
    // When all have gone nothing is left.
    for (unsigned number = 0; number < 10; ++number) machine.disconnected(peer(number), now);
    take_all(machine, now, true);
    while (const auto deadline = machine.deadline()) {
        now = std::max(now, *deadline);
        machine.expire(now);
        take_all(machine, now, true);
        ASSERT(now < core::Instant{std::chrono::hours{10}});
    }
    ASSERT(machine.member_count() == 0 && machine.asks_outstanding_count() == 0);
}
