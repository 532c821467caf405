// Machines on which something is wrong.
#include "native/doctor/machine_checks.h"

#include <gtest/gtest.h>
#include <linux/magic.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "native/disk/temporary_directory.h"
#include "native/doctor/build_day.h"
#include "native/platform/clock.h"

namespace native::doctor {
namespace {

constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;

// What is wrong is said with what to do, what is well without.
State state_of(const Finding& finding) {
    EXPECT_FALSE(finding.name.empty());
    EXPECT_FALSE(finding.cause.empty());
    EXPECT_EQ(finding.remedy.empty(), finding.state == State::ok) << finding.cause;
    return finding.state;
}

TEST(Doctor, CX13_a_clock_that_is_behind_the_build) {
    EXPECT_EQ(state_of(check_clock(unix_nanoseconds() / 1'000'000'000)), State::ok);
    EXPECT_EQ(state_of(check_clock(build_day_begins())), State::ok);
    const Finding wrong = check_clock(build_day_begins() - 1);
    EXPECT_EQ(state_of(wrong), State::failed);
    EXPECT_NE(wrong.cause.find(build_day()), std::string::npos);
    EXPECT_NE(check_clock(86'399).cause.find("1970-01-01"), std::string::npos);
    EXPECT_NE(check_clock(1'709'164'800).cause.find("2024-02-29"), std::string::npos);
}

TEST(Doctor, CX13_a_folder_in_which_nothing_can_be_kept) {
    const testing::TemporaryDirectory folder;
    const std::string path = folder.path().string();
    EXPECT_EQ(state_of(check_folder(path)), State::ok);
    const Finding later = check_folder(path + "/a/b");
    EXPECT_EQ(state_of(later), State::ok);
    EXPECT_NE(later.cause.find("would be made in " + path), std::string::npos);
    std::ofstream(path + "/file") << "text";
    EXPECT_EQ(state_of(check_folder(path + "/file/data")), State::failed);
    EXPECT_EQ(state_of(check_folder("/proc/selvage")), State::failed);
    // It leaves nothing behind.
    const auto files = std::filesystem::directory_iterator(path);
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(Doctor, CX13_a_disk_without_room_and_one_that_forgets) {
    EXPECT_EQ(state_of(judge_disk("/data", EXT4_SUPER_MAGIC, 5 * gibibyte)), State::ok);
    EXPECT_EQ(state_of(judge_disk("/data", EXT4_SUPER_MAGIC, room_wanted - 1)), State::warning);
    EXPECT_EQ(state_of(judge_disk("/data", EXT4_SUPER_MAGIC, room_needed - 1)), State::failed);
    EXPECT_EQ(state_of(judge_disk("/data", TMPFS_MAGIC, 5 * gibibyte)), State::warning);
    EXPECT_EQ(state_of(judge_disk("/data", TMPFS_MAGIC, 0)), State::failed);
    EXPECT_EQ(state_of(judge_disk("/data", NFS_SUPER_MAGIC, 5 * gibibyte)), State::warning);
    // Of this machine, whatever it is: something is said.
    EXPECT_FALSE(check_disk("/").cause.empty());
}

TEST(Doctor, CX13_too_few_open_files) {
    EXPECT_EQ(state_of(judge_descriptors(descriptors_wanted)), State::ok);
    EXPECT_EQ(state_of(judge_descriptors(descriptors_wanted - 1)), State::warning);
    EXPECT_EQ(state_of(judge_descriptors(descriptors_needed - 1)), State::failed);
}

TEST(Doctor, CX13_a_browser_is_where_programs_are) {
    const testing::TemporaryDirectory folder;
    const std::string path = "/nowhere::" + folder.path().string();
    EXPECT_EQ(state_of(check_browser(path)), State::warning);
    EXPECT_EQ(state_of(check_browser("")), State::warning);
    const std::string program = (folder.path() / "firefox-esr").string();
    std::ofstream(program) << "";
    EXPECT_EQ(state_of(check_browser(path)), State::warning);
    ASSERT_EQ(::chmod(program.c_str(), S_IRWXU), 0);
    EXPECT_EQ(check_browser(path).cause, program);
    EXPECT_EQ(state_of(check_browser(path)), State::ok);
}

}  // namespace
}  // namespace native::doctor
