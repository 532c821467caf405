// A handshake, with a wire that the input cuts, changes and ends, or with a hostile peer who has
// all the cryptography and says what the input says. An unchanged wire connects both ends to one
// another; a changed one connects nobody to a stranger; no end speaks after it has failed.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/noise/ends_test.h"
#include "net/noise/toy_crypto_fuzz.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;

constexpr std::array<std::string_view, 3> muxers{"/yamux/1.0.0", "/mplex/6.7.0", "/other"};

struct Outcome {
    bool is_changed = false;
    std::optional<Secured> secured;
    bool is_failed = false;
};

void check(Handshake& end, Outcome& outcome) {
    if (auto event = end.next_event()) {
        ASSERT(end.ended() && !outcome.secured && !outcome.is_failed);
        if (auto* secured = core::get_if<Secured>(&*event))
            outcome.secured = std::move(*secured);
        else
            outcome.is_failed = true;
    }
    ASSERT(end.ended() == (outcome.secured || outcome.is_failed));
    ASSERT(end.ended() == !end.deadline());
    if (outcome.is_failed) ASSERT(end.outgoing().empty());
}

class Wire {
public:
    explicit Wire(unsigned choice)
        : ends_({.muxers = std::span(muxers).first(choice & 3)},
                {.muxers = std::span(muxers).last(choice >> 2 & 3)}),
          may_connect_((choice & 3) == 0 || (choice >> 2 & 3) == 0 ||
                       (choice & 3) + (choice >> 2 & 3) > muxers.size()) {}

    void carry(bool is_forth, std::size_t size_max, std::byte change) {
        Handshake& from = is_forth ? ends_.initiator : ends_.responder;
        Handshake& to = is_forth ? ends_.responder : ends_.initiator;
        const std::size_t size = std::min(size_max, from.outgoing().size());
        Buffer bytes(from.outgoing().begin(),
                     from.outgoing().begin() + static_cast<std::ptrdiff_t>(size));
        from.consume(size);
        if (bytes.empty()) return;
        bytes.back() ^= change;
        is_changed_ |= change != std::byte{0};
        const bool was_ended = to.ended();
        const std::size_t used = to.receive(bytes, Instant{});
        if (!is_changed_ && !was_ended) ASSERT(used == bytes.size());
        check_both();
    }
    void end(bool is_initiator) {
        is_cut_ = true;
        (is_initiator ? ends_.initiator : ends_.responder).end(Instant{});
        check_both();
    }
    void finish() {
        for (int i = 0; i < 4; ++i) carry(i % 2 == 0, SIZE_MAX, std::byte{0});
        if (is_changed_ || is_cut_) return;
        ASSERT(initiator_.secured.has_value() == responder_.secured.has_value());
        ASSERT(initiator_.secured.has_value() == may_connect_);
        if (!initiator_.secured) return;
        ASSERT(initiator_.secured->muxer == responder_.secured->muxer);
        talk(initiator_.secured->transport, responder_.secured->transport);
        talk(responder_.secured->transport, initiator_.secured->transport);
    }

private:
    void check_both() {
        check(ends_.initiator, initiator_);
        check(ends_.responder, responder_);
        if (initiator_.secured)
            ASSERT(initiator_.secured->peer == peer_of(ends_.responder_identity));
        if (responder_.secured)
            ASSERT(responder_.secured->peer == peer_of(ends_.initiator_identity));
        // Once a bit was changed, the end that has yet to hear it connects no more; the other may
        // have been done before.
        if (is_changed_) ASSERT(!initiator_.secured || !responder_.secured);
    }
    static void talk(Transport& from, Transport& to) {
        const Bytes text = core::as_bytes("text");
        Buffer room(Transport::sealed_size(text.size()));
        ASSERT(from.seal(text, room));
        to.receive(room);
        const auto opened = to.next();
        ASSERT(opened && *opened && core::equal(**opened, text));
        ASSERT(!*to.next());
    }

    Ends ends_;
    bool may_connect_;  // One end offers nothing, or both have a muxer in common.
    Outcome initiator_;
    Outcome responder_;
    bool is_changed_ = false;
    bool is_cut_ = false;
};

void play_wire(core::Reader reader) {
    Wire wire(reader.u8().value_or(0));
    for (int step = 0; step < 32 && !reader.at_end(); ++step) {
        const unsigned kind = *reader.u8();
        const std::size_t argument = reader.u8().value_or(0);
        switch (kind % 8) {
            case 0:
            case 1:
            case 2: wire.carry(true, argument, std::byte{0}); break;
            case 3:
            case 4:
            case 5: wire.carry(false, argument, std::byte{0}); break;
            case 6: wire.carry(argument % 2, argument, static_cast<std::byte>(kind / 8)); break;
            case 7:
                if (argument % 8 == 0) wire.end(argument & 8);
                break;
        }
    }
    wire.finish();
}

Buffer framed(PatternXx& pattern, Bytes payload) {
    Buffer message;
    if (!pattern.write(payload, message)) return {};
    Buffer frame{static_cast<std::byte>(message.size() >> 8),
                 static_cast<std::byte>(message.size() & 0xff)};
    core::append(frame, message);
    return frame;
}

// The peer knows the pattern; its payload is the input, behind an honest one or alone.
void play_hostile(Role role, bool is_honest, bool is_expected, Bytes payload) {
    const bool is_initiator = role == Role::initiator;
    const auto identity = identity_of(5);
    const auto hostile_identity = identity_of(6);
    const auto expected = is_expected ? std::optional(peer_of(hostile_identity)) : std::nullopt;
    Handshake end({.role = is_initiator ? Role::responder : Role::initiator,
                   .muxers = muxers,
                   .expected_peer = expected},
                  identity, secret_of(1), secret_of(2), Instant{});
    PatternXx hostile(role, {}, secret_of(3), secret_of(4));
    Buffer said;
    if (is_honest) said = encode_payload(hostile_identity, hostile.static_key(), muxers);
    core::append(said, payload.first(std::min<std::size_t>(payload.size(), 5000)));
    Outcome outcome;
    if (is_initiator) static_cast<void>(end.receive(framed(hostile, {}), Instant{}));
    ASSERT(hostile.read(Bytes(sent_by(end)).subspan(frame_head_size)));
    static_cast<void>(end.receive(framed(hostile, said), Instant{}));
    check(end, outcome);
    ASSERT(end.ended());
    if (!outcome.secured) return;
    ASSERT(outcome.secured->peer.matches(outcome.secured->key));
    ASSERT(!outcome.secured->muxer || std::ranges::count(muxers, *outcome.secured->muxer) == 1);
    if (is_expected) ASSERT(outcome.secured->peer == peer_of(hostile_identity));
}

// Noise without any cryptography.
void play_noise(Bytes bytes) {
    Ends ends;
    Outcome initiator;
    Outcome responder;
    ASSERT(ends.initiator.receive(bytes, Instant{}) <= bytes.size());
    ASSERT(ends.responder.receive(bytes, Instant{}) <= bytes.size());
    check(ends.initiator, initiator);
    check(ends.responder, responder);
    ASSERT(!initiator.secured && !responder.secured);
}

}  // namespace
}  // namespace net::noise

FUZZ(noise_handshake) {
    using namespace net::noise;
    core::Reader reader(input);
    const unsigned choice = reader.u8().value_or(0);
    const Role role = choice & 0x10 ? Role::initiator : Role::responder;
    switch (choice % 4) {
        case 0:
        case 1: return play_wire(reader);
        case 2: return play_hostile(role, choice & 0x20, choice & 0x40, reader.rest());
        default: return play_noise(reader.rest());
    }
}
