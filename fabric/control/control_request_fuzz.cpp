// Requests of anybody: read or refused with words, and paths are read as they are written.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/control/path_text.h"
#include "fabric/control/request.h"

FUZZ(control_request) {
    const auto request = fabric::control::read_request(core::as_text(input));
    if (!request) ASSERT(!request.error().why.empty());
    if (const auto path = fabric::control::parse_path(core::as_text(input)))
        ASSERT(fabric::control::parse_path(fabric::control::path_text(*path)) == *path);
}
