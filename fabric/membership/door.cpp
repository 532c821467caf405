// What the door says to people, and who steps back.
#include "fabric/membership/door.h"

#include <utility>

#include "core/base/format.h"
#include "core/base/variant.h"

namespace fabric::membership {

namespace {

std::string_view told_by_us(DoorRefusal reason) {
    switch (reason) {
        case DoorRefusal::silence: return "the peer did not answer in time; it will be tried again";
        case DoorRefusal::stream_ended:
            return "the peer closed the door before both had spoken; it will be tried again";
        case DoorRefusal::malformed:
            return "the peer does not keep to the protocol; update the older of the two";
        case DoorRefusal::version_unknown:
            return "the peer speaks another version of the door; update the older of the two";
        case DoorRefusal::proof_wrong:
            return "the peer knows another name or another secret; check the id, or ask for an "
                   "invite";
        case DoorRefusal::mesh_unknown:
            return "both ends look for the mesh and neither has it; found it, or find a member";
        case DoorRefusal::genesis_wrong:
            return "what the peer says the mesh began with is not true; leave this peer out";
        case DoorRefusal::secret_wrong:
            return "the peer does not know the secret of the invite's mesh; try another member";
        case DoorRefusal::key_unsupported:
            return "the peer's key is not an Ed25519 key; members have one";
        case DoorRefusal::invite_foreign:
            return "the invite is for another mesh; ask for an invite to this one";
        case DoorRefusal::invite_expired: return "the invite has expired; ask for a new one";
        case DoorRefusal::invite_spent: return "the invite was used or revoked; ask for a new one";
        case DoorRefusal::invite_void:
            return "whoever made the invite may not invite; ask an Authority for a new one";
        case DoorRefusal::key_revoked:
            return "this key was revoked in the mesh; join with a new key and a new invite";
        case DoorRefusal::not_now: return "the member cannot admit anybody now; try another one";
    }
    std::unreachable();
}

}  // namespace

std::string_view describe(Precedence precedence) {
    switch (precedence) {
        case Precedence::we_step_back: return "ours is younger and empty, and joins the other";
        case Precedence::they_step_back: return "theirs is younger and empty, and joins ours";
        case Precedence::undecided:
            return "the younger of the two is in use; decide which one to keep, and join that one "
                   "with an invite";
    }
    std::unreachable();
}

std::string_view describe(const Refused& refused) {
    if (refused.is_by_peer && refused.reason == DoorRefusal::proof_wrong)
        return "the peer's mesh has another name or another secret; check the id, or ask for an "
               "invite";
    return told_by_us(refused.reason);
}

std::string describe(const DoorEvent& event) {
    struct Texts {
        std::string operator()(const Admitted&) const { return "of the same mesh"; }
        std::string operator()(const Learned& learned) const {
            return core::formatted("learned of the mesh {}", learned.genesis.mesh());
        }
        std::string operator()(const OtherMesh& other) const {
            return core::formatted("another mesh of the same name: {}", describe(other.precedence));
        }
        std::string operator()(const GrantShown& shown) const {
            return core::formatted("invite shown: {}", describe(shown.use.grant.grant.role));
        }
        std::string operator()(const Refused& refused) const {
            return core::formatted("{}: {}", refused.is_by_peer ? "the peer refused" : "refused",
                                   describe(refused));
        }
    };
    return match(event, Texts{});
}

void record(core::Trace& trace, const DoorEvent& event) {
    trace.record("door", core::as_bytes(describe(event)));
}

// What is no fault of the invite is not the bearer's business.
DoorRefusal door_refusal_of(WriteRefusal refusal) {
    if (refusal == WriteRefusal::mesh_foreign) return DoorRefusal::invite_foreign;
    if (refusal == WriteRefusal::invite_expired) return DoorRefusal::invite_expired;
    if (refusal == WriteRefusal::invite_spent) return DoorRefusal::invite_spent;
    if (refusal == WriteRefusal::invite_void) return DoorRefusal::invite_void;
    if (refusal == WriteRefusal::key_revoked) return DoorRefusal::key_revoked;
    if (refusal == WriteRefusal::proof_wrong) return DoorRefusal::proof_wrong;
    return DoorRefusal::not_now;
}

Precedence precedence_of(const SignedGenesis& ours, bool are_we_settled,
                         const SignedGenesis& theirs, bool are_they_settled) {
    const bool are_we_older = is_older(ours, theirs);
    if (are_we_older ? are_they_settled : are_we_settled) return Precedence::undecided;
    return are_we_older ? Precedence::they_step_back : Precedence::we_step_back;
}

}  // namespace fabric::membership
