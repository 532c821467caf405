// Two ends of a door over a wire that the input cuts, changes and ends, among it whatever the input
// says. Nothing may crash; who does not know the secret is not let in; nobody ends twice.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/membership/door_pair.h"
#include "net/noise/toy_crypto_fuzz.h"

namespace {

using namespace fabric::membership;
using namespace fabric::membership::world;

struct Ends {
    bool knows_secret;
    bool wire_changed = false;
};

template <class Machine>
void check_events(Machine& machine, const Ends& ends, unsigned& ended_count) {
    while (auto event = machine.next_event()) {
        if (holds_alternative<GrantShown>(*event)) {
            if constexpr (requires { machine.answer(LetIn{}); }) machine.answer(LetIn{});
            continue;
        }
        ++ended_count;
        ASSERT(!describe(*event).empty());
        if (!ends.knows_secret) ASSERT(holds_alternative<Refused>(*event));
        const auto* refused = get_if<Refused>(&*event);
        if (refused && ends.knows_secret && !ends.wire_changed)
            ASSERT(refused->reason == DoorRefusal::mesh_unknown ||
                   refused->reason == DoorRefusal::silence ||
                   refused->reason == DoorRefusal::stream_ended);
    }
    ASSERT(ended_count == (machine.ended() ? 1u : 0u));
    if (machine.ended()) ASSERT(!machine.deadline());
}

std::optional<SignedGenesis> genesis_by(unsigned choice) {
    static const SignedGenesis one = genesis_of(Policy::closed);
    static const SignedGenesis other = genesis_of(Policy::closed, 1, future);
    if (choice % 3 == 0) return std::nullopt;
    return choice % 3 == 1 ? one : other;
}

DoorOpener opener_by(unsigned choice, core::Instant now) {
    if (choice & 0x80) {
        const MeshId mesh = genesis_by(1)->mesh();
        const Grant grant{.mesh = mesh,
                          .minter = key_of(0),
                          .one_time = key_of(40),
                          .role = Role::citizen,
                          .expires_at = future,
                          .check = secret_check(secret_of(7), mesh)};
        return {door_options(1, 0),
                Bearing{*sign_grant(grant, pair_of(0)), KeyPair(pair_of(40).seed().clone())},
                nonce_of(1), now};
    }
    return {door_options(1, 0, genesis_by(choice / 3), (choice & 0x40) != 0),
            knows(choice % 5 == 4 ? 8 : 7), nonce_of(1), now};
}

}  // namespace

FUZZ(door) {
    core::Reader reader(input);
    core::Instant now{};
    const unsigned choice = reader.u8().value_or(0);
    const bool is_by_invite = (choice & 0x80) != 0;
    Ends ends{.knows_secret = is_by_invite || choice % 5 != 4};
    DoorOpener opener = opener_by(choice, now);
    DoorAcceptor acceptor(door_options(0, 1, is_by_invite ? genesis_by(1) : genesis_by(choice)),
                          knows(7), nonce_of(2), now);
    unsigned opener_ended = 0;
    unsigned acceptor_ended = 0;
    const auto transfer = [&](auto& from, auto& to, std::size_t size, std::uint8_t change) {
        core::Buffer bytes(from.outgoing().begin(), from.outgoing().end());
        bytes.resize(std::min(bytes.size(), size));
        from.consume(bytes.size());
        if (bytes.empty()) return;
        bytes.back() ^= static_cast<std::byte>(change);
        ends.wire_changed |= change != 0;
        to.receive(bytes, now);
    };
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        switch (step % 8) {
            case 0:
            case 1: transfer(opener, acceptor, argument + 1u, 0); break;
            case 2:
            case 3: transfer(acceptor, opener, argument + 1u, 0); break;
            case 4: transfer(opener, acceptor, 40, argument); break;
            case 5: transfer(acceptor, opener, 40, argument); break;
            case 6: {
                const core::Bytes said =
                    *reader.take(std::min<std::size_t>(argument, reader.remaining()));
                ends.wire_changed |= !said.empty();
                argument % 2 ? acceptor.receive(said, now) : opener.receive(said, now);
                break;
            }
            default:
                now += std::chrono::seconds{argument / 16};
                argument % 2 ? acceptor.expire(now) : opener.expire(now);
                if (argument == 255) acceptor.end(now);
        }
        check_events(opener, ends, opener_ended);
        check_events(acceptor, ends, acceptor_ended);
    }
}
