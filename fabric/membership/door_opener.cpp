// The end that opens the door's stream, and proves first.
#include <utility>

#include "core/base/assert.h"
#include "fabric/membership/door.h"
#include "fabric/membership/door_steps.h"

namespace fabric::membership {

static_assert(core::StreamMachine<DoorOpener>);

DoorOpener::DoorOpener(DoorOptions options, Knowledge knowledge, const DoorNonce& nonce,
                       core::Instant now)
    : options_(std::move(options)),
      knowledge_(std::move(knowledge)),
      key_(door_key(knowledge_->secret, knowledge_->name)),
      transcript_{.is_by_invite = false, .opener_nonce = nonce},
      wire_(now + options_.patience) {
    send_hello(wire_, transcript_);
}

DoorOpener::DoorOpener(DoorOptions options, Bearing bearing, const DoorNonce& nonce,
                       core::Instant now)
    : options_(std::move(options)),
      bearing_(std::move(bearing)),
      transcript_{.is_by_invite = true, .opener_nonce = nonce},
      wire_(now + options_.patience) {
    send_hello(wire_, transcript_);
}

void DoorOpener::receive(core::Bytes bytes, core::Instant) {
    if (ended()) return;
    wire_.receive(bytes);
    while (!ended()) {
        auto frame = wire_.take_frame();
        if (!frame) return refuse(DoorRefusal::malformed);
        if (!*frame) return;  // It has not come whole.
        core::Reader reader(**frame);
        const DoorFrame kind{*reader.u8()};
        if (kind == DoorFrame::refused) return finish(Refused{told_reason(reader), true});
        const DoorStep step = handle(kind, reader);
        core::crypto::wipe(**frame);  // A welcome holds the secret.
        if (!step) return refuse(step.error());
    }
}

void DoorOpener::refuse(DoorRefusal reason) {
    send_refusal(wire_, reason);
    finish(Refused{reason, false});
}

void DoorOpener::expire(core::Instant now) {
    if (deadline() && now >= *deadline()) finish(Refused{DoorRefusal::silence, false});
}

void DoorOpener::end(core::Instant) {
    if (!ended()) finish(Refused{DoorRefusal::stream_ended, false});
}

DoorStep DoorOpener::handle(DoorFrame kind, core::Reader& reader) {
    if (state_ == State::awaiting_nonce && kind == DoorFrame::nonce) return prove(reader);
    if (state_ == State::awaiting_claim && kind == DoorFrame::claim && knowledge_)
        return take_claim(reader);
    if (state_ == State::awaiting_claim && kind == DoorFrame::welcome && bearing_)
        return take_welcome(reader);
    if (state_ == State::awaiting_genesis && kind == DoorFrame::genesis)
        return take_genesis(reader);
    return std::unexpected(DoorRefusal::malformed);
}

DoorStep DoorOpener::prove(core::Reader& reader) {
    transcript_.acceptor_nonce = TRY(well_formed(reader.fixed<DoorNonce>()));
    TRY(well_formed(reader.expect_end()));
    transcript_.close(options_.self, options_.peer, options_.binding);
    state_ = State::awaiting_claim;
    if (bearing_) return show_invite();
    wire_.send(DoorFrame::proof, [&](core::BufferWriter& writer) {
        writer.bytes(opener_proof(key_, transcript_).view());
    });
    return {};
}

// The key that is to be admitted is the one that the connection has proven.
DoorStep DoorOpener::show_invite() {
    const auto self = member_key_of(options_.self);
    if (!self) return std::unexpected(DoorRefusal::key_unsupported);
    const auto use = use_grant(bearing_->grant, bearing_->one_time, *self);
    if (!use) return std::unexpected(DoorRefusal::invite_void);
    wire_.send(DoorFrame::invite, [&](core::BufferWriter& writer) {
        write_grant(writer, use->grant);
        writer.bytes(use->bearer.view());
        writer.bytes(bearer_proof(bearing_->one_time, transcript_).view());
    });
    return {};
}

DoorStep DoorOpener::take_claim(core::Reader& reader) {
    const auto proof = TRY(well_formed(reader.fixed<DoorProof>()));
    their_claim_ = TRY(well_formed(read_claim(reader)));
    TRY(well_formed(reader.expect_end()));
    if (!is_same(proof, acceptor_claim_proof(key_, transcript_, their_claim_)))
        return std::unexpected(DoorRefusal::proof_wrong);
    const Claim ours = claim_of(options_.genesis);
    send_opener_claim(wire_, key_, transcript_, ours, their_claim_);
    if (ours == their_claim_) {
        if (!ours) return std::unexpected(DoorRefusal::mesh_unknown);
        finish(Admitted{});
        return {};
    }
    if (ours) send_genesis(wire_, *options_.genesis, options_.is_settled);
    if (their_claim_)
        state_ = State::awaiting_genesis;
    else
        finish(Admitted{});
    return {};
}

// That the acceptor knows the secret shows that it is of the mesh: the minter has signed the check.
DoorStep DoorOpener::take_welcome(core::Reader& reader) {
    OptionalSecret secret = TRY(read_secret(reader));
    const auto proof = TRY(well_formed(reader.fixed<DoorProof>()));
    SignedGenesis genesis = TRY(well_formed(SignedGenesis::from_bytes(reader.rest())));
    const Grant& grant = bearing_->grant.grant;
    if (genesis.mesh() != grant.mesh || !fits(genesis, secret))
        return std::unexpected(DoorRefusal::genesis_wrong);
    const SecretCheck check = secret_check(secret, genesis.mesh());
    if (!core::crypto::constant_time_equal(check.view(), grant.check.view()))
        return std::unexpected(DoorRefusal::secret_wrong);
    key_ = door_key(secret, genesis.genesis().name);
    const Claim mesh = genesis.mesh();
    if (!is_same(proof, acceptor_claim_proof(key_, transcript_, mesh)))
        return std::unexpected(DoorRefusal::proof_wrong);
    send_opener_claim(wire_, key_, transcript_, mesh, mesh);
    finish(Learned{std::move(genesis), std::move(secret)});
    return {};
}

DoorStep DoorOpener::take_genesis(core::Reader& reader) {
    ToldGenesis told = TRY(read_told_genesis(reader, *knowledge_, their_claim_));
    finish(conclude(options_, *knowledge_, std::move(told)));
    return {};
}

void DoorOpener::finish(Event event) {
    ASSERT(!ended());
    state_ = State::ended;
    wire_.finish();
    event_ = std::move(event);
}

}  // namespace fabric::membership
