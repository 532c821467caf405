// The end that accepts the door's stream. Until the opener has proven itself, all that it says is a
// nonce.
#include <utility>

#include "core/base/assert.h"
#include "fabric/membership/door.h"
#include "fabric/membership/door_steps.h"

namespace fabric::membership {

static_assert(core::StreamMachine<DoorAcceptor>);

DoorAcceptor::DoorAcceptor(DoorOptions options, Knowledge knowledge, const DoorNonce& nonce,
                           core::Instant now)
    : options_(std::move(options)),
      knowledge_(std::move(knowledge)),
      key_(door_key(knowledge_.secret, knowledge_.name)),
      nonce_(nonce),
      our_claim_(claim_of(options_.genesis)),
      wire_(now + options_.patience) {}

void DoorAcceptor::receive(core::Bytes bytes, core::Instant) {
    if (ended()) return;
    wire_.receive(bytes);
    while (!ended()) {
        const auto frame = wire_.take_frame();
        if (!frame) return refuse(DoorRefusal::malformed);
        if (!*frame) return;  // It has not come whole.
        core::Reader reader(**frame);
        const DoorFrame kind{*reader.u8()};
        if (kind == DoorFrame::refused) return finish(Refused{told_reason(reader), true});
        if (const DoorStep step = handle(kind, reader); !step) return refuse(step.error());
    }
}

void DoorAcceptor::refuse(DoorRefusal reason) {
    send_refusal(wire_, reason);
    finish(Refused{reason, false});
}

void DoorAcceptor::expire(core::Instant now) {
    if (deadline() && now >= *deadline()) finish(Refused{DoorRefusal::silence, false});
}

void DoorAcceptor::end(core::Instant) {
    if (!ended()) finish(Refused{DoorRefusal::stream_ended, false});
}

DoorStep DoorAcceptor::handle(DoorFrame kind, core::Reader& reader) {
    if (state_ == State::awaiting_hello && kind == DoorFrame::hello) return take_hello(reader);
    if (state_ == State::awaiting_proof && kind == DoorFrame::proof && !transcript_.is_by_invite)
        return take_proof(reader);
    if (state_ == State::awaiting_proof && kind == DoorFrame::invite && transcript_.is_by_invite)
        return take_invite(reader);
    if (state_ == State::awaiting_claim && kind == DoorFrame::claim) return take_claim(reader);
    if (state_ == State::awaiting_genesis && kind == DoorFrame::genesis)
        return take_genesis(reader);
    return std::unexpected(DoorRefusal::malformed);
}

DoorStep DoorAcceptor::take_hello(core::Reader& reader) {
    if (TRY(well_formed(reader.u8())) != door_version)
        return std::unexpected(DoorRefusal::version_unknown);
    const std::uint8_t is_by_invite = TRY(well_formed(reader.u8()));
    if (is_by_invite > 1) return std::unexpected(DoorRefusal::malformed);
    transcript_.is_by_invite = is_by_invite == 1;
    transcript_.opener_nonce = TRY(well_formed(reader.fixed<DoorNonce>()));
    TRY(well_formed(reader.expect_end()));
    transcript_.acceptor_nonce = nonce_;
    transcript_.close(options_.peer, options_.self, options_.binding);
    wire_.send(DoorFrame::nonce, [&](core::BufferWriter& writer) { writer.bytes(nonce_.view()); });
    state_ = State::awaiting_proof;
    return {};
}

DoorStep DoorAcceptor::take_proof(core::Reader& reader) {
    const auto proof = TRY(well_formed(reader.fixed<DoorProof>()));
    TRY(well_formed(reader.expect_end()));
    if (!is_same(proof, opener_proof(key_, transcript_)))
        return std::unexpected(DoorRefusal::proof_wrong);
    if (options_.is_revoked) return std::unexpected(DoorRefusal::key_revoked);
    wire_.send(DoorFrame::claim, [&](core::BufferWriter& writer) {
        writer.bytes(acceptor_claim_proof(key_, transcript_, our_claim_).view());
        write_claim(writer, our_claim_);
    });
    state_ = State::awaiting_claim;
    return {};
}

// Whether the grant is good is for our owner to say: the log must have the admission first.
DoorStep DoorAcceptor::take_invite(core::Reader& reader) {
    GrantUse use;
    use.grant = TRY(well_formed(read_grant(reader)));
    use.bearer = TRY(well_formed(reader.fixed<Signature>()));
    const auto proof = TRY(well_formed(reader.fixed<Signature>()));
    TRY(well_formed(reader.expect_end()));
    if (!our_claim_ || use.grant.grant.mesh != *our_claim_)
        return std::unexpected(DoorRefusal::invite_foreign);
    const auto bearer = member_key_of(options_.peer);
    if (!bearer) return std::unexpected(DoorRefusal::key_unsupported);
    if (!verify_bearer(use.grant.grant.one_time, transcript_, proof) || !verify_use(use, *bearer))
        return std::unexpected(DoorRefusal::proof_wrong);
    state_ = State::awaiting_answer;
    event_ = GrantShown{use, *bearer};
    return {};
}

void DoorAcceptor::answer(const GrantAnswer& answer) {
    if (state_ != State::awaiting_answer) return;
    if (const auto* reason = get_if<DoorRefusal>(&answer)) return refuse(*reason);
    wire_.send(DoorFrame::welcome, [&](core::BufferWriter& writer) {
        writer.u8(knowledge_.secret.has_value());
        if (knowledge_.secret) writer.bytes(knowledge_.secret->expose());
        writer.bytes(acceptor_claim_proof(key_, transcript_, our_claim_).view());
        writer.bytes(options_.genesis->bytes());
    });
    state_ = State::awaiting_claim;
}

DoorStep DoorAcceptor::take_claim(core::Reader& reader) {
    const auto proof = TRY(well_formed(reader.fixed<DoorProof>()));
    their_claim_ = TRY(well_formed(read_claim(reader)));
    TRY(well_formed(reader.expect_end()));
    if (!is_same(proof, opener_claim_proof(key_, transcript_, their_claim_, our_claim_)))
        return std::unexpected(DoorRefusal::proof_wrong);
    if (our_claim_ == their_claim_) {
        if (!our_claim_) return std::unexpected(DoorRefusal::mesh_unknown);
        finish(Admitted{});
        return {};
    }
    if (our_claim_) send_genesis(wire_, *options_.genesis, options_.is_settled);
    if (their_claim_)
        state_ = State::awaiting_genesis;
    else
        finish(Admitted{});
    return {};
}

DoorStep DoorAcceptor::take_genesis(core::Reader& reader) {
    ToldGenesis told = TRY(read_told_genesis(reader, knowledge_, their_claim_));
    finish(conclude(options_, knowledge_, std::move(told)));
    return {};
}

void DoorAcceptor::finish(Event event) {
    ASSERT(!ended());
    state_ = State::ended;
    wire_.finish();
    event_ = std::move(event);
}

}  // namespace fabric::membership
