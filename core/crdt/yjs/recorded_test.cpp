// Updates that others recorded. They are not part of the project: the test reads them from
// ../shared/data/yjs beside it, and says so where they are not.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/crdt/yjs/algebra.h"
#include "core/crdt/yjs/lib0.h"
#include "core/crdt/yjs/rewritten.h"

namespace core::crdt::yjs {
namespace {

const std::string folder = SELVAGE_ROOT "/../shared/data/yjs/";

bool is_recorded() {
    const bool is_there = std::filesystem::exists(folder);
    if (!is_there) std::printf("There are no recorded updates at %s.\n", folder.c_str());
    return is_there;
}

Buffer recorded(const std::string& name) {
    std::ifstream file(folder + name, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_FALSE(text.empty()) << name;
    const Bytes bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

// What the structs are, wherever they lie.
std::string described(const Struct& one) {
    std::string text = std::to_string(one.id.client.value) + "." + std::to_string(one.id.clock) +
                       "+" + std::to_string(one.length) + ":" +
                       std::to_string(static_cast<int>(one.kind));
    for (const auto& origin : {one.origin, one.right_origin})
        if (origin)
            text +=
                " " + std::to_string(origin->client.value) + "." + std::to_string(origin->clock);
    if (const auto* const name = get_if<std::string_view>(&one.parent)) text += *name;
    if (one.parent_sub) text += " [" + std::string(*one.parent_sub) + "]";
    return text + std::string(one.text) + std::string(one.value.bytes) +
           std::string(one.values.bytes) + std::string(as_text(one.binary));
}

std::string described(Bytes update, Format format) {
    UpdateReader reader = UpdateReader::open(update, format).value();
    std::string text;
    while (const Struct* const one = reader.next().value()) text += described(*one) + "\n";
    for (const auto& [client, ranges] : reader.finish().value())
        for (const Range range : ranges)
            text += std::to_string(client.value) + " " + std::to_string(range.begin) + " " +
                    std::to_string(range.end) + "\n";
    return text;
}

// Half of all random runs that Yjs keeps to find out whether it still reads what it once wrote.
TEST(Recorded, YW9_YW14_random_runs_are_read_and_written_again) {
    if (!is_recorded()) return;
    const Buffer file = recorded("runs-2660.bin");
    Reader reader(file);
    std::size_t count = 0;
    std::size_t identical = 0;
    const std::uint64_t runs = read_var_uint(reader).value();
    for (std::uint64_t run = 0; run < runs; ++run) {
        std::vector<Bytes> updates;
        for (std::uint64_t i = read_var_uint(reader).value(); i > 0; --i) {
            updates.push_back(read_var_bytes(reader).value());
            const Bytes update = updates.back();
            const auto again = rewritten(update, Format::v1, Format::v1);
            ASSERT_TRUE(again) << run;
            // Yjs did not always sort the clients of what is deleted.
            if (equal(*again, update)) ++identical;
            ASSERT_EQ(again->size(), update.size()) << run;
            ASSERT_EQ(described(*again, Format::v1), described(update, Format::v1)) << run;
            const auto other = rewritten(update, Format::v1, Format::v2);
            ASSERT_TRUE(other) << run;
            ASSERT_EQ(rewritten(*other, Format::v2, Format::v1), again) << run;
            ++count;
        }
        const auto merged = merge_updates(updates, Format::v1);
        ASSERT_TRUE(merged) << run;
        std::reverse(updates.begin(), updates.end());
        ASSERT_EQ(merge_updates(updates, Format::v1), merged) << run;
        ASSERT_TRUE(read_text(reader));
        ASSERT_TRUE(read_any(reader));
        ASSERT_TRUE(read_any(reader));
    }
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(count, 40'751u);
    EXPECT_EQ(identical, 40'341u);
}

TEST(Recorded, YW17_a_paper_in_both_formats) {
    if (!is_recorded()) return;
    const Buffer v1 = recorded("automerge-paper.client1.v1.bin");
    const Buffer v2 = recorded("automerge-paper.client1.v2.bin");
    EXPECT_EQ(convert_update(v1, Format::v1, Format::v2), v2);
    EXPECT_EQ(convert_update(v2, Format::v2, Format::v1), v1);
}

TEST(Recorded, YW9_large_documents) {
    if (!is_recorded()) return;
    for (const std::string name : {"S1.yjs", "C1.yjs", "A1.yjs"}) {
        const Buffer update = recorded(name);
        const auto again = rewritten(update, Format::v2, Format::v2);
        ASSERT_TRUE(again) << name;
        if (name == "S1.yjs") {
            EXPECT_EQ(again, update);
        }
        EXPECT_EQ(described(*again, Format::v2), described(update, Format::v2)) << name;
    }
}

}  // namespace
}  // namespace core::crdt::yjs
