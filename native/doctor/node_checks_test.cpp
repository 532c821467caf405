// Nodes that answer, that do not, and that others could ask.
#include "native/doctor/node_checks.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "native/control/control_test_support.h"
#include "native/disk/temporary_directory.h"

namespace native::doctor {
namespace {

using testing::AnsweringNode;

struct Place {
    Place() { EXPECT_EQ(::chmod(known.path.c_str(), S_IRWXU), 0); }
    testing::TemporaryDirectory folder;
    KnownPlace known{"Alpha", folder.path().string()};
    std::string socket = control_path(known.path);
};

Finding found_of(const std::string& status) {
    const Place place;
    const AnsweringNode node(place.socket, {{"status", status}});
    const auto all = check_node(place.known);
    EXPECT_EQ(all.size(), 2u);
    EXPECT_EQ(all.at(1).state, State::ok) << all.at(1).cause;
    EXPECT_EQ(all.at(0).name, "node Alpha");
    return all.at(0);
}

TEST(Doctor, CX13_a_node_that_answers_is_judged_by_its_status) {
    const Finding well = found_of(R"({"open":true,"storage":true,"mesh":"00","peers":3})");
    EXPECT_EQ(well.state, State::ok);
    EXPECT_NE(well.cause.find("3 peers"), std::string::npos);
    EXPECT_EQ(found_of(R"({"open":true,"storage":true})").state, State::warning);
    EXPECT_EQ(found_of(R"({"open":false,"storage":true})").state, State::warning);
    EXPECT_EQ(found_of(R"({"open":true,"storage":false,"mesh":"00"})").state, State::failed);
}

TEST(Doctor, CX13_a_node_that_does_not_answer_has_failed) {
    const Place place;
    const AnsweringNode silent(place.socket, {});
    EXPECT_EQ(check_node(place.known, std::chrono::milliseconds{10}).at(0).state, State::failed);
}

TEST(Doctor, CX13_a_node_without_a_socket_has_failed_and_one_that_ended_has_not) {
    const Place place;
    EXPECT_TRUE(check_node(place.known).empty());
    static_cast<void>(listen_control(place.socket));  // It stays behind, as of one that was killed.
    EXPECT_TRUE(check_node(place.known).empty());
    const auto open = NodePlace::open(place.known.path);
    ASSERT_TRUE(open);
    EXPECT_EQ(check_node(place.known).at(0).state, State::failed);
    EXPECT_EQ(check_nodes({}).at(0).state, State::ok);
}

TEST(Doctor, CX13_a_socket_that_others_can_open_has_failed) {
    const Place place;
    const auto socket = listen_control(place.socket);
    EXPECT_EQ(check_rights("socket", place.socket).state, State::ok);
    ASSERT_EQ(::chmod(place.socket.c_str(), S_IRWXU | S_IRWXO), 0);
    EXPECT_EQ(check_rights("socket", place.socket).state, State::failed);
    ASSERT_EQ(::chmod(place.socket.c_str(), S_IRUSR | S_IWUSR), 0);
    ASSERT_EQ(::chmod(place.known.path.c_str(), S_IRWXU | S_IWGRP), 0);
    EXPECT_EQ(check_rights("socket", place.socket).state, State::failed);
    EXPECT_EQ(check_rights("socket", place.known.path + "/none").state, State::failed);
}

}  // namespace
}  // namespace native::doctor
