// The pattern is a table of tokens; writing and reading walk through it alike.
#include "net/noise/pattern_xx.h"

#include <utility>

#include "core/base/assert.h"

namespace net::noise {

using core::Buffer;
using core::Bytes;
using core::Result;
using core::crypto::X25519PublicKey;
using core::crypto::X25519Secret;

PatternXx::PatternXx(Role role, Bytes prologue, X25519Secret static_secret,
                     X25519Secret ephemeral_secret)
    : role_(role),
      symmetric_(prologue),
      static_secret_(std::move(static_secret)),
      static_key_(core::crypto::x25519_public_key(static_secret_)),
      ephemeral_secret_(std::move(ephemeral_secret)) {}

std::span<const PatternXx::Token> PatternXx::tokens_of(std::size_t message) {
    static constexpr std::array first{Token::e};
    static constexpr std::array second{Token::e, Token::ee, Token::s, Token::es};
    static constexpr std::array third{Token::s, Token::se};
    static constexpr std::array<std::span<const Token>, message_count> messages{first, second,
                                                                                third};
    ASSERT(message < messages.size());
    return messages[message];
}

bool PatternXx::writes_next() const {
    const bool is_initiators = messages_done_ % 2 == 0;
    return !is_complete() && is_initiators == (role_ == Role::initiator);
}

Result<void> PatternXx::write(Bytes payload, Buffer& out) {
    ASSERT(writes_next());
    for (const Token token : tokens_of(messages_done_)) {
        if (token == Token::e || token == Token::s)
            write_key(token, out);
        else
            TRY(mix_shared(token));
    }
    symmetric_.seal(payload, out);
    ++messages_done_;
    return {};
}

Result<Buffer> PatternXx::read(Bytes message) {
    ASSERT(!writes_next() && !is_complete());
    core::Reader reader(message);
    for (const Token token : tokens_of(messages_done_)) {
        if (token == Token::e || token == Token::s)
            TRY(read_key(token, reader));
        else
            TRY(mix_shared(token));
    }
    Buffer payload = TRY(symmetric_.open(reader.rest()));
    ++messages_done_;
    return payload;
}

void PatternXx::write_key(Token token, Buffer& out) {
    if (token == Token::s) return symmetric_.seal(static_key_.view(), out);
    const X25519PublicKey key = core::crypto::x25519_public_key(ephemeral_secret_);
    core::append(out, key.view());
    symmetric_.mix_hash(key.view());
}

Result<void> PatternXx::read_key(Token token, core::Reader& message) {
    if (token == Token::e) {
        peer_ephemeral_key_ = TRY(message.fixed<X25519PublicKey>());
        symmetric_.mix_hash(peer_ephemeral_key_->view());
        return {};
    }
    const Bytes sealed = TRY(message.take(sealed_key_size));
    const Buffer key = TRY(symmetric_.open(sealed));
    core::copy(peer_static_key_.emplace().mutable_view(), key);
    return {};
}

// The first letter is the initiator's key, the second the responder's.
Result<void> PatternXx::mix_shared(Token token) {
    const bool is_initiator = role_ == Role::initiator;
    const bool is_own_static = token == (is_initiator ? Token::se : Token::es);
    const bool is_peer_static = token == (is_initiator ? Token::es : Token::se);
    const X25519Secret& secret = is_own_static ? static_secret_ : ephemeral_secret_;
    const auto& peer_key = is_peer_static ? peer_static_key_ : peer_ephemeral_key_;
    ASSERT(peer_key);
    const auto shared = TRY(core::crypto::x25519_shared(secret, *peer_key));
    symmetric_.mix_key(shared.expose());
    return {};
}

const X25519PublicKey& PatternXx::peer_static_key() const {
    ASSERT(peer_static_key_);
    return *peer_static_key_;
}

SessionKeys PatternXx::split() const {
    ASSERT(is_complete());
    return symmetric_.split();
}

}  // namespace net::noise
