// One end of the handshake.
#include "net/noise/handshake.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Instant;

// Of a message's payload, or of the key in it.
EndReason reason_of(Error error) {
    return error == Error::too_large ? EndReason::limit_exceeded : EndReason::malformed;
}
EndReason reason_of_message(Error error) {
    if (error == Error::tag_wrong) return EndReason::not_decrypted;
    return error == Error::point_weak ? EndReason::key_weak : EndReason::malformed;
}
EndReason reason_of_identity(Error error) {
    if (error == Error::key_type_unknown) return EndReason::key_type_unsupported;
    return error == Error::signature_wrong ? EndReason::signature_wrong : EndReason::key_malformed;
}

std::optional<std::string_view> first_in_both(std::span<const std::string_view> preferred,
                                              std::span<const std::string_view> others) {
    const auto first = std::ranges::find_first_of(preferred, others);
    return first == preferred.end() ? std::nullopt : std::optional(*first);
}

}  // namespace

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::silence: return "the handshake took too long";
        case EndReason::stream_ended: return "the stream was closed";
        case EndReason::malformed: return "the peer sent something else than a handshake";
        case EndReason::limit_exceeded: return "the peer's message is larger than it may be";
        case EndReason::not_decrypted:
            return "the peer's message was changed, or was meant for another connection";
        case EndReason::key_weak: return "the peer's key is weak";
        case EndReason::key_type_unsupported:
            return "the peer's identity is of a type that cannot be verified";
        case EndReason::key_malformed: return "the peer's identity is malformed";
        case EndReason::signature_wrong: return "the peer did not prove its identity";
        case EndReason::unexpected_peer: return "the peer is another than the one expected";
        case EndReason::no_common_muxer: return "the peer knows none of our muxers";
    }
    std::unreachable();
}

Handshake::Handshake(const Options& options, const core::crypto::Ed25519KeyPair& identity,
                     core::crypto::X25519Secret static_secret,
                     core::crypto::X25519Secret ephemeral_secret, Instant now)
    : options_(options),
      identity_(identity),
      pattern_(options.role, options.prologue, std::move(static_secret),
               std::move(ephemeral_secret)) {
    options_.prologue = {};
    timers_.set(Timer::patience, now + options_.patience);
    write_messages();
}

std::size_t Handshake::receive(Bytes bytes, Instant) {
    std::size_t used = 0;
    while (!ended_ && used < bytes.size()) used += take(bytes.subspan(used));
    return used;
}

void Handshake::expire(Instant now) {
    if (timers_.take_due(Timer::patience, now)) finish(EndReason::silence);
}

void Handshake::end(Instant) {
    if (!ended_) finish(EndReason::stream_ended);
}

void Handshake::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    sent_size_ += size;
    if (!outgoing().empty()) return;
    unsent_ = {};
    sent_size_ = 0;
}

// Takes bytes of the message that is arriving, and none behind it; acts when it is whole.
std::size_t Handshake::take(Bytes bytes) {
    const auto take_up_to = [&](std::size_t size) {
        const Bytes taken = bytes.first(std::min(size - partial_.size(), bytes.size()));
        core::append(partial_, taken);
        return taken.size();
    };
    if (partial_.size() < frame_head_size) {
        const std::size_t used = take_up_to(frame_head_size);
        if (partial_.size() == frame_head_size)
            if (const auto possible = check_message_size(); !possible) finish(possible.error());
        return used;
    }
    const std::size_t size = frame_head_size + *core::Reader(partial_).u16_be();
    const std::size_t used = take_up_to(size);
    if (partial_.size() == size) read_message();
    return used;
}

std::expected<void, EndReason> Handshake::check_message_size() const {
    const std::size_t size = *core::Reader(partial_).u16_be();
    const std::size_t overhead = message_overheads[pattern_.messages_done()];
    // The first message is open to everybody, and has nothing to say.
    const std::size_t payload_max = pattern_.messages_done() == 0 ? 0 : payload_size_max;
    if (size < overhead) return std::unexpected(EndReason::malformed);
    if (size - overhead > payload_max) return std::unexpected(EndReason::limit_exceeded);
    return {};
}

void Handshake::read_message() {
    const Buffer message = std::exchange(partial_, {});
    const auto payload = pattern_.read(Bytes(message).subspan(frame_head_size));
    if (!payload) return finish(reason_of_message(payload.error()));
    if (const auto accepted = read_payload(*payload); !accepted) return finish(accepted.error());
    write_messages();
    if (!ended_ && pattern_.is_complete()) secure();
}

// Ours, as far as it is our turn.
void Handshake::write_messages() {
    if (!pattern_.writes_next()) return;
    Buffer payload;
    if (pattern_.messages_done() > 0)
        payload = encode_payload(identity_, pattern_.static_key(), options_.muxers);
    const std::size_t size = message_overheads[pattern_.messages_done()] + payload.size();
    unsent_.push_back(static_cast<std::byte>(size >> 8));
    unsent_.push_back(static_cast<std::byte>(size & 0xff));
    if (const auto written = pattern_.write(payload, unsent_); !written)
        finish(reason_of_message(written.error()));
}

std::expected<void, EndReason> Handshake::read_payload(Bytes payload) {
    if (pattern_.messages_done() == 1) return {};
    const auto decoded = decode_payload(payload);
    if (!decoded) return std::unexpected(reason_of(decoded.error()));
    auto key = verify_identity(*decoded, pattern_.peer_static_key());
    if (!key) return std::unexpected(reason_of_identity(key.error()));
    if (options_.expected_peer && !options_.expected_peer->matches(*key))
        return std::unexpected(EndReason::unexpected_peer);
    const std::span<const std::string_view> offered(decoded->muxers.data(), decoded->muxers.size());
    peer_ = Peer{*std::move(key), choose_muxer(offered)};
    if (!peer_->muxer && !offered.empty() && !options_.muxers.empty())
        return std::unexpected(EndReason::no_common_muxer);
    return {};
}

// The view must be one of ours: the peer's lie in its message.
std::optional<std::string_view> Handshake::choose_muxer(
    std::span<const std::string_view> offered) const {
    if (options_.role == Role::initiator) return first_in_both(options_.muxers, offered);
    const auto chosen = first_in_both(offered, options_.muxers);
    if (!chosen) return std::nullopt;
    return *std::ranges::find(options_.muxers, *chosen);
}

void Handshake::secure() {
    ended_ = true;
    timers_.stop_all();
    SessionKeys keys = pattern_.split();
    const bool is_initiator = options_.role == Role::initiator;
    CipherState& own = is_initiator ? keys.initiator : keys.responder;
    CipherState& peers = is_initiator ? keys.responder : keys.initiator;
    event_ = Secured{core::codec::PeerId::of(peer_->key), std::move(peer_->key), peer_->muxer,
                     pattern_.hash(), Transport(std::move(own), std::move(peers))};
}

void Handshake::finish(EndReason reason) {
    ASSERT(!ended_);
    ended_ = true;
    timers_.stop_all();
    partial_ = {};
    unsent_ = {};
    sent_size_ = 0;
    event_ = Ended{reason};
}

}  // namespace net::noise
