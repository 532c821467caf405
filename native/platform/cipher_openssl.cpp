// AES-256-GCM by OpenSSL.
#include "native/platform/cipher_openssl.h"

#include "native/platform/evp.h"

namespace native {
namespace {

using core::Buffer;
using core::crypto::CipherJob;

const EVP_CIPHER* aes_256_gcm() {
    static const EVP_CIPHER* const cipher = evp::fetch("AES-256-GCM");
    return cipher;
}

evp::Sealing sealing_of(const CipherJob& job) {
    return {aes_256_gcm(), job.key.expose(), job.nonce.view(), job.extra};
}

Buffer seal(const CipherJob& job) {
    Buffer sealed(job.text.size() + evp::tag_size);
    evp::seal(sealing_of(job), job.text, sealed);
    return sealed;
}

core::Result<Buffer> open(const CipherJob& job) {
    if (job.text.size() < evp::tag_size) return core::fail(core::Error::truncated);
    Buffer text(job.text.size() - evp::tag_size);
    if (!evp::open(sealing_of(job), job.text, text)) return core::fail(core::Error::tag_wrong);
    return text;
}

}  // namespace

core::Result<Buffer> run_cipher(const CipherJob& job) {
    switch (job.direction) {
        case CipherJob::Direction::seal: return seal(job);
        case CipherJob::Direction::open: return open(job);
    }
    std::unreachable();
}

void run_ciphers(core::crypto::CipherQueue& queue) {
    while (const auto job = queue.next_job()) queue.complete(job->id, run_cipher(*job));
}

}  // namespace native
