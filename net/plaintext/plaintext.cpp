// One end of the exchange.
#include "net/plaintext/plaintext.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/protobuf.h"
#include "core/codec/varint.h"

namespace net::plaintext {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::Result;
using core::codec::PeerId;
using core::codec::PublicKey;

constexpr std::uint32_t id_field = 1;
constexpr std::uint32_t key_field = 2;

Buffer message_of(const PublicKey& key) {
    Buffer message;
    core::codec::ProtobufWriter fields(message, message_size_max);
    fields.bytes(id_field, PeerId::of(key).bytes());
    fields.bytes(key_field, key.encode());
    ASSERT(fields.finish());
    Buffer framed;
    core::BufferWriter writer(framed, message_size_max + core::codec::varint_size_max);
    core::codec::write_varint(writer, message.size());
    writer.bytes(message);
    ASSERT(writer.finish());
    return framed;
}

struct Claim {
    PeerId peer;
    PublicKey key;
};

Result<Claim> read_message(Bytes message) {
    std::optional<Bytes> id;
    std::optional<Bytes> key;
    core::codec::ProtobufReader fields(message);
    while (const auto field = TRY(fields.next())) {
        if (field->number == id_field) id = TRY(field->bytes());
        if (field->number == key_field) key = TRY(field->bytes());
    }
    if (!id || !key) return core::fail(core::Error::value_missing);
    return Claim{TRY(PeerId::from_bytes(*id)), TRY(PublicKey::from_bytes(*key))};
}

core::crypto::Sha256Digest binding_of(Bytes one, Bytes other) {
    const bool is_in_order = std::ranges::lexicographical_compare(one, other);
    return is_in_order ? core::crypto::sha256({one, other}) : core::crypto::sha256({other, one});
}

}  // namespace

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::silence: return "the exchange took too long";
        case EndReason::stream_ended: return "the stream was closed";
        case EndReason::malformed: return "the peer sent something else than an exchange";
        case EndReason::too_large: return "the peer's message is larger than it may be";
        case EndReason::key_mismatch: return "the peer's id and its key do not belong together";
        case EndReason::unexpected_peer: return "the peer is another than the one expected";
    }
    std::unreachable();
}

Exchange::Exchange(const Options& options, const PublicKey& own_key, Instant now)
    : options_(options), own_key_(own_key.encode()), unsent_(message_of(own_key)) {
    timers_.set(Timer::patience, now + options_.patience);
}

std::size_t Exchange::receive(Bytes bytes, Instant) {
    std::size_t used = 0;
    while (!ended_ && used < bytes.size()) used += take(bytes.subspan(used));
    return used;
}

void Exchange::expire(Instant now) {
    if (timers_.take_due(Timer::patience, now)) fail(EndReason::silence);
}

void Exchange::end(Instant) {
    if (!ended_) fail(EndReason::stream_ended);
}

void Exchange::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    sent_size_ += size;
}

// Of the size byte by byte, since until its last one nobody knows where it ends.
std::size_t Exchange::take(Bytes bytes) {
    const std::size_t missing = message_size_ ? *message_size_ - partial_.size() : 1;
    const Bytes taken = bytes.first(std::min(missing, bytes.size()));
    core::append(partial_, taken);
    if (!message_size_) read_size();
    if (!ended_ && message_size_ == partial_.size()) judge();
    return taken.size();
}

void Exchange::read_size() {
    core::Reader reader(partial_);
    const auto size = core::codec::read_varint(reader);
    if (!size) {
        if (size.error() != core::Error::truncated) fail(EndReason::malformed);
        return;
    }
    if (*size > message_size_max) return fail(EndReason::too_large);
    message_size_ = static_cast<std::size_t>(*size);
    partial_.clear();
}

void Exchange::judge() {
    auto identified = identify(partial_);
    if (!identified) return fail(identified.error());
    finish(*std::move(identified));
}

std::expected<Identified, EndReason> Exchange::identify(Bytes message) const {
    auto claim = read_message(message);
    if (!claim) return std::unexpected(EndReason::malformed);
    if (!claim->peer.matches(claim->key)) return std::unexpected(EndReason::key_mismatch);
    if (options_.expected_peer && claim->peer != *options_.expected_peer)
        return std::unexpected(EndReason::unexpected_peer);
    const auto binding = binding_of(own_key_, claim->key.encode());
    return Identified{claim->peer, std::move(claim->key), binding};
}

void Exchange::finish(Event event) {
    ASSERT(!ended_);
    ended_ = true;
    timers_.stop_all();
    partial_ = {};
    event_ = std::move(event);
}

void Exchange::fail(EndReason reason) {
    finish(Ended{reason});
    unsent_ = {};
    sent_size_ = 0;
}

}  // namespace net::plaintext
