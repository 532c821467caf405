// The names of the host's functions: see host.h.
#include "logos/machine/host.h"

#include <array>

namespace logos {
namespace {

struct NamedCall {
    std::string_view name;
    std::size_t argument_count;
    HostCall call;
};

constexpr std::array named_calls{
    NamedCall{"args", 0, HostCall::arguments},
    NamedCall{"now", 0, HostCall::calendar_time},
    NamedCall{"today", 0, HostCall::today},
    NamedCall{"randomInt", 2, HostCall::random_integer},
    NamedCall{"randomFloat", 0, HostCall::random_real},
    NamedCall{"random_id", 0, HostCall::random_id},
    NamedCall{"read", 1, HostCall::read_file},
    NamedCall{"write", 2, HostCall::write_file},
};

}  // namespace

std::optional<HostCall> host_call_named(std::string_view name, std::size_t argument_count) {
    for (const NamedCall& named : named_calls)
        if (named.name == name && named.argument_count == argument_count) return named.call;
    return std::nullopt;
}

}  // namespace logos
