// What every disk must do. Compiled once for each implementation (core/testing/disk_contract.h).
#include <gtest/gtest.h>

#include <algorithm>

#include "core/testing/disk_contract.h"

namespace core::store {
namespace {

constexpr FileNumber one{1};
constexpr FileNumber two{2};

class Asked {
public:
    explicit Asked(std::vector<DiskAnswer> answers) : answers_(std::move(answers)) {}
    [[nodiscard]] const DiskAnswer& operator[](std::size_t index) const {
        const auto at = std::ranges::find(answers_, Ticket{index + 1}, &DiskAnswer::ticket);
        return at == answers_.end() ? none_ : *at;
    }
    [[nodiscard]] const std::vector<DiskAnswer>& in_order() const { return answers_; }
    [[nodiscard]] std::string read(std::size_t index) const {
        return std::string(as_text((*this)[index].bytes));
    }

private:
    std::vector<DiskAnswer> answers_;
    DiskAnswer none_{.ticket = {}, .fault = DiskFault::denied};
};

class DiskContract : public ::testing::Test {
protected:
    template <class... Actions>
    Asked ask(Actions... actions) {
        std::vector<DiskRequest> requests;
        (requests.push_back({Ticket{requests.size() + 1}, DiskAction{std::move(actions)}}), ...);
        return Asked(disk_->ask(std::move(requests)));
    }
    static Buffer bytes(std::string_view text) {
        const Bytes view = as_bytes(text);
        return {view.begin(), view.end()};
    }

    std::unique_ptr<core::testing::DiskUnderTest> disk_ = core::testing::make_disk();
};

TEST_F(DiskContract, DK1_each_request_is_answered_once_and_those_of_a_file_in_order) {
    const Asked asked =
        ask(OpenFile{one, "a", true}, OpenFile{two, "b", true}, WriteFile{one, 0, bytes("first")},
            WriteFile{two, 0, bytes("other")}, WriteFile{one, 0, bytes("FI")},
            ReadFile{one, 0, 100}, SyncFile{one}, ReadFile{two, 0, 100}, CloseFile{one},
            CloseFile{two}, RemoveFile{"a"}, ListFiles{});
    ASSERT_EQ(asked.in_order().size(), 12u);
    const auto place_of = [&](std::uint64_t ticket) {
        return std::ranges::find(asked.in_order(), Ticket{ticket}, &DiskAnswer::ticket) -
               asked.in_order().begin();
    };
    for (std::uint64_t ticket = 1; ticket <= 12; ++ticket)
        EXPECT_EQ(std::ranges::count(asked.in_order(), Ticket{ticket}, &DiskAnswer::ticket), 1);
    // Of the first file, of the second, and of the names.
    for (const auto& line : {std::vector{1, 3, 5, 6, 7, 9}, {2, 4, 8, 10}, {1, 2, 9, 10, 11, 12}})
        EXPECT_TRUE(std::ranges::is_sorted(
            line, {}, [&](int ticket) { return place_of(static_cast<std::uint64_t>(ticket)); }));
    EXPECT_EQ(asked.read(5), "FIrst");
    EXPECT_EQ(asked.read(7), "other");
    EXPECT_EQ(asked[11].files, (std::vector<FileEntry>{{"b", 5}}));
}

TEST_F(DiskContract, DK2_a_file_is_opened_as_new_or_as_it_is) {
    const Asked fresh = ask(OpenFile{one, "a"}, ReadFile{one, 0, 1}, SyncFile{one}, CloseFile{one});
    EXPECT_EQ(fresh[0].fault, DiskFault::missing);
    EXPECT_EQ(fresh[1].fault, DiskFault::missing);
    EXPECT_EQ(fresh[2].fault, DiskFault::missing);
    const Asked made = ask(OpenFile{one, "a", true}, WriteFile{one, 0, bytes("abc")},
                           CloseFile{one}, OpenFile{two, "a", true}, WriteFile{two, 0, bytes("x")},
                           CloseFile{two}, OpenFile{one, "a"}, ReadFile{one, 0, 9}, CloseFile{one});
    EXPECT_EQ(made[0].fault, DiskFault::none);
    EXPECT_EQ(made[0].size, 0u);
    EXPECT_EQ(made[3].fault, DiskFault::exists);
    EXPECT_EQ(made[4].fault, DiskFault::missing);
    EXPECT_EQ(made[6].fault, DiskFault::none);
    EXPECT_EQ(made[6].size, 3u);
    EXPECT_EQ(made.read(7), "abc");
}

TEST_F(DiskContract, DK3_what_was_written_is_read_back) {
    const Asked asked = ask(OpenFile{one, "a", true}, WriteFile{one, 4, bytes("tail")},
                            WriteFile{one, 1, bytes("he")}, ReadFile{one, 0, 100},
                            ReadFile{one, 5, 2}, ReadFile{one, 7, 5}, ReadFile{one, 8, 5},
                            ReadFile{one, 1000, 5}, WriteFile{one, 0, {}}, CloseFile{one});
    using namespace std::string_literals;
    EXPECT_EQ(asked.read(3), "\0he\0tail"s);
    EXPECT_EQ(asked.read(4), "ai");
    EXPECT_EQ(asked.read(5), "l");
    EXPECT_EQ(asked.read(6), "");
    EXPECT_EQ(asked.read(7), "");
    for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(asked[i].fault, DiskFault::none) << i;
}

TEST_F(DiskContract, DK3_large_pieces_too) {
    Buffer large(read_size_max + 1000);
    for (std::size_t i = 0; i < large.size(); ++i)
        large[i] = static_cast<std::byte>(i * 7 + i / 256);
    const Asked asked = ask(OpenFile{one, "a", true}, WriteFile{one, 10, large}, SyncFile{one},
                            ReadFile{one, 10, read_size_max},
                            ReadFile{one, 10 + read_size_max, 2000}, CloseFile{one});
    EXPECT_TRUE(equal(asked[3].bytes, Bytes(large).first(read_size_max)));
    EXPECT_TRUE(equal(asked[4].bytes, Bytes(large).subspan(read_size_max)));
}

TEST_F(DiskContract, DK4_what_was_cut_is_zeros_when_the_file_is_longer_again) {
    const Asked asked = ask(OpenFile{one, "a", true}, WriteFile{one, 0, bytes("abcdef")},
                            ResizeFile{one, 2}, ReadFile{one, 0, 9}, ResizeFile{one, 5},
                            ReadFile{one, 0, 9}, CloseFile{one}, ListFiles{});
    using namespace std::string_literals;
    EXPECT_EQ(asked.read(3), "ab");
    EXPECT_EQ(asked.read(5), "ab\0\0\0"s);
    EXPECT_EQ(asked[7].files, (std::vector<FileEntry>{{"a", 5}}));
}

TEST_F(DiskContract, DK5_a_write_gives_its_buffer_back) {
    const Asked asked = ask(OpenFile{one, "a", true}, WriteFile{one, 0, bytes("kept")},
                            WriteFile{two, 0, bytes("kept too")}, CloseFile{one});
    EXPECT_EQ(asked[1].fault, DiskFault::none);
    EXPECT_EQ(asked.read(1), "kept");
    EXPECT_EQ(asked[2].fault, DiskFault::missing);
    EXPECT_EQ(asked.read(2), "kept too");
}

TEST_F(DiskContract, DK6_names_are_listed_in_order_renamed_and_removed) {
    const Asked asked =
        ask(OpenFile{one, "b-2", true}, WriteFile{one, 0, bytes("two")}, CloseFile{one},
            OpenFile{one, "b-10", true}, CloseFile{one}, OpenFile{one, "a.new", true},
            WriteFile{one, 0, bytes("a")}, CloseFile{one}, SyncNames{}, ListFiles{},
            RenameFile{"a.new", "b-2"}, RemoveFile{"b-10"}, SyncNames{}, ListFiles{});
    EXPECT_EQ(asked[9].files, (std::vector<FileEntry>{{"a.new", 1}, {"b-10", 0}, {"b-2", 3}}));
    EXPECT_EQ(asked[13].files, (std::vector<FileEntry>{{"b-2", 1}}));
    const Asked missing = ask(RenameFile{"c", "d"}, RemoveFile{"c"}, OpenFile{one, "b-2"},
                              ReadFile{one, 0, 9}, CloseFile{one}, ListFiles{}, MeasureSpace{});
    EXPECT_EQ(missing[0].fault, DiskFault::missing);
    EXPECT_EQ(missing[1].fault, DiskFault::missing);
    EXPECT_EQ(missing.read(3), "a");
    EXPECT_EQ(missing[5].files.size(), 1u);
    EXPECT_GE(missing[6].space.quota, missing[6].space.used);
    EXPECT_GE(missing[6].space.used, 1u);
}

TEST(DiskRequests, DK6_names_that_are_none_are_not_asked_for) {
    EXPECT_TRUE(is_allowed(RemoveFile{"journal-00.new"}));
    for (const char* name : {"", "A", "a/b", "..", ".a", "-a", "0a", "a b", "a_b"})
        EXPECT_FALSE(is_allowed(RemoveFile{name})) << name;
    EXPECT_TRUE(is_allowed(OpenFile{one, std::string(file_name_size_max, 'a')}));
    EXPECT_FALSE(is_allowed(OpenFile{one, std::string(file_name_size_max + 1, 'a')}));
    EXPECT_FALSE(is_allowed(RenameFile{"a", "a"}));
    EXPECT_FALSE(is_allowed(ReadFile{one, 0, read_size_max + 1}));
    EXPECT_FALSE(is_allowed(WriteFile{one, 0, Buffer(write_size_max + 1)}));
}

}  // namespace
}  // namespace core::store
