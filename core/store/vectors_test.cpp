// The bytes of journals and snapshots: what is written today is what is in the vectors, and what is
// in the vectors is read. A later version has vectors of its own and reads these.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/journal_driver.h"
#include "core/testing/snapshot_driver.h"
#include "core/testing/vectors.h"

namespace core::store {
namespace {

using core::testing::Case;
using core::testing::JournalDriver;
using core::testing::SnapshotDriver;

constexpr std::uint64_t room = std::uint64_t{1} << 30;

Owner owner_of_vectors() {
    Owner owner;
    std::ranges::fill(owner.mesh.bytes, std::byte{0xaa});
    std::ranges::fill(owner.node.bytes, std::byte{0xbb});
    return owner;
}

Journal::Options journal_options() {
    Journal::Options options;
    options.owner = owner_of_vectors();
    options.writing.segment_size_max = segment_data_begin + 300;
    options.writing.growth_size = 100;
    options.writing.large_batch_size = options.writing.growth_size / 4;
    return options;
}

// What is told when the journal is opened.
std::vector<std::string> texts() { return {"first", "", "second in its own batch", "third"}; }

// Files without the zeros that make most of them.
std::string sparse_hex(const Buffer& file) {
    constexpr std::size_t piece = 64;
    std::string text;
    for (std::size_t at = 0; at < file.size(); at += piece) {
        const Bytes part = Bytes(file).subspan(at, std::min(piece, file.size() - at));
        if (std::ranges::all_of(part, [](std::byte byte) { return byte == std::byte{0}; }))
            continue;
        text += std::to_string(at) + ":" + to_hex(part) + " ";
    }
    return text + "size:" + std::to_string(file.size());
}

Buffer from_sparse_hex(std::string_view text) {
    Buffer file;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::size_t space = std::min(text.find(' '), text.size());
        const std::string_view value = text.substr(colon + 1, space - colon - 1);
        if (text.starts_with("size:")) {
            file.resize(std::stoul(std::string(value)));
            break;
        }
        const std::size_t offset = std::stoul(std::string(text.substr(0, colon)));
        const Buffer part = from_hex(value).value();
        file.resize(std::max(file.size(), offset + part.size()));
        copy(MutableBytes(file).subspan(offset), part);
        text.remove_prefix(space + 1);
    }
    return file;
}

MemoryDisk disk_of_vectors(std::string_view path) {
    MemoryDisk disk(room);
    for (const Case& file : core::testing::read_cases(path))
        disk.files()[file.name()] = from_sparse_hex(file.text("bytes"));
    return disk;
}

void expect_vectors(MemoryDisk& disk, std::string_view path) {
    const auto cases = core::testing::read_cases(path);
    EXPECT_EQ(disk.files().size(), cases.size());
    for (const Case& file : cases) {
        ASSERT_TRUE(disk.files().contains(file.name())) << file.name();
        EXPECT_EQ(sparse_hex(disk.files()[file.name()]), file.text("bytes")) << file.name();
    }
}

TEST(StoreVectors, JN6_a_journal_is_written_as_in_the_vectors) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, journal_options(), 7);
    driver.open();
    for (const std::string& text : texts()) driver.store(text);
    expect_vectors(disk, "spec/vectors/store/journal_1.json");
}

TEST(StoreVectors, JN7_what_version_1_wrote_is_read) {
    MemoryDisk disk = disk_of_vectors("spec/vectors/store/journal_1.json");
    JournalDriver driver(disk, journal_options(), 8);
    driver.open();
    EXPECT_EQ(driver.payloads(), texts());
    EXPECT_EQ(driver.events.size(), 1u);  // Opened, and nothing was amiss.
}

constexpr std::string_view snapshot_text =
    "all that was there, all that was there, all that was there";

TEST(StoreVectors, SN2_a_snapshot_is_written_as_in_the_vectors) {
    MemoryDisk disk(room);
    SnapshotDriver driver(disk, {.owner = owner_of_vectors()}, 9);
    driver.load().store(as_bytes(snapshot_text), Position{1234});
    expect_vectors(disk, "spec/vectors/store/snapshot_1.json");
}

TEST(StoreVectors, SN4_what_version_1_wrote_is_read) {
    MemoryDisk disk = disk_of_vectors("spec/vectors/store/snapshot_1.json");
    SnapshotDriver driver(disk, {.owner = owner_of_vectors()}, 9);
    driver.load();
    EXPECT_EQ(as_text(driver.content), snapshot_text);
    ASSERT_FALSE(driver.events.empty());
    EXPECT_EQ(driver.events.back(),
              SnapshotEvent(SnapshotLoaded{SnapshotNumber{1}, Position{1234}}));
}

}  // namespace
}  // namespace core::store
