// The keys that follow from a mesh's secret. The door key needs only the secret and the name: who
// knows just these must prove it before being told which mesh there is. The mesh key needs the
// genesis too. Rules: GN7–GN9, spec/membership.md.
#pragma once

#include <optional>
#include <string_view>

#include "fabric/membership/genesis.h"
#include "fabric/membership/ids.h"

namespace fabric::membership {

using DoorKey = core::crypto::Secret<struct DoorKeyTag, 32>;
using MeshKey = core::crypto::Secret<struct MeshKeyTag, 32>;
// By which the bearer of an invite knows the secret that it is told; says nothing about a secret
// that was drawn from 32 bytes of chance.
using SecretCheck = core::FixedBytes<struct SecretCheckTag, 16>;

// An open mesh has none.
using OptionalSecret = std::optional<MeshSecret>;

[[nodiscard]] OptionalSecret clone(const OptionalSecret& secret);

[[nodiscard]] DoorKey door_key(const OptionalSecret& secret, std::string_view name);
[[nodiscard]] MeshKey mesh_key(const OptionalSecret& secret, const MeshId& mesh);
[[nodiscard]] SecretCheck secret_check(const OptionalSecret& secret, const MeshId& mesh);

}  // namespace fabric::membership
