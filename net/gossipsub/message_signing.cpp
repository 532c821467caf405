// The key of an author is in its peer id, or stands in the message and must be the one of which the
// id is the hash. Of what cannot be verified nothing is believed.
#include "net/gossipsub/message_signing.h"

#include <array>

#include "core/base/writer.h"
#include "core/codec/public_key.h"

namespace net::gossipsub {
namespace {

using core::codec::PeerId;
using core::codec::PublicKey;

std::expected<PublicKey, RejectReason> key_of(const PeerId& author, core::Bytes given) {
    const auto inlined = author.public_key();
    if (given.empty()) {
        if (!inlined) return std::unexpected(RejectReason::key_mismatch);
        return *inlined;
    }
    const auto key = PublicKey::from_bytes(given);
    if (!key || !author.matches(*key)) return std::unexpected(RejectReason::key_mismatch);
    return *key;
}

}  // namespace

MessageRef sign_message(const core::crypto::Ed25519KeyPair& pair, const PeerId& author,
                        std::uint64_t seqno, std::string_view topic, core::Bytes data) {
    std::array<std::byte, seqno_size> number{};
    core::SpanWriter writer(number);
    writer.u64_be(seqno);
    MessageView view;
    view.from = author.bytes();
    view.data = data;
    view.has_data = true;
    view.seqno = number;
    view.topic = topic;
    const MessageRef bare = make_message(author, view);
    const core::crypto::Ed25519Signature signature = pair.sign(bare.signed_bytes());
    view.signature = signature.view();
    return make_message(author, view);
}

std::expected<PeerId, RejectReason> check_fields(const MessageView& view) {
    if (view.signature.empty()) return std::unexpected(RejectReason::unsigned_);
    if (view.seqno.size() != seqno_size) return std::unexpected(RejectReason::seqno_malformed);
    const auto author = PeerId::from_bytes(view.from);
    if (!author) return std::unexpected(RejectReason::author_malformed);
    return *author;
}

std::expected<MessageRef, RejectReason> check_signature(const PeerId& author,
                                                        const MessageView& view) {
    const auto key = key_of(author, view.key);
    if (!key) return std::unexpected(key.error());
    if (key->type() != core::codec::KeyType::ed25519)
        return std::unexpected(RejectReason::key_unsupported);
    MessageRef message = make_message(author, view);
    if (!key->verify(message.signed_bytes(), view.signature))
        return std::unexpected(RejectReason::signature_wrong);
    return message;
}

}  // namespace net::gossipsub
