// Small files that a node keeps.
#include "native/node/kept_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "native/disk/temporary_directory.h"

namespace native {
namespace {

TEST(KeptFiles, NN4_they_are_read_as_they_were_written_and_by_their_owner_alone) {
    const testing::TemporaryDirectory folder;
    const KeptFiles files(folder.path().string());
    ASSERT_TRUE(files.read("a"));
    EXPECT_FALSE(*files.read("a"));
    ASSERT_TRUE(files.write("a", core::as_bytes("one")));
    ASSERT_TRUE(files.write("a", core::as_bytes("two")));
    EXPECT_EQ(core::as_text(**files.read("a")), "two");
    struct stat facts{};
    ASSERT_EQ(::stat((folder.path().string() + "/a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777u, 0600u);
    EXPECT_FALSE(std::filesystem::exists(folder.path().string() + "/a.new"));
}

TEST(KeptFiles, NN4_who_a_node_is_stays) {
    const testing::TemporaryDirectory folder;
    const KeptFiles files(folder.path().string());
    const auto first = kept_identity(files);
    const auto second = kept_identity(files);
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(core::equal(first->expose(), second->expose()));
    const auto certificate = kept_certificate(files);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(kept_certificate(files)->hash(), certificate->hash());
}

TEST(KeptFiles, NN4_what_is_damaged_is_not_replaced) {
    const testing::TemporaryDirectory folder;
    const KeptFiles files(folder.path().string());
    ASSERT_TRUE(files.write("identity.key", core::as_bytes("short")));
    ASSERT_TRUE(files.write("webrtc.pem", core::as_bytes("no pem")));
    EXPECT_FALSE(kept_identity(files));
    EXPECT_FALSE(kept_certificate(files));
    EXPECT_EQ(core::as_text(**files.read("identity.key")), "short");
}

}  // namespace
}  // namespace native
