// The canary of the fuzzing machinery: a planted bug behind three bytes, which coverage leads to
// within a second. If this target passes, no other one that passes means anything.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"

FUZZ(canary) {
    if (input.size() < 3 || input[0] != std::byte{'b'} || input[1] != std::byte{'u'}) return;
    const bool planted_bug = input[2] == std::byte{'g'};
    ASSERT(!planted_bug);
}
