// The form of a change: a vector, round trips, every kind of refusal, and the signature.
#include "core/crdt/change/change.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/crdt/change/change_writers.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr std::size_t signature_size = crypto::Ed25519Signature::size_bytes;

Change some_change() {
    Change change;
    change.author = alice;
    change.sequence = 2;
    change.previous.bytes.fill(std::byte{0xab});
    change.counter = 4;
    change.events = 300;
    change.lamport = Lamport{9};
    change.news = version_of({{bob, 5}});
    change.wall_time = -2;
    change.operations = spaced_hex("0102");
    return change;
}

constexpr std::string_view head_hex = "01 0000000000000001";
constexpr std::string_view previous_hex =
    "abababababababababababababababab abababababababababababababababab";
constexpr std::string_view wall_hex = "fffffffffffffffe";

Result<Change> from(const std::string& hex) {
    Buffer bytes = spaced_hex(hex);
    bytes.resize(bytes.size() + signature_size);
    return read_change(bytes);
}

// All fields but the operations, of which there are none.
Result<Change> from(const std::string& sequence, const std::string& numbers,
                    const std::string& news) {
    return from(std::string(head_hex) + sequence + numbers + std::string(wall_hex) + news);
}

TEST(Change, CH1_is_written_in_one_form) {
    const Buffer bytes = signed_change(some_change());
    const Buffer unsigned_part =
        spaced_hex(std::string(head_hex) + "02" + std::string(previous_hex) + "04 ac02 09" +
                   std::string(wall_hex) + "01 0000000000000002 05 0102");
    ASSERT_EQ(bytes.size(), unsigned_part.size() + signature_size);
    EXPECT_TRUE(equal(Bytes(bytes).first(unsigned_part.size()), unsigned_part));
    EXPECT_EQ(read_change(bytes), some_change());
}

TEST(Change, CH1_the_first_has_no_previous) {
    Change change = some_change();
    change.sequence = 1;
    change.counter = 1;
    change.previous = {};
    const Buffer bytes = signed_change(change);
    EXPECT_EQ(bytes.size(), signed_change(some_change()).size() - Blake3Digest::size_bytes);
    EXPECT_EQ(read_change(bytes), change);
}

TEST(Change, CH1_reads_back_what_it_wrote) {
    Prng prng(Seed{1});
    for (int round = 0; round < 200; ++round) {
        Change change;
        change.author = Author{prng.below(5)};
        change.sequence = prng.between(2, 1'000);
        prng.fill(change.previous.mutable_view());
        change.counter = change.sequence + prng.below(1 << 20);
        change.events = prng.between(1, 1 << 20);
        change.lamport = Lamport{change.counter + 10 + prng.below(1'000)};
        change.wall_time = static_cast<std::int64_t>(prng.below(UINT64_MAX));
        for (std::uint64_t i = prng.below(6); i > 0; --i)
            change.news.include({Author{prng.between(5, 500)}, prng.between(1, 9)});
        change.operations.resize(static_cast<std::size_t>(prng.below(100)));
        prng.fill(change.operations);
        const Buffer bytes = signed_change(change);
        ASSERT_EQ(read_change(bytes), change);
        ASSERT_EQ(signed_change(change), bytes);
        for (std::size_t size = 0; size < signature_size + 20; ++size)
            ASSERT_FALSE(read_change(Bytes(bytes).first(size)));
    }
}

TEST(Change, CH1_refuses_numbers_that_cannot_be) {
    const std::string second = "02" + std::string(previous_hex);
    EXPECT_TRUE(from(second, "04 01 09", "00"));
    EXPECT_EQ(from("00", "01 01 01", "00").error(), Error::malformed);
    EXPECT_EQ(from(second, "04 00 09", "00").error(), Error::malformed);
    // Fewer events than changes, a first change that is not at the beginning, and the reverse.
    EXPECT_EQ(from(second, "00 01 09", "00").error(), Error::malformed);
    EXPECT_EQ(from(second, "01 01 09", "00").error(), Error::malformed);
    EXPECT_EQ(from("01", "02 01 09", "00").error(), Error::malformed);
    // A Lamport number below the author's own counter, or not above all of the news.
    EXPECT_EQ(from(second, "04 01 03", "00").error(), Error::malformed);
    EXPECT_EQ(from(second, "04 01 09", "01 0000000000000002 09").error(), Error::malformed);
    EXPECT_TRUE(from(second, "04 01 09", "01 0000000000000002 08"));
}

TEST(Change, CH1_bounds_its_numbers) {
    const std::string last = "ffffffffffffff0f";  // 2^53 - 1.
    EXPECT_TRUE(from("01", "01 01" + last, "00"));
    EXPECT_EQ(from("01", "01 02" + last, "00").error(), Error::too_large);
    EXPECT_EQ(from("01", "01 01 8080808080808010", "00").error(), Error::too_large);
    EXPECT_EQ(from("01", "01 ffffffffffffffff7f 01", "00").error(), Error::too_large);
    EXPECT_TRUE(from("01", "01 80808008 01", "00"));  // 2^24 events.
    EXPECT_EQ(from("01", "01 81808008 01", "00").error(), Error::too_large);

    Change change = some_change();
    change.lamport = Lamport{event_number_max + 1};
    EXPECT_EQ(write_change(change, document_of_tests(), key_of(alice)).error(), Error::too_large);
}

TEST(Change, CH1_refuses_other_forms) {
    EXPECT_TRUE(from("01", "01 01 09", "00"));
    EXPECT_EQ(from("02" + std::string(head_hex).substr(2) + "01 01 01 09").error(),
              Error::format_unknown);
    // Numbers that are longer than they need be; news of the author itself, twice, or of nothing.
    EXPECT_EQ(from("8100", "01 01 09", "00").error(), Error::not_canonical);
    EXPECT_EQ(from("01", "01 8100 09", "00").error(), Error::not_canonical);
    EXPECT_EQ(from("01", "01 01 09", "01 0000000000000001 01").error(), Error::not_canonical);
    EXPECT_EQ(from("01", "01 01 09", "02 0000000000000002 01 0000000000000002 01").error(),
              Error::not_canonical);
    EXPECT_EQ(from("01", "01 01 09", "01 0000000000000002 00").error(), Error::not_canonical);
    EXPECT_EQ(from("01", "01 01 09", "818004").error(), Error::too_large);
    EXPECT_EQ(read_change(spaced_hex(std::string(head_hex) + "01 01 01 09" + std::string(wall_hex) +
                                     "00 00"))
                  .error(),
              Error::truncated);
}

TEST(Change, CH1_is_no_larger_than_may_be) {
    EXPECT_EQ(read_change(Buffer(change_size_max + 1)).error(), Error::too_large);
    EXPECT_EQ(verify_change(Buffer(change_size_max + 1), {}, {}).error(), Error::too_large);
    Change change = some_change();
    const std::size_t overhead = signed_change(change).size() - change.operations.size();
    change.operations.resize(change_size_max - overhead);
    EXPECT_EQ(signed_change(change).size(), change_size_max);
    change.operations.push_back({});
    EXPECT_EQ(write_change(change, document_of_tests(), key_of(alice)).error(), Error::too_large);
    change.operations.resize(change_size_max);
    EXPECT_EQ(write_change(change, document_of_tests(), key_of(alice)).error(), Error::too_large);
}

TEST(Change, CH2_is_signed_for_this_purpose_alone) {
    const Buffer bytes = signed_change(some_change());
    const crypto::Ed25519PublicKey key = key_of(alice).public_key();
    EXPECT_TRUE(verify_change(bytes, document_of_tests(), key));
    EXPECT_EQ(verify_change(bytes, document_of_tests(), key_of(bob).public_key()).error(),
              Error::signature_wrong);
    EXPECT_EQ(
        verify_change(Bytes(bytes).first(signature_size - 1), document_of_tests(), key).error(),
        Error::truncated);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Buffer changed = bytes;
        changed[i] ^= std::byte{1};
        ASSERT_FALSE(verify_change(changed, document_of_tests(), key)) << i;
    }
    // The same bytes signed for no purpose, or for this one by the rule.
    Buffer other = bytes;
    const Bytes unsigned_part = Bytes(bytes).first(bytes.size() - signature_size);
    const MutableBytes signature = MutableBytes(other).subspan(unsigned_part.size());
    copy(signature, key_of(alice).sign(unsigned_part).view());
    EXPECT_EQ(verify_change(other, document_of_tests(), key).error(), Error::signature_wrong);
    Buffer message(as_bytes("selvage change v1").begin(), as_bytes("selvage change v1").end());
    append(message, document_of_tests().view());
    append(message, blake3(unsigned_part).view());
    copy(signature, key_of(alice).sign(message).view());
    EXPECT_TRUE(verify_change(other, document_of_tests(), key));
}

TEST(Change, CH2_is_signed_for_one_document_alone) {
    const Buffer bytes = signed_change(some_change());
    const crypto::Ed25519PublicKey key = key_of(alice).public_key();
    DocumentId other = document_of_tests();
    other.bytes.back() ^= std::byte{1};
    EXPECT_EQ(verify_change(bytes, other, key).error(), Error::signature_wrong);
    const Buffer of_other = write_change(some_change(), other, key_of(alice)).value();
    EXPECT_TRUE(verify_change(of_other, other, key));
    EXPECT_EQ(verify_change(of_other, document_of_tests(), key).error(), Error::signature_wrong);
}

TEST(Change, CH1_has_room_for_the_news_of_everybody) {
    Change change = some_change();
    change.author = Author{authors_max};
    change.sequence = event_number_max / 2;
    change.counter = event_number_max / 2;
    change.lamport = Lamport{event_number_max - change.events};
    change.news = {};
    for (std::uint64_t i = 0; i + 1 < authors_max; ++i)
        change.news.include({Author{i}, event_number_max / 2});
    change.operations.resize(change_size_max - change_frame_size_max - change_news_size_max);
    EXPECT_EQ(read_change(signed_change(change)), change);
}

TEST(Change, CH2_the_hash_is_of_all_bytes) {
    Buffer bytes = signed_change(some_change());
    EXPECT_EQ(hash_of_change(bytes), blake3(bytes));
    const Blake3Digest before = hash_of_change(bytes);
    bytes.back() ^= std::byte{1};
    EXPECT_NE(hash_of_change(bytes), before);
}

}  // namespace
}  // namespace core::crdt
