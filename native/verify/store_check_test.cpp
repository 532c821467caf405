// Stores that are whole, torn, rotten and in use; none is changed by being looked at.
#include "native/verify/store_check.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/store/journal/segment_header.h"
#include "core/testing/store_node.h"
#include "native/disk/data_directory.h"
#include "native/disk/temporary_directory.h"

namespace native::verify {
namespace {

using core::testing::StoreNode;
using core::testing::text_type;

class StoreCheck : public ::testing::Test {
protected:
    // What a node left on its disk, in files.
    void fill(std::size_t records, bool snapshots) {
        StoreNode node(disk_, core::Instant{});
        node.writes_snapshots = snapshots;
        for (std::size_t i = 0; i < records; i += 10) {
            node.append(std::min<std::size_t>(10, records - i));
            node.pass(std::chrono::seconds{5});
            if (snapshots) node.let_all_go();
        }
        stored_ = node.stored();
    }
    void write_files() {
        for (const auto& [name, bytes] : disk_.files())
            std::ofstream(path(name), std::ios::binary)
                .write(core::as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
    }
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::map<std::string, std::string> files_now() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            std::ifstream stream(entry.path(), std::ios::binary);
            files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(stream), {}};
        }
        return files;
    }
    StoreReport check() {
        write_files();
        const auto before = files_now();
        StoreReport report;
        {
            auto disk = ReadOnlyDisk::open(folder_.path().string());
            EXPECT_TRUE(disk) << disk.error();
            const auto checked = check_store(*disk);
            EXPECT_TRUE(checked) << checked.error();
            if (checked) report = *checked;
        }
        EXPECT_EQ(files_now(), before);
        return report;
    }
    std::vector<std::string> names_with(std::string_view prefix) {
        std::vector<std::string> names;
        for (const auto& [name, bytes] : disk_.files())
            if (name.starts_with(prefix)) names.push_back(name);
        return names;
    }

    // So small that snapshots are wanted.
    core::store::MemoryDisk disk_{60'000};
    testing::TemporaryDirectory folder_;
    std::size_t stored_ = 0;
};

std::string all_of(const StoreReport& report) {
    std::string text;
    for (const Damage& damage : report.damages)
        text += damage.file + "@" + std::to_string(damage.offset) + ": " + damage.what + "\n";
    for (const std::string& note : report.notes) text += "note: " + note + "\n";
    return text;
}

TEST_F(StoreCheck, CX20_all_of_a_store_is_read_and_counted) {
    fill(60, false);
    const StoreReport report = check();
    EXPECT_EQ(all_of(report), "");
    EXPECT_EQ(report.records.at(text_type).count, 60u);
    std::size_t size = 0;
    for (std::size_t i = 0; i < 60; ++i) size += core::testing::numbered_text(i).size();
    EXPECT_EQ(report.records.at(text_type).size, size);
    EXPECT_EQ(report.segments.size(), names_with("journal-").size());
    EXPECT_GT(report.segments.size(), 2u);
    EXPECT_EQ(report.begin.value, 0u);
    EXPECT_GT(report.synced.value, 0u);
    EXPECT_LE(report.synced, report.end);
    EXPECT_GT(report.written_at, 1'500'000'000);
}

TEST_F(StoreCheck, CX20_snapshots_are_read_and_what_they_made_needless_is_not_missed) {
    fill(800, true);
    ASSERT_GT(stored_, 0u);
    ASSERT_EQ(names_with("journal-0000000000000001"), std::vector<std::string>{});
    const StoreReport report = check();
    EXPECT_EQ(all_of(report), "");
    EXPECT_EQ(report.snapshots.size(), names_with("snapshot-").size());
    // What an older snapshot still needs is read as well.
    EXPECT_GT(report.begin.value, 0u);
    EXPECT_LT(report.begin, report.snapshots.back().position);
}

TEST_F(StoreCheck, CX21_a_byte_that_rots_is_found_with_its_place) {
    fill(60, false);
    const std::string name = names_with("journal-").at(1);
    // In the middle of what is there, not of what is still zeros.
    const std::size_t at = core::store::segment_data_begin + 1000;
    disk_.files().at(name)[at] ^= std::byte{1};
    const StoreReport report = check();
    ASSERT_EQ(report.damages.size(), 1u) << all_of(report);
    EXPECT_EQ(report.damages[0].file, name);
    EXPECT_LE(report.damages[0].offset, at);
    EXPECT_GT(report.damages[0].offset + 500, at);
    EXPECT_LT(report.records.at(text_type).count, 60u);
    EXPECT_GT(report.records.at(text_type).count, 30u);
}

TEST_F(StoreCheck, CX21_what_no_snapshot_has_is_missed) {
    fill(60, false);
    disk_.files().erase(names_with("journal-").front());
    const StoreReport report = check();
    ASSERT_EQ(report.damages.size(), 1u) << all_of(report);
    EXPECT_NE(report.damages[0].what.find("from 0 to"), std::string::npos);
}

TEST_F(StoreCheck, CX21_headers_that_are_lost_are_found) {
    fill(3, false);
    const auto names = names_with("journal-");
    ASSERT_EQ(names.size(),
              2u);  // The next one is ready, and says what the first one's header did.
    auto& bytes = disk_.files().at(names[0]);
    std::ranges::fill(core::MutableBytes(bytes).first(core::store::segment_data_begin),
                      std::byte{0xff});
    const StoreReport with_next = check();
    EXPECT_TRUE(with_next.damages.empty()) << all_of(with_next);
    EXPECT_EQ(with_next.records.at(text_type).count, 3u);
    ASSERT_EQ(with_next.notes.size(), 1u);
    EXPECT_NE(with_next.notes[0].find("headers"), std::string::npos);
    disk_.files().erase(names[1]);
    std::filesystem::remove(path(names[1]));
    const StoreReport alone = check();
    ASSERT_EQ(alone.damages.size(), 1u) << all_of(alone);
    EXPECT_EQ(alone.damages[0].file, names[0]);
}

TEST_F(StoreCheck, CX21_a_torn_end_is_no_damage) {
    fill(10, false);
    const auto names = names_with("journal-");
    auto& bytes =
        disk_.files().at(names.at(names.size() - 2));  // The last one is ready, and empty.
    // A record that was on its way when the power went, behind all others.
    std::size_t end = bytes.size();
    while (bytes[end - 1] == std::byte{}) --end;
    end += 16;
    ASSERT_LT(end + 8, bytes.size());
    bytes[end / 8 * 8] = std::byte{0x5a};
    const StoreReport report = check();
    EXPECT_TRUE(report.damages.empty()) << all_of(report);
    ASSERT_EQ(report.notes.size(), 1u) << all_of(report);
    EXPECT_NE(report.notes[0].find("torn"), std::string::npos);
    EXPECT_EQ(report.records.at(text_type).count, 10u);
}

TEST_F(StoreCheck, CX21_a_snapshot_that_rots_is_found) {
    fill(800, true);
    const std::string name = names_with("snapshot-").back();
    auto& bytes = disk_.files().at(name);
    bytes[bytes.size() / 2] ^= std::byte{1};
    const StoreReport report = check();
    ASSERT_GE(report.damages.size(), 1u);
    EXPECT_EQ(report.damages[0].file, name);
}

TEST_F(StoreCheck, CX20_a_store_that_a_node_uses_is_not_looked_at) {
    const auto used = DataDirectory::open(folder_.path().string());
    ASSERT_TRUE(used);
    const auto refused = ReadOnlyDisk::open(folder_.path().string());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("selvage stop"), std::string::npos);
    EXPECT_FALSE(ReadOnlyDisk::open(path("none")));
}

TEST_F(StoreCheck, CX20_while_it_is_looked_at_no_node_uses_it) {
    static_cast<void>(*DataDirectory::open(folder_.path().string()));  // It leaves its lock behind.
    const auto disk = ReadOnlyDisk::open(folder_.path().string());
    ASSERT_TRUE(disk);
    EXPECT_FALSE(DataDirectory::open(folder_.path().string()));
}

}  // namespace
}  // namespace native::verify
