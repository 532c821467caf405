// The queue between the brain and the body's cipher.
#include "core/crypto/aes_gcm.h"

#include <utility>

#include "core/base/assert.h"

namespace core::crypto {

CipherQueue::CipherQueue(std::size_t jobs_max)
    : jobs_(jobs_max), outcomes_(jobs_max), jobs_max_(jobs_max) {}

Result<CipherJobId> CipherQueue::submit(CipherJob job) {
    if (with_body_ + outcomes_.size() >= jobs_max_) return fail(Error::too_large);
    if (job.direction == CipherJob::Direction::open && job.text.size() < aes_gcm_tag_size)
        return fail(Error::truncated);
    const CipherJobId id{++last_id_};
    job.id = id;
    ++with_body_;
    const bool pushed = jobs_.push(std::move(job));
    ASSERT(pushed);
    return id;
}

void CipherQueue::complete(CipherJobId id, Result<Buffer> text) {
    ASSERT(with_body_ > 0);
    --with_body_;
    const bool pushed = outcomes_.push({id, std::move(text)});
    ASSERT(pushed);
}

}  // namespace core::crypto
