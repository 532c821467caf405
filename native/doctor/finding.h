// A Finding is what `selvage doctor` says of one thing that can go wrong. Rule CX12,
// spec/command.md.
#pragma once

#include <cstdint>
#include <string>

namespace native::doctor {

enum class State : std::uint8_t { ok, warning, failed };

struct Finding {
    std::string name;
    State state = State::ok;
    std::string cause;   // What was seen, a sentence without its full stop.
    std::string remedy;  // What to do about it; empty if nothing needs to be done.
};

}  // namespace native::doctor
