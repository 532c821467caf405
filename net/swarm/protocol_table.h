// The names of the protocols that a node accepts on streams, and what each is for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/flat_map.h"

namespace net::swarm {

enum class ProtocolUse : std::uint8_t {
    ping,
    identify,
    identify_push,
    perf,
    gossip,
    introduce,
    introduce_asked,
    user,
};

class ProtocolTable {
public:
    // False if the name was taken.
    bool add(std::string name, ProtocolUse use) { return uses_.insert(std::move(name), use); }
    void remove(const std::string& name) { uses_.erase(name); }

    [[nodiscard]] const ProtocolUse* find(const std::string& name) const {
        return uses_.find(name);
    }
    [[nodiscard]] auto begin() const { return uses_.begin(); }
    [[nodiscard]] auto end() const { return uses_.end(); }

private:
    core::FlatMap<std::string, ProtocolUse> uses_;
};

}  // namespace net::swarm
