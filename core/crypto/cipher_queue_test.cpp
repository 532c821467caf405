// The queue between the brain and the body's AES-256-GCM. The cipher itself is tested with each
// body: native/platform/cipher_openssl_test.cpp and web/selvage/src/cipher.test.ts, by the same
// vectors.
#include <gtest/gtest.h>

#include "core/crypto/aes_gcm.h"

namespace core::crypto {
namespace {

CipherJob job(std::string_view text) {
    return {{}, CipherJob::Direction::seal,
            {}, {},
            {}, Buffer(as_bytes(text).begin(), as_bytes(text).end())};
}

TEST(CipherQueue, CY9_outcomes_come_in_the_order_in_which_the_body_is_done) {
    CipherQueue queue(4);
    const CipherJobId first = *queue.submit(job("first"));
    const CipherJobId second = *queue.submit(job("second"));
    EXPECT_EQ(queue.next_job()->id, first);
    EXPECT_EQ(queue.next_job()->id, second);
    EXPECT_FALSE(queue.next_job().has_value());
    queue.complete(second, Buffer{});
    queue.complete(first, fail(Error::tag_wrong));
    EXPECT_EQ(queue.next_outcome()->id, second);
    const auto outcome = queue.next_outcome();
    EXPECT_EQ(outcome->id, first);
    EXPECT_EQ(outcome->text.error(), Error::tag_wrong);
    EXPECT_FALSE(queue.next_outcome().has_value());
}

TEST(CipherQueue, CY9_jobs_beyond_the_limit_are_refused_until_an_outcome_is_taken) {
    CipherQueue queue(2);
    const CipherJobId first = *queue.submit(job("a"));
    ASSERT_TRUE(queue.submit(job("b")));
    EXPECT_EQ(queue.submit(job("c")).error(), Error::too_large);
    ASSERT_TRUE(queue.next_job());
    queue.complete(first, Buffer{});
    EXPECT_EQ(queue.submit(job("c")).error(), Error::too_large);
    ASSERT_TRUE(queue.next_outcome());
    EXPECT_TRUE(queue.submit(job("c")));
}

TEST(CipherQueue, CY9_what_is_shorter_than_a_tag_is_refused_at_once) {
    CipherQueue queue(2);
    CipherJob short_job = job("fifteen bytes..");
    short_job.direction = CipherJob::Direction::open;
    EXPECT_EQ(queue.submit(std::move(short_job)).error(), Error::truncated);
    EXPECT_FALSE(queue.next_job().has_value());
}

}  // namespace
}  // namespace core::crypto
