// The rules GN1–GN9 of spec/membership.md.
#include "fabric/membership/genesis.h"

#include <gtest/gtest.h>

#include "core/base/blake3.h"
#include "fabric/membership/mesh_keys.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership {
namespace {

using core::Buffer;
using core::Bytes;
using core::Error;
using world::genesis_of;
using world::key_of;
using world::pair_of;
using world::secret_of;

Buffer bytes_of(const SignedGenesis& genesis) {
    return {genesis.bytes().begin(), genesis.bytes().end()};
}

TEST(Genesis, GN1_the_bytes_have_their_one_form) {
    const SignedGenesis genesis = genesis_of(Policy::closed);
    const std::string zeros(64, '0');
    EXPECT_EQ(core::to_hex(genesis.bytes().first(genesis.bytes().size() - 64)),
              "0101"
              "05"
              "416c706861" +
                  core::to_hex(key_of(0).view()) + zeros + "00000000000f4240");
    const auto again = SignedGenesis::from_bytes(genesis.bytes());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->genesis(), genesis.genesis());
    EXPECT_EQ(again->mesh(), genesis.mesh());
}

TEST(Genesis, GN2_a_name_is_1_to_128_bytes_of_text) {
    const auto outcome = [](std::string name) {
        const auto made =
            SignedGenesis::sign({.name = std::move(name), .root = key_of(0)}, pair_of(0));
        return made ? std::nullopt : std::optional(made.error());
    };
    EXPECT_EQ(outcome("a"), std::nullopt);
    EXPECT_EQ(outcome(std::string(128, 'x')), std::nullopt);
    EXPECT_EQ(outcome(""), Error::value_missing);
    EXPECT_EQ(outcome(std::string(129, 'x')), Error::too_large);
    EXPECT_EQ(outcome("\xff"), Error::malformed);
}

TEST(Genesis, GN3_the_root_has_signed_every_bit) {
    const Buffer bytes = bytes_of(genesis_of(Policy::open));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Buffer changed = bytes;
        changed[i] ^= std::byte{1};
        EXPECT_FALSE(SignedGenesis::from_bytes(changed)) << i;
    }
    const auto foreign = SignedGenesis::sign({.name = "a", .root = key_of(0)}, pair_of(1));
    EXPECT_EQ(foreign.error(), Error::key_mismatch);
}

TEST(Genesis, GN4_the_mesh_is_the_hash_of_all_bytes) {
    const SignedGenesis genesis = genesis_of(Policy::open);
    EXPECT_EQ(genesis.mesh().bytes, core::blake3(genesis.bytes()).bytes);
    EXPECT_NE(genesis.mesh(), genesis_of(Policy::closed).mesh());
}

TEST(Genesis, GN5_bytes_that_are_cut_longer_or_of_a_later_version_are_errors) {
    Buffer bytes = bytes_of(genesis_of(Policy::open));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(SignedGenesis::from_bytes(Bytes(bytes).first(size)));
    bytes.push_back({});
    EXPECT_EQ(SignedGenesis::from_bytes(bytes).error(), Error::trailing_bytes);
    EXPECT_EQ(SignedGenesis::from_bytes(Buffer(genesis_size_max + 1)).error(), Error::too_large);
    bytes[0] = std::byte{2};
    EXPECT_EQ(SignedGenesis::from_bytes(bytes).error(), Error::format_unknown);
}

TEST(Genesis, GN6_of_two_meshes_one_is_older) {
    const SignedGenesis old = genesis_of(Policy::open, 0, UnixSeconds{1});
    const SignedGenesis young = genesis_of(Policy::open, 1, UnixSeconds{2});
    EXPECT_TRUE(is_older(old, young));
    EXPECT_FALSE(is_older(young, old));
    const SignedGenesis twin = genesis_of(Policy::open, 1, UnixSeconds{1});
    EXPECT_NE(is_older(old, twin), is_older(twin, old));
    EXPECT_EQ(is_older(old, twin), old.mesh() < twin.mesh());
}

template <class Key>
std::string hex(const Key& key) {
    return core::to_hex(key.expose());
}

TEST(MeshKeys, GN7_the_door_key_follows_from_secret_and_name) {
    const OptionalSecret none;
    const OptionalSecret secret = secret_of(7);
    EXPECT_EQ(hex(door_key(secret, "Alpha")), hex(door_key(secret_of(7), "Alpha")));
    EXPECT_NE(hex(door_key(secret, "Alpha")), hex(door_key(secret, "Beta")));
    EXPECT_NE(hex(door_key(secret, "Alpha")), hex(door_key(secret_of(8), "Alpha")));
    EXPECT_NE(hex(door_key(secret, "Alpha")), hex(door_key(none, "Alpha")));
}

TEST(MeshKeys, GN8_the_mesh_key_follows_from_secret_and_genesis) {
    const MeshId one = genesis_of(Policy::closed).mesh();
    const MeshId other = genesis_of(Policy::closed, 1).mesh();
    EXPECT_EQ(hex(mesh_key(secret_of(7), one)), hex(mesh_key(secret_of(7), one)));
    EXPECT_NE(hex(mesh_key(secret_of(7), one)), hex(mesh_key(secret_of(7), other)));
    EXPECT_NE(hex(mesh_key(secret_of(7), one)), hex(mesh_key(secret_of(8), one)));
    EXPECT_NE(hex(mesh_key(secret_of(7), one)),
              hex(door_key(secret_of(7), core::as_text(one.view()))));
}

TEST(MeshKeys, GN9_the_check_tells_secrets_apart) {
    const MeshId mesh = genesis_of(Policy::closed).mesh();
    EXPECT_EQ(secret_check(secret_of(7), mesh), secret_check(secret_of(7), mesh));
    EXPECT_NE(secret_check(secret_of(7), mesh), secret_check(secret_of(8), mesh));
    EXPECT_NE(secret_check(secret_of(7), mesh), secret_check({}, mesh));
    const std::string key = hex(mesh_key(secret_of(7), mesh));
    EXPECT_NE(core::to_hex(secret_check(secret_of(7), mesh).view()), key.substr(0, 32));
}

}  // namespace
}  // namespace fabric::membership
