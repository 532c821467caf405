// Giving back the memory of a large document takes as long as making it: so that is done in slices
// too.
#pragma once

#include "core/base/sliced.h"
#include "core/crdt/document/document.h"

namespace core::crdt {

[[nodiscard]] Sliced<Result<void>> take_apart(Pace& pace, Document document);

}  // namespace core::crdt
