// What an edit does to a document (rules CT4, CT19).
#pragma once

#include "core/crdt/document/editor.h"
#include "fabric/control/request.h"
#include "fabric/control/view.h"

namespace fabric::control {

struct Performing {
    core::crdt::Editor& editor;
    core::crdt::PathView path;
    const core::crdt::Document& document;
    View* view = nullptr;  // What positions are of, which learns what was done.
};

// As the editor has it; and Error::value_missing if the view knows an item that never was there.
[[nodiscard]] core::Result<void> perform(const Act& act, const Performing& performing);

}  // namespace fabric::control
