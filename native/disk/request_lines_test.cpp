// Who waits for whom.
#include "native/disk/request_lines.h"

#include <gtest/gtest.h>

namespace native {
namespace {

using namespace core::store;

constexpr FileNumber one{1};
constexpr FileNumber two{2};

class Lines : public ::testing::Test {
protected:
    void put(DiskAction action) { lines_.put({Ticket{++last_}, std::move(action)}); }
    // The tickets of those that may go now.
    std::vector<std::uint64_t> take_all() {
        std::vector<std::uint64_t> tickets;
        while (auto job = lines_.take()) {
            tickets.push_back(job->request.ticket.value);
            taken_.push_back(std::move(job));
        }
        return tickets;
    }
    void end(std::uint64_t ticket) {
        for (const auto& job : taken_)
            if (job->request.ticket == Ticket{ticket}) lines_.end(*job);
    }

private:
    std::uint64_t last_ = 0;
    RequestLines lines_;
    std::vector<std::shared_ptr<RequestLines::Job>> taken_;
};

TEST_F(Lines, DK1_a_file_is_one_line_and_names_another) {
    put(SyncFile{one});
    put(SyncFile{two});
    put(ReadFile{one, 0, 1});
    put(SyncNames{});
    put(ListFiles{});
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{1, 2, 4}));
    end(1);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{3}));
    end(4);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{5}));
    end(3);
    end(2);
    end(5);
    EXPECT_TRUE(take_all().empty());
}

TEST_F(Lines, DK1_opening_and_closing_wait_in_both) {
    put(OpenFile{one, "a"});
    put(SyncFile{one});
    put(SyncNames{});
    put(CloseFile{one});
    put(RemoveFile{"a"});
    put(OpenFile{two, "b"});
    put(SyncFile{two});
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{1}));
    end(1);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{2, 3}));
    end(3);
    EXPECT_TRUE(take_all().empty());
    end(2);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{4}));
    end(4);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{5}));
    end(5);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{6}));
    end(6);
    EXPECT_EQ(take_all(), (std::vector<std::uint64_t>{7}));
}

}  // namespace
}  // namespace native
