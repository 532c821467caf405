// Which bytes a node holds for its tasks.
#include "fabric/node/working.h"

#include <gtest/gtest.h>

namespace fabric::node {
namespace {

using core::Instant;

struct Authorities final : WorkMesh {
    std::optional<membership::Role> role_of(const tasks::Member&) const override {
        return membership::Role::authority;
    }
    tasks::UnixSeconds unix_seconds(Instant) const override { return {1'800'000'000}; }
    bool knows_all(Instant) const override { return true; }
};

struct WorkingTest : ::testing::Test {
    Authorities mesh;
    Working working{tasks::Member{}, mesh, Instant{}};

    [[nodiscard]] static core::Buffer filler(std::size_t number) {
        core::Buffer bytes(tasks::content_size_max);
        bytes[0] = std::byte{static_cast<unsigned char>(number)};
        return bytes;
    }
    // Four have room.
    void fill_up() {
        for (std::size_t i = 0; i < 5; ++i) static_cast<void>(working.hold(filler(i)));
    }
    void apply(std::vector<tasks::Command> commands) {
        working.apply(tasks::write_batch(commands), Instant{});
        working.settle(Instant{});
    }
    [[nodiscard]] static tasks::AddTask adding(const tasks::Elsewhere& code) {
        tasks::AddTask add{.work = {}};
        add.work.code = code;
        return add;
    }
};

TEST_F(WorkingTest, TK42_what_a_task_needs_does_not_give_way_until_it_has_ended) {
    const tasks::Elsewhere code = *working.hold(core::Buffer(100));
    apply({adding(code)});
    fill_up();
    EXPECT_TRUE(working.find(code.hash));
    apply({tasks::GiveUpTask{{}, {}, tasks::State::cancelled}});
    fill_up();
    EXPECT_FALSE(working.find(code.hash));
}

TEST_F(WorkingTest, TK42_what_a_snapshot_needs_is_wanted_for_as_long_as_it_does) {
    const core::Buffer bytes(100, std::byte{7});
    const tasks::Elsewhere code{blobs::hash_of(bytes), bytes.size()};
    tasks::Table table;
    ASSERT_TRUE(table.apply(adding(code)));
    working.install(table.write(), Instant{});
    working.settle(Instant{});
    const auto deadline = working.deadline();
    ASSERT_TRUE(deadline) << "it is wanted";
    // Nobody brought it: it is wanted anew.
    working.expire(*deadline);
    working.settle(*deadline);
    ASSERT_TRUE(working.deadline());
    EXPECT_GT(*working.deadline(), *deadline);
    ASSERT_TRUE(working.hold(bytes));
    working.settle(*deadline);
    EXPECT_FALSE(working.deadline());
    fill_up();
    EXPECT_TRUE(working.find(code.hash));
}

}  // namespace
}  // namespace fabric::node
