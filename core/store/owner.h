// Whose data a file holds. Files of somebody else are refused, not read.
#pragma once

#include "core/base/bytes.h"

namespace core::store {

using MeshId = FixedBytes<struct MeshIdTag, 32>;
using NodeId = FixedBytes<struct NodeIdTag, 32>;

struct Owner {
    MeshId mesh;
    NodeId node;

    friend bool operator==(const Owner&, const Owner&) = default;
};

}  // namespace core::store
