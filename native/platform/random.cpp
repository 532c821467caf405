// libsodium asks the kernel; it ends the process if that fails, which is right.
#include "native/platform/random.h"

#include <sodium.h>

namespace native {

void fill_random(core::MutableBytes bytes) {
    if (!bytes.empty()) randombytes_buf(bytes.data(), bytes.size());
}

core::Seed random_seed() {
    core::Seed seed;
    fill_random(std::as_writable_bytes(std::span(&seed.value, 1)));
    return seed;
}

}  // namespace native
