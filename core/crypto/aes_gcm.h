// AES-256-GCM, for values that lie encrypted on disks. Browsers offer it with hardware speed, but
// only asynchronously, so it is the one cipher that the brain does not call: it hands out a job,
// the body runs it (OpenSSL natively, WebCrypto in the browser) and brings back what came of it.
//
//   queue.submit(job) → id;  body: while next_job(): run it, complete(id, outcome);  next_outcome()
//   → id, text
//
// At most jobs_max jobs are under way; outcomes are given out in the order in which they were
// completed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/queue.h"
#include "core/base/result.h"
#include "core/crypto/secret.h"

namespace core::crypto {

using AesGcmKey = Secret<struct AesGcmKeyTag, 32>;
using AesGcmNonce = FixedBytes<struct AesGcmNonceTag, 12>;
using CipherJobId = Id<struct CipherJobIdTag, std::uint64_t>;

inline constexpr std::size_t aes_gcm_tag_size = 16;

struct CipherJob {
    enum class Direction : std::uint8_t { seal, open };

    CipherJobId id;  // Set by submit().
    Direction direction;
    AesGcmKey key;
    AesGcmNonce nonce;
    Buffer extra;
    Buffer text;  // With the tag behind it when it is to be opened.
};

struct CipherOutcome {
    CipherJobId id;
    Result<Buffer> text;
};

class CipherQueue {
public:
    explicit CipherQueue(std::size_t jobs_max);

    // Error::too_large when jobs_max jobs are under way: try again after an outcome was taken.
    [[nodiscard]] Result<CipherJobId> submit(CipherJob job);
    [[nodiscard]] std::optional<CipherOutcome> next_outcome() { return outcomes_.pop(); }

    // For the body.
    [[nodiscard]] std::optional<CipherJob> next_job() { return jobs_.pop(); }
    void complete(CipherJobId id, Result<Buffer> text);

private:
    Queue<CipherJob> jobs_;
    Queue<CipherOutcome> outcomes_;
    std::size_t jobs_max_;
    std::size_t with_body_ = 0;
    std::uint64_t last_id_ = 0;
};

}  // namespace core::crypto
