// The disk of files keeps the contract, tells faults of the system by their names, and keeps a
// journal whose process is killed.
#include "native/disk/file_disk.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

#include "core/testing/journal_loop.h"
#include "native/disk/file_disk_under_test.h"
#include "native/platform/random.h"

namespace native {
namespace {

using namespace core::store;

// No file of this process can grow beyond it.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t size) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit = before_;
        limit.rlim_cur = size;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

constexpr FileNumber file{1};

TEST(FileDisk, DK9_a_write_without_room_is_full_and_what_was_there_stays) {
    testing::FileDiskUnderTest disk(testing::by_threads());
    ASSERT_EQ(disk.fault_of(OpenFile{file, "a", true}), DiskFault::none);
    ASSERT_EQ(disk.fault_of(WriteFile{file, 0, core::Buffer(1000, std::byte{7})}), DiskFault::none);
    {
        const FileSizeLimit limit(4096);
        EXPECT_EQ(disk.fault_of(WriteFile{file, 1000, core::Buffer(9000)}), DiskFault::full);
        EXPECT_EQ(disk.fault_of(ResizeFile{file, 10'000'000}), DiskFault::full);
    }
    const auto answers = disk.ask([] {
        std::vector<DiskRequest> requests;
        requests.push_back({Ticket{1}, ReadFile{file, 0, 1000}});
        return requests;
    }());
    EXPECT_EQ(answers.front().bytes, core::Buffer(1000, std::byte{7}));
    EXPECT_EQ(disk.fault_of(WriteFile{file, UINT64_MAX - 2, core::Buffer(9)}), DiskFault::full);
}

TEST(FileDisk, DK6_what_no_disk_is_asked_for_is_not_listed_and_links_are_not_followed) {
    testing::FileDiskUnderTest disk(testing::by_threads());
    std::filesystem::create_directory(disk.path() / "folder");
    std::filesystem::create_symlink("/etc/passwd", disk.path() / "link");
    std::vector<DiskRequest> requests;
    requests.push_back({Ticket{1}, ListFiles{}});
    requests.push_back({Ticket{2}, OpenFile{file, "link"}});
    requests.push_back({Ticket{3}, OpenFile{FileNumber{2}, "folder"}});
    const auto answers = disk.ask(std::move(requests));
    EXPECT_TRUE(answers[0].files.empty());
    EXPECT_EQ(answers[1].fault, DiskFault::denied);
    EXPECT_NE(answers[2].fault, DiskFault::none);
}

TEST(FileDisk, faults_have_the_names_of_the_contract) {
    EXPECT_EQ(fault_of(ENOSPC), DiskFault::full);
    EXPECT_EQ(fault_of(EDQUOT), DiskFault::full);
    EXPECT_EQ(fault_of(EIO), DiskFault::failed);
    EXPECT_EQ(fault_of(EROFS), DiskFault::denied);
    EXPECT_EQ(fault_of(ESTALE), DiskFault::gone);
}

// --- A journal on files
// ---------------------------------------------------------------------------------

using JournalLoop = core::testing::JournalLoop<WaitingDisk>;

std::string record_text(std::uint64_t number) {
    return "record " + std::to_string(number) + std::string(number * 37 % 900, 'x');
}

// Appends for ever, and tells through the pipe how many records were acknowledged.
[[noreturn]] void append_until_killed(const std::filesystem::path& path,
                                      const FileDiskOptions& options, int pipe) {
    JournalLoop loop({}, random_seed(), testing::opened(path), options);
    std::uint64_t appended = 0;
    std::vector<Position> ends;
    const auto append_some = [&] {
        for (int i = 0; i < 5; ++i) {
            if (!loop.journal().append(record_type_min, core::as_bytes(record_text(appended))))
                return;
            ends.push_back(loop.journal().end());
            ++appended;
        }
    };
    const auto tell = [&](Position acknowledged) {
        const std::uint64_t count =
            static_cast<std::uint64_t>(std::ranges::upper_bound(ends, acknowledged) - ends.begin());
        if (::write(pipe, &count, sizeof count) != sizeof count) ::_exit(1);
    };
    loop.journal().open({});
    loop.run([&](const RecordView&) { ends.push_back(Position{}), ++appended; },
             [&](const JournalEvent& event) {
                 if (const auto* safe = core::get_if<Acknowledged>(&event)) tell(safe->up_to);
                 if (core::holds_alternative<Opened>(event) || loop.journal().backlog_size() < 4096)
                     append_some();
                 return false;
             });
    ::_exit(0);
}

std::uint64_t run_and_kill(const std::filesystem::path& path, const FileDiskOptions& options,
                           std::uint64_t acknowledged_min) {
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) append_until_killed(path, options, pipe[1]);
    ::close(pipe[1]);
    std::uint64_t acknowledged = 0;
    while (acknowledged < acknowledged_min) {
        std::uint64_t told = 0;
        if (::read(pipe[0], &told, sizeof told) != sizeof told) break;
        acknowledged = told;
    }
    ::kill(child, SIGKILL);
    // What it still told before it died counts too.
    for (std::uint64_t told = 0; ::read(pipe[0], &told, sizeof told) == sizeof told;)
        acknowledged = told;
    ::close(pipe[0]);
    ::waitpid(child, nullptr, 0);
    return acknowledged;
}

TEST(FileDisk, JN17_what_a_killed_process_acknowledged_is_there) {
    const testing::TemporaryDirectory folder;
    std::uint64_t there = 0;
    for (std::uint64_t round = 1; round <= 6; ++round) {
        const auto options = round % 2 == 0 ? testing::in_place() : testing::by_threads();
        const std::uint64_t acknowledged = run_and_kill(folder.path(), options, there + 20 * round);
        ASSERT_GE(acknowledged, there + 20 * round);
        JournalLoop loop({}, random_seed(), testing::opened(folder.path()));
        std::uint64_t count = 0;
        loop.journal().open({});
        loop.run(
            [&](const RecordView& record) {
                EXPECT_EQ(core::as_text(record.payload), record_text(count));
                ++count;
            },
            [](const JournalEvent& event) {
                EXPECT_FALSE(core::holds_alternative<Lost>(event)) << describe(event);
                return core::holds_alternative<Opened>(event);
            });
        EXPECT_GE(count, acknowledged);
        there = count;
    }
}

}  // namespace
}  // namespace native

std::unique_ptr<core::testing::DiskUnderTest> core::testing::make_disk() {
    using namespace native::testing;
    return std::make_unique<FileDiskUnderTest>(by_threads());
}
