// Runs the brain's AES-256-GCM jobs natively, through OpenSSL and the processor's AES instructions.
#pragma once

#include "core/crypto/aes_gcm.h"

namespace native {

core::Result<core::Buffer> run_cipher(const core::crypto::CipherJob& job);

// Runs all that wait. The browser's counterpart answers later; the brain cannot tell the
// difference.
void run_ciphers(core::crypto::CipherQueue& queue);

}  // namespace native
