// LocalSession lets the process that a node runs in ask it, as others do over its socket: the same
// requests, the same answers (spec/control.md), without a socket between.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/codec/json.h"
#include "native/node/node_body.h"

namespace native {

class LocalSession {
public:
    // An answer as it came, and whether it is the last to that request.
    using Hear = std::function<void(core::codec::JsonValue answer, bool is_last)>;

    // The node outlives it.
    explicit LocalSession(NodeBody& body);
    ~LocalSession();
    LocalSession(const LocalSession&) = delete;
    LocalSession& operator=(const LocalSession&) = delete;

    // The members of a request but its id, which is the asker's choice, above zero and new. However
    // wrong it is, it is answered.
    void ask(std::uint64_t id, std::vector<core::codec::JsonMember> members, Hear hear);
    // It is answered nothing any more. Who would have heard it; nothing if it had its last answer.
    std::optional<Hear> cancel(std::uint64_t id);
    // Takes what the node has answered: when its control may have something.
    void pump();

    // What has not had its last answer yet.
    [[nodiscard]] std::vector<Hear> take_open();

private:
    void answer_line(std::string_view line);
    void answer(std::uint64_t id, core::codec::JsonValue answer);

    NodeBody& body_;
    std::optional<fabric::control::SessionId> session_;
    std::map<std::uint64_t, Hear> open_;
    std::string heard_;
    bool is_pumping_ = false;
};

// An answer that says what was wrong, as the node's own do.
[[nodiscard]] core::codec::JsonValue error_answer(std::string_view kind, std::string_view cause,
                                                  std::string_view remedy);

}  // namespace native
