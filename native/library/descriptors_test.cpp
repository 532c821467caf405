// A program that joins a mesh when its system has no descriptors left. Not under sanitizers: theirs
// need some to look at objects.
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>

#include "native/disk/temporary_directory.h"
#include "native/library/include/selvage/selvage.h"

namespace {

using native::testing::TemporaryDirectory;

selvage::Options options_in(const TemporaryDirectory& folder) {
    return {.id = "Alpha",
            .data = (folder.path() / "data").string(),
            .listen = {"/ip4/127.0.0.1/tcp/0"},
            .mdns = "off"};
}

TEST(Library, LB3_where_the_system_has_no_descriptors_left_joining_fails_and_nothing_else) {
    const TemporaryDirectory folder;
    const int first_free = ::dup(STDIN_FILENO);
    ::close(first_free);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    std::size_t failed = 0;
    for (rlim_t more = 1; more < 20; ++more) {
        const rlimit few{.rlim_cur = static_cast<rlim_t>(first_free) + more,
                         .rlim_max = before.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const auto mesh = selvage::join(options_in(folder));
        if (mesh) continue;
        ++failed;
        EXPECT_FALSE(mesh.error().cause.empty());
    }
    EXPECT_GE(failed, 3u);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    const auto mesh = selvage::join(options_in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    EXPECT_TRUE(mesh->doc("game").add("score").wait());
}

}  // namespace
