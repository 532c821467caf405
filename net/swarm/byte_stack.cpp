// From bytes to streams, one stage after the other.
#include "net/swarm/byte_stack.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/base/assert.h"
#include "core/base/variant.h"
#include "net/swarm/handshake_failure.h"

namespace net::swarm {

namespace {

constexpr std::array muxers{yamux::protocol};

// More than a proposal and a message of the handshake together.
constexpr std::size_t upgrade_room_min = std::size_t{16} * 1024;

noise::Handshake::Options noise_options(const ByteStack::Options& options) {
    return {
        .role = options.direction == Direction::outgoing ? noise::Role::initiator
                                                         : noise::Role::responder,
        .prologue = {},
        .muxers = muxers,
        .expected_peer = options.expected_peer,
        .patience = options.upgrade_patience,
    };
}

std::string_view protocol_of(Security security) {
    switch (security) {
        case Security::noise: return noise::protocol;
        case Security::plaintext: return plaintext::protocol;
    }
    std::unreachable();
}

DialFailure failure_of(websocket::EndReason reason) {
    switch (reason) {
        case websocket::EndReason::address_unusable: return DialFailure::address_unsupported;
        case websocket::EndReason::refused:
        case websocket::EndReason::answer_wrong:
        case websocket::EndReason::request_malformed:
        case websocket::EndReason::not_websocket:
        case websocket::EndReason::version_unsupported:
        case websocket::EndReason::head_too_large: return DialFailure::no_websocket;
        case websocket::EndReason::silence: return DialFailure::upgrade_timeout;
        case websocket::EndReason::connection_lost: return DialFailure::connection_lost;
        case websocket::EndReason::closed_here: return DialFailure::cancelled;
        case websocket::EndReason::closed_by_peer: return DialFailure::closed_by_peer;
        case websocket::EndReason::protocol_violated:
        case websocket::EndReason::text_received: return DialFailure::handshake_failed;
    }
    std::unreachable();
}

}  // namespace

ByteStack::ByteStack(const Options& options, Wire wire,
                     const core::crypto::Ed25519KeyPair& identity,
                     core::crypto::X25519Secret static_secret,
                     core::crypto::X25519Secret ephemeral_secret, core::MutableBytes scratch,
                     core::Instant now)
    : options_(options),
      wire_(std::move(wire)),
      scratch_(scratch),
      negotiation_(negotiation_of(protocol_of(options.security))),
      upgrade_end_(now + options.upgrade_patience) {
    ASSERT(parts.plaintext || options.security != Security::plaintext);
    if (is_plain())
        exchange_.emplace(plaintext::Exchange::Options{.expected_peer = options.expected_peer,
                                                       .patience = options.upgrade_patience},
                          core::codec::PublicKey(identity.public_key()), now);
    else
        handshake_.emplace(noise_options(options), identity, std::move(static_secret),
                           std::move(ephemeral_secret), now);
}

ByteStack::Negotiation ByteStack::negotiation_of(std::string_view protocol) const {
    if (options_.direction == Direction::incoming) return multistream::Selector();
    return multistream::Proposer({std::string(protocol)});
}

void ByteStack::receive(core::Bytes bytes, core::Instant now) {
    ASSERT(input_.empty() && text_.empty());
    if (stage_ != Stage::ended) wire_.receive(bytes, now);
}

void ByteStack::end(core::Instant now) {
    if (stage_ == Stage::ended) return;
    wire_.end(now);
    if (stage_ == Stage::open) return session_->end(now);
    fail(DialFailure::connection_lost);
}

std::optional<StackEvent> ByteStack::next_event(core::Instant now) {
    while (!end_ && stage_ != Stage::open && advance(now)) {
    }
    if (stage_ == Stage::open) {
        if (!std::exchange(is_told_, true)) return *established_;
        if (auto event = next_muxer_event(now)) return event;
    }
    if (!end_) return std::nullopt;
    return LinkEnded{*std::exchange(end_, std::nullopt)};
}

// Whether there was something to do.
bool ByteStack::advance(core::Instant now) {
    switch (stage_) {
        case Stage::security:
            if (!has_input(now)) return false;
            agree_security();
            return true;
        case Stage::handshake:
            if (!has_input(now)) return false;
            is_plain() ? exchange_names(now) : shake_hands(now);
            return true;
        case Stage::muxer:
            if (!has_text(now)) return false;
            agree_muxer(now);
            return true;
        case Stage::open:
        case Stage::ended: return false;
    }
    std::unreachable();
}

bool ByteStack::has_input(core::Instant now) {
    if (!input_.empty()) return true;
    if (const auto bytes = wire_.next(scratch_, now)) {
        input_ = *bytes;
        return true;
    }
    if (wire_.ended()) lose_wire();
    return false;
}

bool ByteStack::has_text(core::Instant now) {
    if (is_plain()) {
        if (text_.empty() && has_input(now)) text_ = std::exchange(input_, {});
        return !text_.empty();
    }
    while (text_.empty() && stage_ != Stage::ended) {
        const auto text = transport_->next();
        if (!text) {
            finish(stage_ == Stage::open ? LinkEnd(MuxerEndReason::protocol_violated)
                                         : LinkEnd(DialFailure::handshake_failed));
        } else if (*text) {
            text_ = **text;
        } else {
            if (!has_input(now)) return false;
            transport_->receive(std::exchange(input_, {}));
        }
    }
    return !text_.empty();
}

// The WebSocket under it ended.
void ByteStack::lose_wire() {
    if (stage_ == Stage::ended) return;
    const auto reason = wire_.ended()->reason;
    if (stage_ != Stage::open) return fail(failure_of(reason));
    const bool is_farewell = reason == websocket::EndReason::closed_by_peer;
    finish(is_farewell ? MuxerEndReason::closed_by_peer : MuxerEndReason::connection_lost);
}

std::size_t ByteStack::negotiate(core::Bytes bytes, std::string_view protocol,
                                 DialFailure none_suits) {
    std::size_t used = 0;
    auto outcome = multistream::Outcome::pending;
    if (auto* proposer = core::get_if<multistream::Proposer>(&negotiation_)) {
        used = proposer->receive(bytes);
        outcome = proposer->outcome();
    } else {
        auto& selector = core::get<multistream::Selector>(negotiation_);
        used = selector.receive(bytes);
        if (selector.proposal() && *selector.proposal() == protocol)
            selector.accept();
        else if (selector.proposal())
            selector.refuse();
        outcome = selector.outcome();
    }
    if (outcome == multistream::Outcome::refused) fail(none_suits);
    if (outcome == multistream::Outcome::broken) fail(DialFailure::handshake_failed);
    return used;
}

void ByteStack::agree_security() {
    const std::size_t used =
        negotiate(input_, protocol_of(options_.security), DialFailure::no_common_security);
    if (stage_ == Stage::ended) return;
    input_ = input_.subspan(used);
    const bool agreed = core::match(negotiation_, [](const auto& end) {
        return end.outcome() == multistream::Outcome::agreed;
    });
    if (agreed) {
        pull();
        stage_ = Stage::handshake;
    }
}

void ByteStack::shake_hands(core::Instant now) {
    const std::size_t used = handshake_->receive(input_, now);
    input_ = input_.subspan(used);
    pull();
    hear_handshake(now);
}

void ByteStack::hear_handshake(core::Instant now) {
    auto event = handshake_->next_event();
    if (!event) return;
    pull();
    if (const auto* ended = core::get_if<noise::Ended>(&*event))
        return fail(failure_of(ended->reason));
    auto& secured = core::get<noise::Secured>(*event);
    established_ = Established{secured.peer, secured.key, secured.binding};
    transport_ = std::move(secured.transport);
    if (!input_.empty()) transport_->receive(std::exchange(input_, {}));
    handshake_.reset();
    if (secured.muxer) return begin_muxer(now);
    begin_agreeing_on_muxer();
}

void ByteStack::exchange_names(core::Instant now) {
    const std::size_t used = exchange_->receive(input_, now);
    input_ = input_.subspan(used);
    const auto event = exchange_->next_event();
    if (!event) return;
    if (const auto* ended = core::get_if<plaintext::Ended>(&*event))
        return fail(failure_of(ended->reason));
    pull();
    const auto& identified = core::get<plaintext::Identified>(*event);
    established_ = Established{identified.peer, identified.key, identified.binding};
    exchange_.reset();
    begin_agreeing_on_muxer();
}

void ByteStack::begin_agreeing_on_muxer() {
    negotiation_ = negotiation_of(yamux::protocol);
    stage_ = Stage::muxer;
}

void ByteStack::agree_muxer(core::Instant now) {
    const std::size_t used = negotiate(text_, yamux::protocol, DialFailure::no_common_muxer);
    if (stage_ == Stage::ended) return;
    text_ = text_.subspan(used);
    const bool agreed = core::match(negotiation_, [](const auto& end) {
        return end.outcome() == multistream::Outcome::agreed;
    });
    if (!agreed) return;
    pull();
    begin_muxer(now);
}

void ByteStack::begin_muxer(core::Instant now) {
    const bool is_dialer = options_.direction == Direction::outgoing;
    session_.emplace(options_.yamux, is_dialer ? yamux::Role::dialer : yamux::Role::listener, now);
    stage_ = Stage::open;
    upgrade_end_.reset();
}

std::optional<StackEvent> ByteStack::next_muxer_event(core::Instant now) {
    while (true) {
        if (auto event = session_->next_event(now)) {
            const auto* ended = core::get_if<MuxerEnded>(&*event);
            if (!ended) return *event;
            finish(ended->reason);
            return std::nullopt;
        }
        if (!has_text(now)) return std::nullopt;
        session_->receive(std::exchange(text_, {}), now);
    }
}

void ByteStack::close(core::Instant now) {
    if (stage_ == Stage::ended) return;
    if (stage_ == Stage::open) return session_->close(now);
    fail(DialFailure::cancelled);
}

void ByteStack::expire(core::Instant now) {
    if (stage_ == Stage::ended) return;
    if (session_) return session_->expire(now);
    if (upgrade_end_ && now >= *upgrade_end_) fail(DialFailure::upgrade_timeout);
}

std::optional<core::Instant> ByteStack::deadline() const {
    if (stage_ == Stage::ended) return std::nullopt;
    if (session_) return session_->deadline();
    return upgrade_end_;
}

void ByteStack::fail(DialFailure failure) { finish(failure); }

void ByteStack::finish(LinkEnd reason) {
    if (stage_ == Stage::ended) return;
    pull();  // A refusal, or a farewell.
    stage_ = Stage::ended;
    upgrade_end_.reset();
    input_ = text_ = {};
    end_ = reason;
}

// Moves what the machines have to send to the wire, as far as it goes.
void ByteStack::pull() {
    if (stage_ == Stage::ended) return;
    if (stage_ == Stage::open) return pull_session();
    if (wire_.room() < upgrade_room_min) return;
    if (stage_ != Stage::handshake) pull_negotiation();
    // Who proposes security begins it at once; who selects has nothing to say before it was agreed.
    if (stage_ == Stage::muxer) return;
    if (stage_ == Stage::security && options_.direction == Direction::incoming) return;
    const auto send = [this](auto& machine) {
        wire_.write(machine->outgoing());
        machine->consume(machine->outgoing().size());
    };
    is_plain() ? send(exchange_) : send(handshake_);
}

void ByteStack::pull_negotiation() {
    core::match(negotiation_, [&](auto& end) {
        const core::Bytes bytes = end.outgoing();
        if (stage_ == Stage::security)
            wire_.write(bytes);
        else if (!seal(bytes))
            return;
        end.consume(bytes.size());
    });
}

void ByteStack::pull_session() {
    while (true) {
        const core::Bytes text = session_->outgoing();
        const core::Bytes piece = text.first(std::min(text.size(), noise::frame_text_size_max));
        if (!seal(piece)) return;
        session_->consume(piece.size());
    }
}

bool ByteStack::seal(core::Bytes text) {
    const std::size_t size = is_plain() ? text.size() : noise::Transport::sealed_size(text.size());
    if (text.empty() || wire_.room() < size) return false;
    if (is_plain()) {
        core::copy(wire_.prepare(size), text);
    } else if (!transport_->seal(text, wire_.prepare(size))) {
        // No number is left to seal with, after 2^64 frames: what was prepared is not sent.
        stage_ = Stage::ended;
        end_ = MuxerEndReason::limit_exceeded;
        return false;
    }
    wire_.commit();
    return true;
}

core::Bytes ByteStack::outgoing() {
    pull();
    return wire_.outgoing();
}

void ByteStack::consume(std::size_t size) { wire_.consume(size); }

}  // namespace net::swarm
