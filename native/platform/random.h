// The operating system's randomness, which the native body hands to the brain as an input.
#pragma once

#include "core/base/bytes.h"
#include "core/base/id.h"

namespace native {

void fill_random(core::MutableBytes bytes);

// A seed for a machine that is to differ at every start.
core::Seed random_seed();

// A fresh secret, which lies nowhere else.
template <class Secret>
Secret random_secret() {
    Secret secret;
    fill_random(secret.mutable_view());
    return secret;
}

}  // namespace native
