// Programs in meshes, by the headers that are installed.
#include "native/library/include/selvage/selvage.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "native/disk/temporary_directory.h"

namespace {

using namespace std::chrono_literals;
using native::testing::TemporaryDirectory;
using selvage::ErrorKind;
using selvage::Value;

constexpr auto long_enough = 60s;

selvage::Options in(const TemporaryDirectory& folder) {
    return {.id = "Alpha",
            .data = (folder.path() / "data").string(),
            .listen = {"/ip4/127.0.0.1/tcp/0"},
            .mdns = "off"};
}

// Coroutines of a program: begun at once, and nobody asks what became of them.
struct Routine {
    struct promise_type {
        Routine get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

std::string json_of(const selvage::Result<Value>& value) {
    return value ? value->json() : "error: " + value.error().cause;
}

TEST(Library, LB1_a_program_joins_writes_and_reads) {
    const TemporaryDirectory folder;
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    const selvage::Document game = mesh->doc("game");
    const auto written = game.set("ann", Value::object({{"points", 3}, {"name", "Ann"}})).wait();
    ASSERT_TRUE(written) << written.error().cause;
    EXPECT_TRUE(written->has_changed);
    EXPECT_FALSE(written->is_degraded);
    EXPECT_EQ(written->have, 1);
    EXPECT_TRUE(game.add("score", 5).wait());
    EXPECT_TRUE(game.type("notes", "world").wait());
    EXPECT_TRUE(game.type("notes", 0, "hello ").wait());
    EXPECT_TRUE(game.erase("notes", 0, 1).wait());
    EXPECT_TRUE(game.insert("list", std::vector<Value>{1, true, 2.5, "x"}).wait());
    EXPECT_TRUE(game.insert("list", 0, std::vector<Value>{Value()}).wait());
    EXPECT_TRUE(game.put_in("set", "a").wait());
    EXPECT_TRUE(game.put_in("set", "b").wait());
    EXPECT_TRUE(game.take_out("set", "a").wait());
    EXPECT_TRUE(game.remove("ann.name").wait());
    EXPECT_EQ(json_of(game.get("ann").wait()), R"({"points":3})");
    EXPECT_EQ(json_of(game.get("score").wait()), "5");
    EXPECT_EQ(json_of(game.get("notes").wait()), R"("ello world")");
    EXPECT_EQ(json_of(game.get("list").wait()), R"([null,1,true,2.5,"x"])");
    EXPECT_EQ(json_of(game.get("set").wait()), R"(["b"])");
    const auto again = game.set("ann.points", 3).wait();
    EXPECT_TRUE(again);
    const auto invite = mesh->invite().wait();
    ASSERT_TRUE(invite) << invite.error().cause;
    EXPECT_TRUE(invite->find("text")->as_text()->starts_with("SELVAGE:"));
}

TEST(Library, LB1_LB4_what_was_written_is_there_after_the_mesh_was_left) {
    const TemporaryDirectory folder;
    {
        auto mesh = selvage::join(in(folder));
        ASSERT_TRUE(mesh) << mesh.error().cause;
        EXPECT_TRUE(mesh->doc("game").add("score", 2).wait());
        const auto second = selvage::join(in(folder));
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, ErrorKind::storage);
        EXPECT_NE(second.error().cause.find("in use"), std::string::npos) << second.error().cause;
        EXPECT_NE(second.error().remedy.find("another"), std::string::npos);
    }
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    EXPECT_EQ(json_of(mesh->doc("game").get("score").wait()), "2");
}

TEST(Library, LB1_two_meshes_of_one_process_meet) {
    const TemporaryDirectory one;
    const TemporaryDirectory other;
    auto first = selvage::join(in(one));
    ASSERT_TRUE(first) << first.error().cause;
    const auto invite = first->invite().wait();
    ASSERT_TRUE(invite) << invite.error().cause;
    auto options = in(other);
    options.id.clear();
    options.invite = *invite->find("text")->as_text();
    auto second = selvage::join(options);
    ASSERT_TRUE(second) << second.error().cause;
    auto watch = second->doc("game").watch("score");
    const auto written = first->doc("game").add("score", 1, selvage::quorum(1)).wait();
    ASSERT_TRUE(written) << written.error().cause;
    for (;;) {
        auto next = watch.next();
        const auto value = next.wait_for(long_enough);
        ASSERT_TRUE(value && *value) << "the score never came";
        if ((*value)->as_integer() == 1) break;
    }
}

TEST(Library, LB3_errors_say_what_kind_why_and_what_to_do) {
    const TemporaryDirectory folder;
    const auto kind_of = [&](auto change) {
        auto options = in(folder);
        change(options);
        const auto mesh = selvage::join(options);
        if (mesh) return ErrorKind::other;
        EXPECT_FALSE(mesh.error().cause.empty());
        EXPECT_FALSE(mesh.error().remedy.empty());
        return mesh.error().kind;
    };
    EXPECT_EQ(kind_of([](auto& options) { options.id.clear(); }), ErrorKind::bad_request);
    EXPECT_EQ(kind_of([](auto& options) { options.as = "king"; }), ErrorKind::bad_request);
    EXPECT_EQ(kind_of([](auto& options) { options.mdns = "often"; }), ErrorKind::bad_request);
    EXPECT_EQ(kind_of([](auto& options) { options.invite = "no"; }), ErrorKind::bad_request);
    EXPECT_EQ(kind_of([](auto& options) { options.data = "/proc/nowhere"; }), ErrorKind::storage);
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    const selvage::Document game = mesh->doc("game");
    EXPECT_TRUE(game.set("a", "text").wait());
    EXPECT_EQ(game.get("nowhere").wait().error().kind, ErrorKind::not_found);
    EXPECT_EQ(game.add("a").wait().error().kind, ErrorKind::wrong_type);
    EXPECT_EQ(game.set("b", 1, selvage::strict(5)).wait().error().kind, ErrorKind::no_quorum);
    EXPECT_EQ(mesh->ask("dance").wait().error().kind, ErrorKind::bad_request);
}

TEST(Library, LB5_a_watch_tells_the_newest_and_ends_with_its_mesh) {
    const TemporaryDirectory folder;
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    const selvage::Document game = mesh->doc("game");
    auto watch = game.watch("n");
    auto events = mesh->events();
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(game.add("n").wait());
    std::optional<std::int64_t> told;
    while (told != 20) {
        const auto value = watch.next().wait_for(long_enough);
        ASSERT_TRUE(value && *value);
        told = (*value)->as_integer();
    }
    EXPECT_FALSE(watch.next().wait_for(0ms));
    bool has_document = false;
    while (!has_document) {
        const auto event = events.next().wait_for(long_enough);
        ASSERT_TRUE(event && *event);
        has_document = (*event)->find("event")->as_text() == "document-appeared" ||
                       (*event)->find("event")->as_text() == "document-changed";
    }
    mesh->leave();
    EXPECT_EQ(watch.next().wait().error().kind, ErrorKind::closed);
    EXPECT_EQ(game.get().wait().error().kind, ErrorKind::closed);
}

TEST(Library, LB5_of_what_nobody_takes_the_newest_stays_and_the_rest_is_counted) {
    selvage::detail::Inbox inbox(2);
    for (int i = 0; i < 5; ++i) inbox.put(Value(i), false);
    inbox.put(std::unexpected(selvage::Error{ErrorKind::closed, "", ""}), true);
    EXPECT_EQ(inbox.lost(), 3u);
    EXPECT_EQ(json_of(inbox.take()), "3");
    EXPECT_EQ(json_of(inbox.take()), "4");
    EXPECT_EQ(inbox.take().error().kind, ErrorKind::closed);
    EXPECT_EQ(inbox.take().error().kind, ErrorKind::closed);
}

TEST(Library, LB6_a_coroutine_goes_on_where_nothing_may_wait) {
    const TemporaryDirectory folder;
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    const selvage::Document game = mesh->doc("game");
    std::promise<std::string> told;
    const auto play = [&]() -> Routine {
        const auto written = co_await game.add("score", 7);
        const bool is_there = selvage_is_own_thread() != 0;
        const auto waiting = game.get().wait();
        const auto value = co_await game.get("score");
        told.set_value(std::string(written && is_there ? "" : "not ") + "there, " +
                       (waiting ? "waited" : waiting.error().cause) + ", " + json_of(value));
    };
    play();
    EXPECT_EQ(told.get_future().get(), "there, the library's thread cannot wait for itself, 7");
    EXPECT_EQ(selvage_is_own_thread(), 0);
}

TEST(Library, LB6_a_mesh_may_be_left_from_within) {
    const TemporaryDirectory folder;
    std::promise<void> left;
    const auto play = [&]() -> Routine {
        auto mesh = selvage::join(in(folder));
        EXPECT_TRUE(mesh && co_await mesh->doc("game").add("score"));
        EXPECT_TRUE(selvage_is_own_thread());
        mesh->leave();
        left.set_value();
    };
    play();
    left.get_future().wait();
    // Which is when its data is free.
    for (;;) {
        auto again = selvage::join(in(folder));
        if (again) break;
        ASSERT_EQ(again.error().kind, ErrorKind::storage) << again.error().cause;
        std::this_thread::sleep_for(10ms);
    }
}

TEST(Library, LB6_many_threads_use_one_mesh) {
    const TemporaryDirectory folder;
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    constexpr int thread_count = 4;
    constexpr int adds = 50;
    std::vector<std::thread> threads;
    for (int i = 0; i < thread_count; ++i)
        threads.emplace_back([&] {
            const selvage::Document game = mesh->doc("game");
            for (int j = 0; j < adds; ++j) EXPECT_TRUE(game.add("score").wait());
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(json_of(mesh->doc("game").get("score").wait()), "200");
}

TEST(Library, LB2_a_request_of_the_protocol_is_all_that_C_needs) {
    const TemporaryDirectory folder;
    const std::string data = (folder.path() / "data").string();
    const std::array options{selvage_option{"id", "Alpha"}, selvage_option{"data", data.c_str()},
                             selvage_option{"mdns", "off"},
                             selvage_option{"listen", "/ip4/127.0.0.1/tcp/0"}};
    selvage_mesh* mesh = nullptr;
    ASSERT_EQ(selvage_join(options.data(), options.size(), &mesh), nullptr);
    const std::string json =
        R"({"do":"set","document":"game","path":"score","value":3,"durability":"local"})";
    selvage_value* const request = selvage_value_read(json.data(), json.size());
    selvage_value* answer = nullptr;
    ASSERT_EQ(selvage_wait(mesh, request, &answer), nullptr);
    char* const text = selvage_value_json(answer);
    EXPECT_STREQ(text, R"({"sequence":1,"state":"durable","have":1,"need":0})");
    selvage_text_free(text);
    selvage_value_free(answer);
    selvage_value_free(request);

    const std::array unknown{selvage_option{"colour", "red"}};
    selvage_mesh* none = nullptr;
    selvage_error* const error = selvage_join(unknown.data(), unknown.size(), &none);
    ASSERT_NE(error, nullptr);
    EXPECT_STREQ(selvage_error_kind(error), "bad-request");
    EXPECT_STREQ(selvage_error_cause(error), "there is no option colour");
    selvage_error_free(error);
    selvage_mesh_free(mesh);
    selvage_mesh_free(nullptr);
}

TEST(Library, LB7_values_are_what_JSON_can_say) {
    const auto value =
        Value::from_json(R"({"a":[1,2.5,"x",null,true],"b":{"c":-9007199254740993}})");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->kind(), selvage::Kind::object);
    EXPECT_EQ(value->size(), 2u);
    EXPECT_EQ(value->name_at(1), "b");
    EXPECT_EQ(value->name_at(2), std::nullopt);
    const Value list = *value->find("a");
    EXPECT_EQ(list.size(), 5u);
    EXPECT_EQ(list.at(0)->as_integer(), 1);
    EXPECT_EQ(list.at(1)->as_integer(), std::nullopt);
    EXPECT_EQ(list.at(1)->as_number(), 2.5);
    EXPECT_EQ(list.at(2)->as_text(), "x");
    EXPECT_TRUE(list.at(3)->is_null());
    EXPECT_EQ(list.at(4)->as_bool(), true);
    EXPECT_FALSE(list.at(5));
    EXPECT_EQ(value->find("b")->find("c")->as_integer(), -9007199254740993);
    EXPECT_FALSE(value->find("c"));
    EXPECT_FALSE(Value::from_json("{"));
    EXPECT_TRUE(Value("\xff").is_null());
    EXPECT_TRUE(Value(std::numeric_limits<double>::infinity()).is_null());
    EXPECT_EQ(Value::list({1, 0.1, "\u00e9\n", false, Value()}).json(),
              "[1,0.1,\"\u00e9\\n\",false,null]");
    const Value copy = list;
    EXPECT_EQ(copy.json(), list.json());
}

TEST(Library, LB8_signals_stay_the_program_s) {
    const TemporaryDirectory folder;
    auto mesh = selvage::join(in(folder));
    ASSERT_TRUE(mesh) << mesh.error().cause;
    EXPECT_TRUE(mesh->doc("game").add("score").wait());
    std::size_t threads = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        if (task.path().filename() == std::to_string(::getpid())) continue;
        std::ifstream status(task.path() / "status");
        for (std::string line; std::getline(status, line);) {
            if (!line.starts_with("SigBlk:")) continue;
            const auto blocked = std::stoull(line.substr(line.find_first_not_of(" \t", 7)), {}, 16);
            for (const int one : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1, SIGALRM})
                EXPECT_TRUE(blocked >> (one - 1) & 1) << one << " reaches a thread";
            ++threads;
        }
    }
    EXPECT_GE(threads, 1u);
}

}  // namespace
