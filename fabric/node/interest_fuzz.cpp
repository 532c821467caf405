// What is read as interest is written again as it was.
#include "fabric/node/interest.h"

#include "core/base/assert.h"
#include "core/testing/fuzz.h"

FUZZ(interest) {
    if (input.size() > fabric::node::interest_size_max) return;
    const auto interest = fabric::node::read_interest(input);
    if (interest) ASSERT(core::equal(fabric::node::write_interest(*interest), input));
}
