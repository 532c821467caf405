// The journal on a disk that does what it is told.
#include "core/store/journal/journal.h"

#include <gtest/gtest.h>

#include "core/testing/journal_driver.h"

namespace core::store {
namespace {

using core::testing::JournalDriver;
using core::testing::KeptRecord;

constexpr RecordType note{16};

std::vector<std::string> payloads(const std::vector<KeptRecord>& records) {
    std::vector<std::string> texts;
    for (const KeptRecord& record : records) texts.push_back(record.payload);
    return texts;
}

TEST(Journal, JN17_what_was_acknowledged_is_told_again) {
    MemoryDisk disk(1 << 30);
    JournalDriver first(disk, {});
    first.open();
    EXPECT_EQ(first.events_of<Opened>(), (std::vector{Opened{}}));
    ASSERT_TRUE(first->append(note, as_bytes("one")));
    ASSERT_TRUE(first->append(note, as_bytes("two")));
    first.run();
    EXPECT_EQ(first.events_of<Acknowledged>().back().up_to, first->end());

    JournalDriver second(disk, {}, 2);
    second.open();
    EXPECT_EQ(payloads(second.records), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(second.events_of<Opened>().back().end, first->end());
    EXPECT_TRUE(second.events_of<Cut>().empty());
}

}  // namespace
}  // namespace core::store
