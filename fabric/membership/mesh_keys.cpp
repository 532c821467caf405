// HKDF with a purpose of its own for each key, so that no two of them say anything of one another.
#include "fabric/membership/mesh_keys.h"

#include "core/crypto/sha256.h"

namespace fabric::membership {

using core::Bytes;

namespace {

// The purpose is the salt and `of` the info, so that no name can be taken for a purpose.
void derive(std::string_view purpose, const OptionalSecret& secret, Bytes of,
            core::MutableBytes key) {
    const Bytes input = secret ? secret->expose() : Bytes{};
    core::crypto::hkdf_expand(core::crypto::hkdf_extract(core::as_bytes(purpose), input), of, key);
}

}  // namespace

OptionalSecret clone(const OptionalSecret& secret) {
    if (!secret) return std::nullopt;
    return secret->clone();
}

DoorKey door_key(const OptionalSecret& secret, std::string_view name) {
    DoorKey key;
    derive("selvage door key 1", secret, core::as_bytes(name), key.mutable_view());
    return key;
}

MeshKey mesh_key(const OptionalSecret& secret, const MeshId& mesh) {
    MeshKey key;
    derive("selvage mesh key 1", secret, mesh.view(), key.mutable_view());
    return key;
}

SecretCheck secret_check(const OptionalSecret& secret, const MeshId& mesh) {
    SecretCheck check;
    derive("selvage secret check 1", secret, mesh.view(), check.mutable_view());
    return check;
}

}  // namespace fabric::membership
