// AES-256-GCM through OpenSSL, by the vectors that the browser's is judged by too.
#include "native/platform/cipher_openssl.h"

#include <gtest/gtest.h>

#include "core/crypto/secret_source.h"
#include "core/testing/vectors.h"
#include "native/platform/random.h"

namespace native {
namespace {

using core::crypto::CipherJob;
using core::crypto::CipherQueue;
using core::testing::Case;

CipherJob job_from(const Case& vector, CipherJob::Direction direction, const std::string& text) {
    CipherJob job{{}, direction, {}, {}, vector.bytes("extra"), vector.bytes(text)};
    core::copy(job.key.mutable_view(), vector.bytes("key"));
    core::copy(job.nonce.mutable_view(), vector.bytes("nonce"));
    return job;
}

TEST(CipherOpenssl, CY10_seals_as_published_and_opens_nothing_else) {
    for (const Case& vector : core::testing::read_cases("spec/vectors/crypto/aes_gcm.json")) {
        const auto opened = run_cipher(job_from(vector, CipherJob::Direction::open, "sealed"));
        EXPECT_EQ(opened.has_value(), vector.is_true("valid")) << vector.name();
        if (!vector.is_true("valid")) continue;
        EXPECT_EQ(*opened, vector.bytes("text")) << vector.name();
        EXPECT_EQ(run_cipher(job_from(vector, CipherJob::Direction::seal, "text")),
                  vector.bytes("sealed"))
            << vector.name();
    }
}

TEST(CipherOpenssl, runs_all_jobs_that_wait) {
    CipherQueue queue(8);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(queue.submit({{}, CipherJob::Direction::seal, {}, {}, {}, core::Buffer(10)}));
    run_ciphers(queue);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.next_outcome()->text->size(), 26u);
    EXPECT_FALSE(queue.next_outcome());
}

TEST(Random, differs_from_draw_to_draw) {
    core::Buffer first(64);
    core::Buffer second(64);
    fill_random(first);
    fill_random(second);
    EXPECT_NE(first, second);
    EXPECT_NE(random_seed(), random_seed());
    using Root = core::crypto::SecretRoot;
    EXPECT_FALSE(core::equal(random_secret<Root>().expose(), random_secret<Root>().expose()));
    fill_random({});
}

}  // namespace
}  // namespace native
