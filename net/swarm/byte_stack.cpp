// From bytes to streams, one stage after the other.
#include "net/swarm/byte_stack.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/base/assert.h"

namespace net::swarm {

namespace {

constexpr std::array muxers{yamux::protocol};

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

DialFailure failure_of(noise::EndReason reason) {
    switch (reason) {
        case noise::EndReason::silence: return DialFailure::upgrade_timeout;
        case noise::EndReason::stream_ended: return DialFailure::connection_lost;
        case noise::EndReason::unexpected_peer: return DialFailure::wrong_peer;
        case noise::EndReason::malformed:
        case noise::EndReason::limit_exceeded:
        case noise::EndReason::not_decrypted:
        case noise::EndReason::key_weak:
        case noise::EndReason::key_type_unsupported:
        case noise::EndReason::key_malformed:
        case noise::EndReason::signature_wrong: return DialFailure::handshake_failed;
    }
    std::unreachable();
}

}  // namespace

ByteStack::ByteStack(const Options& options, const core::crypto::Ed25519KeyPair& identity,
                     core::crypto::X25519Secret static_secret,
                     core::crypto::X25519Secret ephemeral_secret, core::Instant now)
    : options_(options),
      negotiation_(negotiation_of(noise::protocol)),
      upgrade_end_(now + options.upgrade_patience) {
    handshake_.emplace(noise_options(options), identity, std::move(static_secret),
                       std::move(ephemeral_secret), now);
}

ByteStack::Negotiation ByteStack::negotiation_of(std::string_view protocol) const {
    if (options_.direction == Direction::incoming) return multistream::Selector();
    return multistream::Proposer({std::string(protocol)});
}

void ByteStack::receive(core::Bytes bytes, core::Instant) {
    ASSERT(input_.empty() && text_.empty());
    if (stage_ == Stage::ended) return;
    if (stage_ == Stage::muxer || stage_ == Stage::open)
        transport_->receive(bytes);
    else
        input_ = bytes;
}

void ByteStack::end(core::Instant now) {
    if (stage_ == Stage::ended) return;
    if (stage_ == Stage::open) return session_->end(now);
    fail(DialFailure::connection_lost);
}

std::optional<StackEvent> ByteStack::next_event(core::Instant now) {
    while (!end_ && stage_ != Stage::open && advance(now)) {
    }
    if (established_ && !std::exchange(is_told_, true)) return *established_;
    if (stage_ == Stage::open) {
        if (auto event = next_muxer_event(now)) return event;
    }
    if (!end_) return std::nullopt;
    return LinkEnded{*std::exchange(end_, std::nullopt)};
}

// Whether there was something to do.
bool ByteStack::advance(core::Instant now) {
    switch (stage_) {
        case Stage::security:
            if (input_.empty()) return false;
            agree_security();
            return true;
        case Stage::handshake: shake_hands(now); return stage_ != Stage::handshake;
        case Stage::muxer:
            if (text_.empty() && !open_text()) return false;
            agree_muxer(now);
            return true;
        case Stage::open:
        case Stage::ended: return false;
    }
    std::unreachable();
}

std::size_t ByteStack::negotiate(core::Bytes bytes, std::string_view protocol,
                                 DialFailure none_suits) {
    std::size_t used = 0;
    auto outcome = multistream::Outcome::pending;
    if (auto* proposer = std::get_if<multistream::Proposer>(&negotiation_)) {
        used = proposer->receive(bytes);
        outcome = proposer->outcome();
    } else {
        auto& selector = std::get<multistream::Selector>(negotiation_);
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
    const std::size_t used = negotiate(input_, noise::protocol, DialFailure::no_common_security);
    if (stage_ == Stage::ended) return;
    input_ = input_.subspan(used);
    const bool agreed =
        std::visit([](const auto& end) { return end.outcome() == multistream::Outcome::agreed; },
                   negotiation_);
    if (agreed) {
        pull();
        stage_ = Stage::handshake;
    }
}

void ByteStack::shake_hands(core::Instant now) {
    const std::size_t used = handshake_->receive(input_, now);
    input_ = input_.subspan(used);
    hear_handshake(now);
}

void ByteStack::hear_handshake(core::Instant now) {
    auto event = handshake_->next_event();
    if (!event) return;
    pull();
    if (const auto* ended = std::get_if<noise::Ended>(&*event))
        return fail(failure_of(ended->reason));
    auto& secured = std::get<noise::Secured>(*event);
    established_ = Established{secured.peer, secured.key};
    transport_ = std::move(secured.transport);
    transport_->receive(std::exchange(input_, {}));
    handshake_.reset();
    if (secured.muxer) return begin_muxer(now);
    negotiation_ = negotiation_of(yamux::protocol);
    stage_ = Stage::muxer;
}

// False when there is no more text for now.
bool ByteStack::open_text() {
    const auto text = transport_->next();
    if (!text) {
        if (stage_ == Stage::open)
            finish(MuxerEndReason::protocol_violated);
        else
            fail(DialFailure::handshake_failed);
        return false;
    }
    text_ = text->value_or(core::Bytes());
    return text->has_value();
}

void ByteStack::agree_muxer(core::Instant now) {
    const std::size_t used = negotiate(text_, yamux::protocol, DialFailure::no_common_muxer);
    if (stage_ == Stage::ended) return;
    text_ = text_.subspan(used);
    const bool agreed =
        std::visit([](const auto& end) { return end.outcome() == multistream::Outcome::agreed; },
                   negotiation_);
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
            const auto* ended = std::get_if<MuxerEnded>(&*event);
            if (!ended) return *event;
            finish(ended->reason);
            return std::nullopt;
        }
        if (text_.empty() && !open_text()) return std::nullopt;
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
    // A refusal, or a farewell.
    if (stage_ == Stage::open)
        seal_session();
    else
        pull();
    stage_ = Stage::ended;
    upgrade_end_.reset();
    input_ = text_ = {};
    end_ = reason;
}

// Moves what the machines have to send into the one buffer, as far as it goes.
void ByteStack::pull() {
    if (stage_ == Stage::ended) return;
    if (stage_ == Stage::open) {
        if (outgoing_.empty()) seal_session();
        return;
    }
    if (stage_ != Stage::handshake) {
        std::visit(
            [&](auto& end) {
                stage_ == Stage::muxer ? seal(end.outgoing()) : send(end.outgoing());
                end.consume(end.outgoing().size());
            },
            negotiation_);
    }
    // Who proposes security begins it at once; who selects has nothing to say before it was agreed.
    if (handshake_ && (stage_ == Stage::handshake || options_.direction == Direction::outgoing)) {
        send(handshake_->outgoing());
        handshake_->consume(handshake_->outgoing().size());
    }
}

void ByteStack::seal_session() {
    const core::Bytes text = session_->outgoing();
    seal(text);
    session_->consume(text.size());
}

void ByteStack::send(core::Bytes bytes) { core::append(outgoing_, bytes); }

void ByteStack::seal(core::Bytes text) {
    if (text.empty()) return;
    const std::size_t size = outgoing_.size();
    outgoing_.resize(size + noise::Transport::sealed_size(text.size()));
    if (transport_->seal(text, core::MutableBytes(outgoing_).subspan(size))) return;
    // No number is left to seal with: after 2^64 frames.
    outgoing_.resize(size);
    stage_ = Stage::ended;
    end_ = MuxerEndReason::limit_exceeded;
}

core::Bytes ByteStack::outgoing() {
    pull();
    return core::Bytes(outgoing_).subspan(sent_size_);
}

void ByteStack::consume(std::size_t size) {
    sent_size_ += size;
    ASSERT(sent_size_ <= outgoing_.size());
    if (sent_size_ < outgoing_.size()) return;
    outgoing_ = {};
    sent_size_ = 0;
}

}  // namespace net::swarm
