// Escape sequences as every terminal of today knows them.
#include "native/command/live_terminal.h"

#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace command {

namespace {

// The other screen, without a cursor; long lines are cut and not continued.
constexpr std::string_view enter_sequence = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view leave_sequence = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
constexpr std::array heard_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH};
// What no program goes on after.
constexpr std::array fatal_signals{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

// Here because a handler of signals sees nothing else.
struct Before {
    bool is_entered = false;
    bool has_modes = false;
    termios modes{};
};
Before before;

bool write_all(std::string_view text) {
    while (!text.empty()) {
        const ssize_t size = ::write(STDOUT_FILENO, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

// Only what a handler of signals may call.
void restore_terminal() {
    if (!before.is_entered) return;
    before.is_entered = false;
    static_cast<void>(write_all(leave_sequence));
    if (before.has_modes) ::tcsetattr(STDIN_FILENO, TCSANOW, &before.modes);
}

void restore_and_die(int signal) {
    restore_terminal();
    ::raise(signal);  // Whose own action it has again.
}

}  // namespace

LiveTerminal::LiveTerminal() {
    sigset_t heard;
    sigemptyset(&heard);
    for (const int signal : heard_signals) sigaddset(&heard, signal);
    ::sigprocmask(SIG_BLOCK, &heard, &blocked_before_);
    signals_ = native::FileDescriptor(::signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK));
    struct sigaction action{};
    action.sa_handler = restore_and_die;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int signal : fatal_signals) ::sigaction(signal, &action, nullptr);
    before.has_modes = ::tcgetattr(STDIN_FILENO, &before.modes) == 0;
    enter();
}

LiveTerminal::~LiveTerminal() {
    leave();
    for (const int signal : fatal_signals) ::signal(signal, SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &blocked_before_, nullptr);
}

void LiveTerminal::enter() {
    termios modes = before.modes;
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    before.is_entered = true;
    if (before.has_modes) ::tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    static_cast<void>(write_all(enter_sequence));
}

void LiveTerminal::leave() { restore_terminal(); }

ScreenSize LiveTerminal::size() const {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

bool LiveTerminal::show(std::string_view text) const { return write_all(text); }

std::optional<int> LiveTerminal::take_signal() {
    signalfd_siginfo heard{};
    if (::read(signals_.number(), &heard, sizeof heard) != sizeof heard) return std::nullopt;
    return static_cast<int>(heard.ssi_signo);
}

void LiveTerminal::suspend() {
    leave();
    ::raise(SIGSTOP);
    enter();
}

}  // namespace command
