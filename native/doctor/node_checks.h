// A node that runs here, or ran: whether it answers, is in a mesh, and nobody else can ask it.
#pragma once

#include <string>
#include <vector>

#include "core/base/time.h"
#include "native/doctor/finding.h"
#include "native/node/places.h"

namespace native::doctor {

inline constexpr core::Duration answer_patience = std::chrono::seconds{5};

// Nothing of a place where no node runs.
[[nodiscard]] std::vector<Finding> check_node(const KnownPlace& place,
                                              core::Duration patience = answer_patience);
// Of all these.
[[nodiscard]] std::vector<Finding> check_nodes(const std::vector<KnownPlace>& places);

// A socket that only its user can open, in a folder where only its user can put another.
[[nodiscard]] Finding check_rights(const std::string& name, const std::string& socket);

}  // namespace native::doctor
