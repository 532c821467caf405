// Checked by evp_test.cpp against libsodium, byte for byte.
#include "native/platform/evp.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "core/base/assert.h"
#include "core/crypto/secret.h"

namespace native::evp {
namespace {

using core::Bytes;
using core::MutableBytes;

// One for each text: kept longer it would keep the key.
struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

enum class Direction : int { open = 0, seal = 1 };

const unsigned char* in(Bytes bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(MutableBytes bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

void expect(int outcome) { ASSERT(outcome == 1); }

int narrow(std::size_t size) {
    ASSERT(size <= INT32_MAX);  // Texts are far smaller; OpenSSL counts in int.
    return static_cast<int>(size);
}

Context begin(const Sealing& sealing, Direction direction) {
    Context context(EVP_CIPHER_CTX_new());
    ASSERT(context);
    expect(EVP_CipherInit_ex(context.get(), sealing.cipher, nullptr, in(sealing.key),
                             in(sealing.nonce), static_cast<int>(direction)));
    int unused = 0;
    if (!sealing.extra.empty())
        expect(EVP_CipherUpdate(context.get(), nullptr, &unused, in(sealing.extra),
                                narrow(sealing.extra.size())));
    return context;
}

void transform(EVP_CIPHER_CTX* context, Bytes from, MutableBytes to) {
    int size = 0;
    if (from.empty()) return;
    expect(EVP_CipherUpdate(context, out(to), &size, in(from), narrow(from.size())));
    ASSERT(static_cast<std::size_t>(size) == from.size());
}

}  // namespace

const EVP_CIPHER* fetch(const char* name) {
    const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
    ASSERT(cipher != nullptr);
    return cipher;
}

void seal(const Sealing& sealing, Bytes text, MutableBytes sealed) {
    ASSERT(sealed.size() == text.size() + tag_size);
    const Context context = begin(sealing, Direction::seal);
    transform(context.get(), text, sealed);
    unsigned char* const tag = out(sealed) + text.size();
    int size = 0;
    expect(EVP_CipherFinal_ex(context.get(), tag, &size));
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag));
}

bool open(const Sealing& sealing, Bytes sealed, MutableBytes text) {
    ASSERT(sealed.size() == text.size() + tag_size);
    const Context context = begin(sealing, Direction::open);
    std::array<std::byte, tag_size> tag;
    core::copy(tag, sealed.last(tag_size));
    transform(context.get(), sealed.first(text.size()), text);
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()));
    int rest = 0;
    unsigned char nothing = 0;
    if (EVP_CipherFinal_ex(context.get(), &nothing, &rest) == 1) return true;
    core::crypto::wipe(text);
    return false;
}

}  // namespace native::evp
