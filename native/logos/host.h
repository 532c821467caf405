// What a LOGOS program that runs alone gets of this machine: the console, files, the time, chance.
#pragma once

#include <span>
#include <string>

#include "logos/machine/host.h"
#include "logos/values/failure.h"
#include "logos/values/value.h"

namespace native {

class LogosHost {
public:
    explicit LogosHost(std::span<const std::string> arguments) : arguments_(arguments) {}

    [[nodiscard]] logos::Outcome<logos::Value> answer(logos::HostCall call,
                                                      std::span<const logos::Value> values);

private:
    std::span<const std::string> arguments_;
};

}  // namespace native
