// The rules DO1–DO15 of spec/membership.md.
#include "fabric/membership/door.h"

#include <gtest/gtest.h>

#include "fabric/membership/door_pair.h"

namespace fabric::membership {
namespace {

using namespace world;
using core::Buffer;
using core::Bytes;
using std::chrono::seconds;

const SignedGenesis ours = genesis_of(Policy::closed);

Said meet(DoorOptions opener_options, Knowledge opener_knows, DoorOptions acceptor_options,
          Knowledge acceptor_knows, std::size_t piece = 1024) {
    DoorOpener opener(std::move(opener_options), std::move(opener_knows), nonce_of(1), start);
    DoorAcceptor acceptor(std::move(acceptor_options), std::move(acceptor_knows), nonce_of(2),
                          start);
    Said said;
    carry(opener, acceptor, said, piece);
    EXPECT_TRUE(opener.ended() && acceptor.ended());
    EXPECT_FALSE(opener.deadline() || acceptor.deadline());
    EXPECT_EQ(said.opener.size(), 1u);
    EXPECT_EQ(said.acceptor.size(), 1u);
    return said;
}

template <class Event>
const Event* only(const std::vector<DoorEvent>& events) {
    return events.size() == 1 ? get_if<Event>(&events.front()) : nullptr;
}
std::optional<DoorRefusal> refusal(const std::vector<DoorEvent>& events, bool is_by_peer) {
    const auto* refused = only<Refused>(events);
    if (!refused || refused->is_by_peer != is_by_peer) return std::nullopt;
    return refused->reason;
}

TEST(Door, DO1_a_stranger_is_told_a_nonce_and_that_its_proof_is_wrong) {
    DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
    EXPECT_TRUE(acceptor.outgoing().empty());
    DoorOpener opener(door_options(1, 0), knows(8), nonce_of(1), start);
    acceptor.receive(sent_by(opener), start);
    const Buffer first = sent_by(acceptor);
    EXPECT_EQ(core::to_hex(first), "002102" + core::to_hex(nonce_of(2).view()));
    opener.receive(first, start);
    acceptor.receive(sent_by(opener), start);
    const Buffer second = sent_by(acceptor);
    EXPECT_EQ(core::to_hex(second),
              "0002"
              "08"
              "05");
    opener.receive(second, start);
    EXPECT_EQ(get<Refused>(*acceptor.next_event()).reason, DoorRefusal::proof_wrong);
    EXPECT_TRUE(get<Refused>(*opener.next_event()).is_by_peer);
}

TEST(Door, DO1_another_name_or_secret_is_refused_at_both_ends) {
    for (unsigned i = 0; i < 3; ++i) {
        Knowledge other = i == 0 ? knows(8) : i == 1 ? knows(7, "Beta") : knows_name();
        const Said said =
            meet(door_options(1, 0), std::move(other), door_options(0, 1, ours), knows(7));
        EXPECT_EQ(refusal(said.acceptor, false), DoorRefusal::proof_wrong);
        EXPECT_EQ(refusal(said.opener, true), DoorRefusal::proof_wrong);
    }
}

// What the opener would send to an acceptor whose connection differs in one thing.
TEST(Door, DO2_a_proof_is_worth_nothing_on_another_connection) {
    const auto accepts = [](DoorOptions opener_options, const DoorNonce& told_nonce) {
        DoorOpener opener(std::move(opener_options), knows(7), nonce_of(1), start);
        DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
        acceptor.receive(sent_by(opener), start);
        Buffer nonce = sent_by(acceptor);
        std::ranges::copy(told_nonce.bytes, nonce.end() - 32);
        opener.receive(nonce, start);
        acceptor.receive(sent_by(opener), start);
        return !acceptor.ended();
    };
    EXPECT_TRUE(accepts(door_options(1, 0, ours), nonce_of(2)));
    EXPECT_FALSE(accepts(door_options(1, 0, ours), nonce_of(3)));
    EXPECT_FALSE(accepts(door_options(2, 0, ours), nonce_of(2))) << "relayed for another peer";
    EXPECT_FALSE(accepts(door_options(1, 2, ours), nonce_of(2))) << "relayed to another peer";
    DoorOptions elsewhere = door_options(1, 0, ours);
    elsewhere.binding.back() ^= std::byte{1};
    EXPECT_FALSE(accepts(std::move(elsewhere), nonce_of(2)));
}

TEST(Door, DO3_nothing_that_an_end_sent_can_be_sent_back_to_it) {
    DoorKey key = door_key(secret_of(7), "Alpha");
    DoorTranscript transcript{.opener_nonce = nonce_of(1), .acceptor_nonce = nonce_of(1)};
    transcript.close(peer_of(0), peer_of(0), {});
    const Claim mesh = ours.mesh();
    const std::vector proofs{opener_proof(key, transcript),
                             acceptor_claim_proof(key, transcript, mesh),
                             acceptor_claim_proof(key, transcript, {}),
                             opener_claim_proof(key, transcript, mesh, {}),
                             opener_claim_proof(key, transcript, {}, mesh),
                             opener_claim_proof(key, transcript, mesh, mesh)};
    for (std::size_t i = 0; i < proofs.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(is_same(proofs[i], proofs[j]));
    EXPECT_TRUE(is_same(proofs[0], opener_proof(key, transcript)));
    DoorTranscript by_invite = transcript;
    by_invite.is_by_invite = true;
    by_invite.close(peer_of(0), peer_of(0), {});
    EXPECT_NE(by_invite.digest, transcript.digest);
}

TEST(Door, DO4_what_an_end_claims_is_covered_by_its_proof) {
    for (const bool opener_lies : {false, true}) {
        DoorOpener opener(door_options(1, 0, ours), knows(7), nonce_of(1), start);
        DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
        acceptor.receive(sent_by(opener), start);
        opener.receive(sent_by(acceptor), start);
        acceptor.receive(sent_by(opener), start);
        Buffer claim = sent_by(acceptor);
        if (!opener_lies) claim.back() ^= std::byte{1};
        opener.receive(claim, start);
        if (!opener_lies) {
            EXPECT_EQ(get<Refused>(*opener.next_event()).reason, DoorRefusal::proof_wrong);
            continue;
        }
        Buffer theirs = sent_by(opener);
        theirs.back() ^= std::byte{1};
        acceptor.receive(theirs, start);
        EXPECT_EQ(get<Refused>(*acceptor.next_event()).reason, DoorRefusal::proof_wrong);
    }
}

TEST(Door, DO5_two_of_one_mesh_admit_each_other_however_bytes_are_cut) {
    for (const std::size_t piece : {1u, 7u, 1024u}) {
        const Said said =
            meet(door_options(1, 0, ours), knows(7), door_options(0, 1, ours), knows(7), piece);
        EXPECT_TRUE(only<Admitted>(said.opener) && only<Admitted>(said.acceptor));
    }
    const SignedGenesis open = genesis_of(Policy::open);
    const Said said =
        meet(door_options(1, 0, open), knows_name(), door_options(0, 1, open), knows_name());
    EXPECT_TRUE(only<Admitted>(said.opener) && only<Admitted>(said.acceptor));
}

TEST(Door, DO6_who_has_no_genesis_learns_it) {
    const Said opener_new = meet(door_options(1, 0), knows(7), door_options(0, 1, ours), knows(7));
    ASSERT_TRUE(only<Learned>(opener_new.opener) && only<Admitted>(opener_new.acceptor));
    EXPECT_EQ(only<Learned>(opener_new.opener)->genesis, ours);
    const Said acceptor_new =
        meet(door_options(1, 0, ours), knows(7), door_options(0, 1), knows(7));
    ASSERT_TRUE(only<Admitted>(acceptor_new.opener) && only<Learned>(acceptor_new.acceptor));
    EXPECT_EQ(only<Learned>(acceptor_new.acceptor)->genesis, ours);
}

TEST(Door, DO6_a_genesis_of_another_name_or_policy_is_not_learnt) {
    const auto renamed = SignedGenesis::sign(
        {.name = "Beta", .root = key_of(0), .policy = Policy::closed}, pair_of(0));
    for (const SignedGenesis& wrong : {*renamed, genesis_of(Policy::open)}) {
        const Said said = meet(door_options(1, 0), knows(7), door_options(0, 1, wrong), knows(7));
        EXPECT_EQ(refusal(said.opener, false), DoorRefusal::genesis_wrong);
    }
}

TEST(Door, DO7_two_who_both_look_for_the_mesh_say_so) {
    const Said said = meet(door_options(1, 0), knows(7), door_options(0, 1), knows(7));
    EXPECT_EQ(refusal(said.opener, false), DoorRefusal::mesh_unknown);
    EXPECT_EQ(only<Refused>(said.acceptor)->reason, DoorRefusal::mesh_unknown);
}

TEST(Door, DO8_of_two_meshes_the_younger_empty_one_steps_back) {
    const SignedGenesis young = genesis_of(Policy::closed, 1, future);
    const auto outcome = [&](bool young_settled, bool old_settled) {
        const Said said = meet(door_options(1, 0, young, young_settled), knows(7),
                               door_options(0, 1, ours, old_settled), knows(7));
        EXPECT_EQ(only<OtherMesh>(said.opener)->theirs, ours);
        EXPECT_EQ(only<OtherMesh>(said.acceptor)->theirs, young);
        return std::pair(only<OtherMesh>(said.opener)->precedence,
                         only<OtherMesh>(said.acceptor)->precedence);
    };
    const auto yields = std::pair(Precedence::we_step_back, Precedence::they_step_back);
    const auto open = std::pair(Precedence::undecided, Precedence::undecided);
    EXPECT_EQ(outcome(false, false), yields);
    EXPECT_EQ(outcome(false, true), yields);
    EXPECT_EQ(outcome(true, false), open);
    EXPECT_EQ(outcome(true, true), open);
}

// Key 1 bears an invite of key 0's, whose secret is 7.
Bearing bearing(const MeshId& mesh, unsigned char secret = 7) {
    return {sign_grant({.mesh = mesh,
                        .minter = key_of(0),
                        .one_time = key_of(40),
                        .role = Role::citizen,
                        .expires_at = future,
                        .check = secret_check(secret_of(secret), mesh)},
                       pair_of(0))
                .value(),
            KeyPair(pair_of(40).seed().clone())};
}

TEST(Door, DO9_the_bearer_of_an_invite_is_told_secret_and_genesis_once_the_owner_says_so) {
    DoorOpener opener(door_options(1, 0), bearing(ours.mesh()), nonce_of(1), start);
    DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
    Said said;
    carry(opener, acceptor, said);
    const auto* shown = only<GrantShown>(said.acceptor);
    ASSERT_TRUE(shown && said.opener.empty());
    EXPECT_EQ(shown->bearer, key_of(1));
    EXPECT_TRUE(verify_use(shown->use, key_of(1)));
    said = {};
    acceptor.answer(LetIn{});
    carry(opener, acceptor, said);
    const auto* learned = only<Learned>(said.opener);
    ASSERT_TRUE(learned && only<Admitted>(said.acceptor));
    EXPECT_EQ(learned->genesis, ours);
    EXPECT_TRUE(core::equal(learned->secret->expose(), secret_of(7).expose()));
    acceptor.answer(DoorRefusal::not_now);  // Too late.
    EXPECT_TRUE(acceptor.outgoing().empty() && !acceptor.next_event());
}

TEST(Door, DO9_an_invite_is_shown_by_who_has_its_key_and_to_its_mesh) {
    const auto outcome = [](Bearing shown) {
        DoorOpener opener(door_options(1, 0), std::move(shown), nonce_of(1), start);
        DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
        Said said;
        carry(opener, acceptor, said);
        return std::pair(refusal(said.acceptor, false), refusal(said.opener, true));
    };
    const auto both = [](DoorRefusal reason) {
        return std::pair(std::optional(reason), std::optional(reason));
    };
    EXPECT_EQ(outcome(bearing(MeshId{})), both(DoorRefusal::invite_foreign));
    Bearing changed = bearing(ours.mesh());
    changed.grant.grant.role = Role::authority;
    EXPECT_EQ(outcome(std::move(changed)), both(DoorRefusal::proof_wrong));
    // Heard on one connection and shown on another.
    DoorOpener opener(door_options(1, 2), bearing(ours.mesh()), nonce_of(1), start);
    DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
    Said said;
    carry(opener, acceptor, said);
    EXPECT_EQ(refusal(said.acceptor, false), DoorRefusal::proof_wrong);
}

TEST(Door, DO10_an_owner_that_refuses_says_why) {
    DoorOpener opener(door_options(1, 0), bearing(ours.mesh()), nonce_of(1), start);
    DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
    Said said;
    carry(opener, acceptor, said);
    said = {};
    acceptor.answer(DoorRefusal::invite_spent);
    carry(opener, acceptor, said);
    EXPECT_EQ(refusal(said.acceptor, false), DoorRefusal::invite_spent);
    EXPECT_EQ(refusal(said.opener, true), DoorRefusal::invite_spent);
    EXPECT_EQ(door_refusal_of(WriteRefusal::invite_spent), DoorRefusal::invite_spent);
    EXPECT_EQ(door_refusal_of(WriteRefusal::log_full), DoorRefusal::not_now);
}

TEST(Door, DO11_a_bearer_believes_only_the_mesh_and_the_secret_of_its_invite) {
    const auto refused = [](Bearing shown, Knowledge acceptor_knows, const SignedGenesis& genesis) {
        DoorOpener opener(door_options(1, 0), std::move(shown), nonce_of(1), start);
        DoorAcceptor acceptor(door_options(0, 1, genesis), std::move(acceptor_knows), nonce_of(2),
                              start);
        Said said;
        carry(opener, acceptor, said);
        said = {};
        acceptor.answer(LetIn{});
        carry(opener, acceptor, said);
        return refusal(said.opener, false);
    };
    EXPECT_EQ(refused(bearing(ours.mesh()), knows(8), ours), DoorRefusal::secret_wrong);
    EXPECT_EQ(refused(bearing(ours.mesh()), knows_name(), ours), DoorRefusal::genesis_wrong);
    EXPECT_EQ(refused(bearing(ours.mesh()), knows(7, "Beta"), ours), DoorRefusal::proof_wrong);
}

TEST(Door, DO12_all_of_it_has_one_deadline) {
    DoorOpener opener(door_options(1, 0, ours), knows(7), nonce_of(1), start);
    DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
    EXPECT_EQ(opener.deadline(), start + seconds{10});
    acceptor.receive(sent_by(opener), start + seconds{9});
    EXPECT_EQ(acceptor.deadline(), start + seconds{10});
    acceptor.expire(start + seconds{9});
    EXPECT_FALSE(acceptor.ended());
    acceptor.expire(start + seconds{10});
    EXPECT_EQ(get<Refused>(*acceptor.next_event()).reason, DoorRefusal::silence);
    opener.end(start);
    EXPECT_EQ(get<Refused>(*opener.next_event()).reason, DoorRefusal::stream_ended);
}

TEST(Door, DO15_who_was_revoked_is_told_so_once_it_has_proven_itself) {
    const auto revoked = [](unsigned char secret) {
        DoorOptions acceptor = door_options(1, 0, ours);
        acceptor.is_revoked = true;
        return meet(door_options(0, 1, ours), knows(secret), std::move(acceptor), knows(7));
    };
    const Said said = revoked(7);
    EXPECT_EQ(get<Refused>(said.acceptor.at(0)).reason, DoorRefusal::key_revoked);
    EXPECT_EQ(get<Refused>(said.opener.at(0)).reason, DoorRefusal::key_revoked);
    EXPECT_TRUE(get<Refused>(said.opener.at(0)).is_by_peer);
    EXPECT_EQ(get<Refused>(revoked(8).opener.at(0)).reason, DoorRefusal::proof_wrong);
}

TEST(Door, DO13_anything_else_than_the_next_step_ends_it) {
    const auto outcome = [](std::string_view hex) {
        DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
        acceptor.receive(*core::from_hex(hex), start);
        const auto event = acceptor.next_event();
        return event ? std::optional(get<Refused>(*event).reason) : std::nullopt;
    };
    const std::string nonce(64, '0');
    EXPECT_EQ(outcome("0000"), DoorRefusal::malformed);
    EXPECT_EQ(outcome("0401"), DoorRefusal::malformed) << "1,025 bytes";
    EXPECT_EQ(outcome("0400"), std::nullopt);
    EXPECT_EQ(outcome("0001"
                      "03"),
              DoorRefusal::malformed);
    EXPECT_EQ(outcome("0002"
                      "01"
                      "02"),
              DoorRefusal::version_unknown);
    EXPECT_EQ(outcome("0023"
                      "01"
                      "01"
                      "00" +
                      nonce),
              std::nullopt);
    EXPECT_EQ(outcome("0023"
                      "01"
                      "01"
                      "02" +
                      nonce),
              DoorRefusal::malformed);
    EXPECT_EQ(outcome("0024"
                      "01"
                      "01"
                      "00" +
                      nonce + "00"),
              DoorRefusal::malformed);
    EXPECT_EQ(outcome("0023"
                      "01"
                      "01"
                      "00" +
                      nonce + "000104"),
              DoorRefusal::malformed)
        << "an invite";
    EXPECT_EQ(outcome("0002"
                      "08"
                      "07"),
              DoorRefusal::genesis_wrong)
        << "told by the peer";
    EXPECT_EQ(outcome("0002"
                      "08"
                      "ff"),
              DoorRefusal::malformed);
}

TEST(Door, DO14_a_machine_ends_once_and_says_why_without_secrets) {
    DoorAcceptor acceptor(door_options(0, 1, ours), knows(7), nonce_of(2), start);
    acceptor.end(start);
    EXPECT_TRUE(acceptor.ended() && !acceptor.deadline());
    EXPECT_TRUE(acceptor.next_event());
    acceptor.receive(Buffer(100), start);
    acceptor.end(start);
    acceptor.expire(start + seconds{99});
    EXPECT_FALSE(acceptor.next_event());
    EXPECT_TRUE(acceptor.outgoing().empty());

    const std::string text = describe(DoorEvent(Learned{ours, secret_of(7)}));
    EXPECT_EQ(text.find("0707"), text.npos);
    EXPECT_EQ(describe(DoorEvent(Admitted{})), "of the same mesh");
    for (auto i = std::to_underlying(DoorRefusal::silence);
         i <= std::to_underlying(DoorRefusal::not_now); ++i)
        for (const bool is_by_peer : {false, true})
            EXPECT_GT(describe(Refused{DoorRefusal{i}, is_by_peer}).size(), 20u);
}

}  // namespace
}  // namespace fabric::membership
