// An answer of any bytes is read or refused, and takes no more memory than it has bytes.
#include "core/base/assert.h"
#include "core/store/disk_codec.h"
#include "core/testing/fuzz.h"

FUZZ(disk_answer) {
    const auto answer = core::store::read_answer(input);
    if (!answer) return;
    ASSERT(answer->bytes.size() + answer->files.size() <= input.size());
}
