// What a node can say of itself, for people.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "fabric/node/events.h"

namespace fabric::node {

struct DocumentFacts {
    DocumentNumber number;
    std::string name;
    std::size_t change_count = 0;
    std::size_t peer_count = 0;  // That have it too and are connected.
    bool is_reconciled = false;  // With one of these.
};

struct SessionFacts {
    PeerId peer;
    std::optional<membership::Role> role;
    bool keeps_everything = false;
    std::size_t document_count = 0;
};

// Why there is no invite to be had.
using NotInvited = core::Variant<core::Error, membership::WriteRefusal>;

}  // namespace fabric::node
