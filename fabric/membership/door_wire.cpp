// Every proof is over the transcript, behind a text of its own: none can be sent back, nor stand
// for another.
#include "fabric/membership/door_wire.h"

#include <array>
#include <utility>

#include "core/base/assert.h"
#include "core/base/writer.h"

namespace fabric::membership {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;

namespace {

constexpr std::string_view transcript_domain = "selvage door 1";
constexpr std::string_view opener_domain = "selvage door 1: the opener knows";
constexpr std::string_view acceptor_claim_domain = "selvage door 1: the acceptor has";
constexpr std::string_view opener_claim_domain = "selvage door 1: the opener has";
constexpr std::string_view bearer_domain = "selvage door 1: the opener bears";

constexpr std::size_t frame_head_size = 2;

Buffer claim_bytes(const Claim& claim) {
    Buffer bytes;
    core::BufferWriter writer(bytes, 1 + MeshId::size_bytes);
    write_claim(writer, claim);
    return bytes;
}

Buffer bearer_message(const DoorTranscript& transcript) {
    Buffer message;
    core::append(message, core::as_bytes(bearer_domain));
    core::append(message, transcript.digest.view());
    return message;
}

}  // namespace

void DoorTranscript::close(const core::codec::PeerId& opener, const core::codec::PeerId& acceptor,
                           Bytes binding) {
    Buffer all;
    core::BufferWriter writer(all, transcript_domain.size() + 256 + binding.size());
    writer.text(transcript_domain);
    writer.u8(is_by_invite);
    writer.bytes(opener_nonce.view());
    writer.bytes(acceptor_nonce.view());
    for (const Bytes part : {opener.bytes(), acceptor.bytes(), binding}) {
        writer.u32_be(static_cast<std::uint32_t>(part.size()));
        writer.bytes(part);
    }
    ASSERT(writer.finish());
    digest = core::crypto::sha256(all);
}

DoorProof opener_proof(const DoorKey& key, const DoorTranscript& transcript) {
    return core::crypto::hmac_sha256(key.expose(),
                                     {core::as_bytes(opener_domain), transcript.digest.view()});
}

DoorProof acceptor_claim_proof(const DoorKey& key, const DoorTranscript& transcript,
                               const Claim& acceptor) {
    return core::crypto::hmac_sha256(
        key.expose(),
        {core::as_bytes(acceptor_claim_domain), transcript.digest.view(), claim_bytes(acceptor)});
}

DoorProof opener_claim_proof(const DoorKey& key, const DoorTranscript& transcript,
                             const Claim& opener, const Claim& acceptor) {
    return core::crypto::hmac_sha256(key.expose(),
                                     {core::as_bytes(opener_claim_domain), transcript.digest.view(),
                                      claim_bytes(opener), claim_bytes(acceptor)});
}

Signature bearer_proof(const KeyPair& one_time, const DoorTranscript& transcript) {
    return one_time.sign(bearer_message(transcript));
}

Result<void> verify_bearer(const MemberKey& one_time, const DoorTranscript& transcript,
                           const Signature& proof) {
    return core::crypto::ed25519_verify(one_time, bearer_message(transcript), proof);
}

bool is_same(const DoorProof& one, const DoorProof& other) {
    return core::crypto::constant_time_equal(one.view(), other.view());
}

void write_claim(core::BufferWriter& writer, const Claim& claim) {
    writer.u8(claim.has_value());
    if (claim) writer.bytes(claim->view());
}

Result<Claim> read_claim(core::Reader& reader) {
    const std::uint8_t is_there = TRY(reader.u8());
    if (is_there > 1) return core::fail(Error::not_canonical);
    if (is_there == 0) return std::nullopt;
    return TRY(reader.fixed<MeshId>());
}

Result<std::optional<Buffer>> DoorWire::take_frame() {
    core::Reader reader(unread_);
    const auto size = reader.u16_be();
    if (!size) return std::nullopt;
    if (*size == 0 || *size > door_frame_size_max) return core::fail(Error::too_large);
    const auto frame = reader.take(*size);
    if (!frame) return std::nullopt;
    Buffer taken(frame->begin(), frame->end());
    core::crypto::wipe(core::MutableBytes(unread_).first(reader.position()));
    unread_.erase(unread_.begin(),
                  unread_.begin() + static_cast<std::ptrdiff_t>(reader.position()));
    return taken;
}

void DoorWire::send_frame(Bytes frame) {
    core::BufferWriter writer(unsent_, unsent_.size() + frame_head_size + frame.size());
    writer.u16_be(static_cast<std::uint16_t>(frame.size()));
    writer.bytes(frame);
}

void DoorWire::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    core::crypto::wipe(core::MutableBytes(unsent_).subspan(sent_size_, size));
    sent_size_ += size;
    if (sent_size_ < unsent_.size()) return;
    unsent_.clear();
    sent_size_ = 0;
}

void DoorWire::finish() {
    core::crypto::wipe(unread_);
    unread_ = {};
    deadline_.reset();
}

}  // namespace fabric::membership
