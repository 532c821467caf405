// `selvage top` on a pseudo-terminal: what a person would see, and the terminal behind it.
#include "native/command/top.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>

#include "native/control/control_test_support.h"
#include "native/disk/temporary_directory.h"
#include "native/node/places.h"

namespace command {
namespace {

constexpr std::string_view status_text =
    R"({"name":"Alpha","self":"me","mesh":"00","role":"authority","writes_open":4})";
constexpr std::string_view entered = "\x1b[?1049h";
constexpr std::string_view left_again = "\x1b[?25h\x1b[?1049l";

class Top : public testing::Test {
protected:
    Top() {
        const winsize size{24, 80, 0, 0};
        child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
        if (child_ == 0) ::_exit(static_cast<int>(show_top(words_)));
    }
    ~Top() override {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        ::close(terminal_);
    }

    // What the screen was sent, up to and with that; what was seen before is forgotten.
    bool sees(std::string_view text) {
        for (;;) {
            if (const std::size_t at = seen_.find(text); at != std::string::npos) {
                seen_.erase(0, at + text.size());
                return true;
            }
            if (!read_more()) return false;
        }
    }
    bool read_more() {
        constexpr int patience = 60'000;
        std::array<char, 4096> room{};
        pollfd polled{terminal_, POLLIN, 0};
        if (::poll(&polled, 1, patience) <= 0) return false;
        const ssize_t size = ::read(terminal_, room.data(), room.size());
        if (size <= 0) return false;
        seen_.append(room.data(), static_cast<std::size_t>(size));
        return true;
    }
    void press(std::string_view keys) {
        EXPECT_EQ(::write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    }
    // How the process ended, after all that it wrote was read.
    int wait_for_end() {
        while (read_more()) {
        }
        int status = 0;
        EXPECT_EQ(::waitpid(std::exchange(child_, 0), &status, 0) > 0, true);
        return status;
    }
    // As it is when a shell has it: keys are shown, and come by lines.
    bool is_restored() const {
        termios modes{};
        EXPECT_EQ(::tcgetattr(terminal_, &modes), 0);
        return (modes.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO);
    }
    void expect_end(int status, bool (*is_right)(int)) {
        EXPECT_TRUE(is_right(status)) << status;
        EXPECT_NE(seen_.find(left_again), std::string::npos) << seen_;
        EXPECT_TRUE(is_restored());
    }

    native::testing::TemporaryDirectory folder_;
    std::string socket_ = native::control_path(folder_.path().string());
    std::string data_ = "--data=" + folder_.path().string();
    Words words_ = *Words::parse(std::vector<std::string_view>{data_}, find_command("top")->flags);
    native::testing::AnsweringNode node_{
        socket_, {{"status", std::string(status_text)}, {"peers", "[]"}, {"documents", "[]"}}};
    int terminal_ = -1;
    pid_t child_ = -1;
    std::string seen_;
};

bool was_done(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }

TEST_F(Top, CX14_it_is_drawn_again_with_what_is_new_until_q) {
    ASSERT_TRUE(sees(entered));
    ASSERT_TRUE(sees("Alpha"));
    ASSERT_TRUE(sees("4 writes open"));
    EXPECT_FALSE(is_restored());
    node_.answer("status", R"({"name":"Alpha","writes_open":7})");
    ASSERT_TRUE(sees("7 writes open"));
    press("q");
    expect_end(wait_for_end(), was_done);
}

TEST_F(Top, CX15_it_follows_the_size_of_its_terminal) {
    std::string names;
    for (int i = 0; i < 60; ++i)
        names +=
            (i > 0 ? "," : "") + std::string(R"({"name":"document )") + std::to_string(i) + "\"}";
    node_.answer("documents", "[" + names + "]");
    ASSERT_TRUE(sees("\xE2\x80\xA6 "));
    ASSERT_TRUE(sees(" more"));
    const winsize size{90, 80, 0, 0};
    ASSERT_EQ(::ioctl(terminal_, TIOCSWINSZ, &size), 0);
    ASSERT_TRUE(sees("document 59"));
    press("q");
    expect_end(wait_for_end(), was_done);
}

TEST_F(Top, CX16_the_terminal_is_as_it_was_after_control_c) {
    ASSERT_TRUE(sees("Alpha"));
    press("\x03");
    expect_end(wait_for_end(), was_done);
}

TEST_F(Top, CX16_the_terminal_is_as_it_was_when_the_node_has_gone) {
    ASSERT_TRUE(sees("Alpha"));
    node_.hang_up();
    expect_end(wait_for_end(), [](int status) {
        return WIFEXITED(status) && WEXITSTATUS(status) == static_cast<int>(Exit::no_node);
    });
    EXPECT_NE(seen_.find("The node has gone."), std::string::npos);
}

TEST_F(Top, CX16_the_terminal_is_as_it_was_after_a_signal) {
    ASSERT_TRUE(sees("Alpha"));
    ASSERT_EQ(::kill(child_, SIGTERM), 0);
    expect_end(wait_for_end(),
               [](int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM; });
}

TEST_F(Top, CX16_the_terminal_is_as_it_was_after_a_crash) {
    ASSERT_TRUE(sees("Alpha"));
    ASSERT_EQ(::kill(child_, SIGABRT), 0);
    expect_end(wait_for_end(),
               [](int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT; });
}

TEST_F(Top, CX16_it_can_be_stopped_and_brought_back) {
    ASSERT_TRUE(sees("Alpha"));
    press("\x1a");
    int status = 0;
    ASSERT_EQ(::waitpid(child_, &status, WUNTRACED), child_);
    ASSERT_TRUE(WIFSTOPPED(status));
    EXPECT_TRUE(is_restored());
    ASSERT_TRUE(sees(left_again));
    ASSERT_EQ(::kill(child_, SIGCONT), 0);
    ASSERT_TRUE(sees(entered));
    ASSERT_TRUE(sees("Alpha"));
    press("q");
    expect_end(wait_for_end(), was_done);
}

}  // namespace
}  // namespace command
