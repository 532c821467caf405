// The control protocol beside a node of a simulated mesh.
#pragma once

#include <memory>

#include "core/codec/json.h"
#include "fabric/control/control.h"
#include "sim/mesh_test.h"

namespace sim {

using fabric::control::Control;
using fabric::control::SessionId;

// Somebody who asks one node of a mesh.
class Desk {
public:
    Desk(Mesh& mesh, NodeIndex node, const Control::Options& options = {})
        : mesh_(mesh), node_(node) {
        mesh_.world.swarms().act(node_, [&](net::swarm::Swarm& swarm) {
            control_ = std::make_unique<Control>(mesh_.world.node(node_), swarm, options);
        });
        heard_ = mesh_.told[node_].size();
        session_ = *control_->open();
    }

    void say(std::string_view text) {
        mesh_.world.act(node_, [&](Node&, core::Instant now) {
            control_->receive(session_, core::as_bytes(text), now);
        });
        settle();
    }
    void ask(std::string_view line) { say(std::string(line) + "\n"); }
    // The time goes on, and what the node tells is heard.
    void pass(core::Duration time) {
        constexpr core::Duration step = milliseconds(50);
        for (core::Duration passed{}; passed < time; passed += step) {
            mesh_.pass(step);
            settle();
        }
    }
    // All lines so far, which are forgotten.
    std::string take() {
        std::string lines(control_->outgoing(session_));
        mesh_.world.act(node_, [&](Node&, core::Instant now) {
            control_->consume(session_, lines.size(), now);
        });
        return lines;
    }
    std::string answer(std::string_view line, core::Duration patience = seconds(2)) {
        ask(line);
        pass(patience);
        return take();
    }
    void say_as(SessionId session, std::string_view line) {
        mesh_.world.act(node_, [&](Node&, core::Instant now) {
            control_->receive(session, core::as_bytes(std::string(line) + "\n"), now);
        });
        settle();
    }
    void close(SessionId session) {
        mesh_.world.act(node_, [&](Node&, core::Instant now) { control_->close(session, now); });
    }
    [[nodiscard]] Control& control() { return *control_; }
    [[nodiscard]] SessionId session() const { return session_; }

    void settle() {
        mesh_.world.act(node_, [&](Node&, core::Instant now) {
            for (; heard_ < mesh_.told[node_].size(); ++heard_)
                control_->hear(mesh_.told[node_][heard_], now);
            control_->expire(now);
        });
    }

private:
    Mesh& mesh_;
    NodeIndex node_;
    std::unique_ptr<Control> control_;
    SessionId session_{};
    std::size_t heard_ = 0;
};

// A text of an answer, by its name.
inline std::string part(const std::string& line, std::string_view name) {
    const auto json = core::codec::parse_json(line.substr(0, line.find('\n')));
    const core::codec::JsonValue* const value = json ? json->find(name) : nullptr;
    return std::string(value ? value->as_text().value_or("") : "");
}

}  // namespace sim
