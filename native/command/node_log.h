// What a node in the foreground says, on standard error: little, and all of it useful.
#pragma once

#include <span>
#include <string_view>

#include "native/node/node_body.h"

namespace command {

class NodeLog {
public:
    explicit NodeLog(bool is_quiet) : is_quiet_(is_quiet) {}

    // Who it is, where it listens, and where its data lies.
    void begin(native::NodeBody& body, std::span<const core::codec::Multiaddr> bound,
               std::string_view folder) const;
    // The way in for others, and for this machine's browsers if there is a page.
    void invite(native::NodeBody& body, std::string_view page) const;
    void hear(native::NodeBody& body, const fabric::node::Event& event) const;
    void note(std::string_view line) const;
    void warn(std::string_view line) const;

private:
    bool is_quiet_;
};

}  // namespace command
