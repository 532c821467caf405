// LiveTerminal takes a terminal over for as long as it lives: another screen, no cursor, keys one
// by one. However the process ends, the terminal is as it was, but by SIGKILL. There is one at a
// time. Signals do not interrupt; they are read from signals(), and what ends a process is obeyed
// by whoever reads them. Rule CX16, spec/command.md.
#pragma once

#include <signal.h>
#include <termios.h>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "native/command/screen.h"
#include "native/disk/file_descriptor.h"

namespace command {

class LiveTerminal {
public:
    LiveTerminal();
    ~LiveTerminal();
    LiveTerminal(const LiveTerminal&) = delete;
    LiveTerminal& operator=(const LiveTerminal&) = delete;

    [[nodiscard]] ScreenSize size() const;
    // False if the terminal is gone.
    [[nodiscard]] bool show(std::string_view text) const;

    // For poll(). Keys come only if standard input is the terminal.
    [[nodiscard]] int signals() const { return signals_.number(); }
    [[nodiscard]] std::optional<int> take_signal();
    // Leaves the terminal, stops as a shell's Ctrl-Z does, and takes it over again afterwards.
    void suspend();

private:
    void enter();
    void leave();

    sigset_t blocked_before_{};
    native::FileDescriptor signals_;
};

}  // namespace command
