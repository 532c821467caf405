// AES-256-GCM by OpenSSL's EVP interface. A failing call is a bug or a dying host, except a wrong
// tag.
#include "native/platform/cipher_openssl.h"

#include <openssl/evp.h>

#include <memory>

#include "core/base/assert.h"

namespace native {
namespace {

using core::Buffer;
using core::Bytes;
using core::crypto::aes_gcm_tag_size;
using core::crypto::CipherJob;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* in(Bytes bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(core::MutableBytes bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

void expect(int outcome) { ASSERT(outcome == 1); }

int narrow(std::size_t size) {
    ASSERT(size <= INT32_MAX);  // Values are far smaller; OpenSSL counts in int.
    return static_cast<int>(size);
}

Context begin(const CipherJob& job) {
    Context context(EVP_CIPHER_CTX_new());
    ASSERT(context);
    const int sealing = job.direction == CipherJob::Direction::seal;
    expect(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(job.key.expose()),
                             in(job.nonce.view()), sealing));
    int unused = 0;
    if (!job.extra.empty())
        expect(EVP_CipherUpdate(context.get(), nullptr, &unused, in(job.extra),
                                narrow(job.extra.size())));
    return context;
}

void transform(EVP_CIPHER_CTX* context, Bytes from, core::MutableBytes to) {
    int size = 0;
    if (from.empty()) return;
    expect(EVP_CipherUpdate(context, out(to), &size, in(from), narrow(from.size())));
    ASSERT(static_cast<std::size_t>(size) == from.size());
}

Buffer seal(const CipherJob& job) {
    const Context context = begin(job);
    Buffer sealed(job.text.size() + aes_gcm_tag_size);
    transform(context.get(), job.text, sealed);
    unsigned char* const tag = out(sealed) + job.text.size();
    int size = 0;
    expect(EVP_CipherFinal_ex(context.get(), tag, &size));
    expect(
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, narrow(aes_gcm_tag_size), tag));
    return sealed;
}

core::Result<Buffer> open(const CipherJob& job) {
    if (job.text.size() < aes_gcm_tag_size) return core::fail(core::Error::truncated);
    const Context context = begin(job);
    const std::size_t size = job.text.size() - aes_gcm_tag_size;
    Buffer text(size);
    transform(context.get(), Bytes(job.text).first(size), text);
    Buffer tag(job.text.begin() + static_cast<std::ptrdiff_t>(size), job.text.end());
    expect(
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, narrow(tag.size()), tag.data()));
    int rest = 0;
    unsigned char nothing = 0;
    if (EVP_CipherFinal_ex(context.get(), &nothing, &rest) != 1)
        return core::fail(core::Error::tag_wrong);
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
