// A data directory is made, and belongs to one process at a time.
#include "native/disk/data_directory.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <fstream>

#include "native/disk/temporary_directory.h"

namespace native {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(DataDirectory, is_made_with_the_folders_it_lies_in) {
    const testing::TemporaryDirectory folder;
    const std::string path = folder.path() / "a" / "b" / "c";
    const auto directory = DataDirectory::open(path);
    ASSERT_TRUE(directory) << directory.error();
    EXPECT_EQ(directory->path(), path);
    EXPECT_TRUE(std::filesystem::is_directory(path));
    const auto rights = std::filesystem::status(path).permissions();
    EXPECT_EQ(rights, std::filesystem::perms::owner_all);
}

TEST(DataDirectory, is_refused_to_a_second_and_free_when_the_first_ends) {
    const testing::TemporaryDirectory folder;
    auto first = DataDirectory::open(folder.path());
    ASSERT_TRUE(first);
    const auto second = DataDirectory::open(folder.path());
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), AllOf(HasSubstr(folder.path().string()),
                                      HasSubstr("process " + std::to_string(::getpid())),
                                      HasSubstr("choose another directory")));
    first = std::unexpected("");
    EXPECT_TRUE(DataDirectory::open(folder.path()));
}

TEST(DataDirectory, is_free_when_its_process_was_killed) {
    const testing::TemporaryDirectory folder;
    const pid_t child = ::fork();
    if (child == 0) {
        const auto held = DataDirectory::open(folder.path());
        ::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / ".lock"));
    EXPECT_TRUE(DataDirectory::open(folder.path()));
}

TEST(DataDirectory, that_is_a_file_is_refused_with_a_reason) {
    const testing::TemporaryDirectory folder;
    std::ofstream(folder.path() / "file") << "text";
    const auto file = DataDirectory::open(folder.path() / "file");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error(), HasSubstr("Not a directory"));
    const auto below = DataDirectory::open(folder.path() / "file" / "below");
    ASSERT_FALSE(below);
    EXPECT_THAT(below.error(), AllOf(HasSubstr("cannot be made"), HasSubstr("Choose another")));
}

}  // namespace
}  // namespace native
