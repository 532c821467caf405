// Lines to the control of a node and from it, in one process.
#include "native/hosting/local_session.h"

#include <utility>

#include "core/codec/json_writer.h"
#include "fabric/control/problem.h"
#include "native/platform/clock.h"

namespace native {

using core::codec::JsonMember;
using core::codec::JsonValue;
using fabric::control::ProblemKind;

namespace {

// The id of what LocalSession itself asks, whose answer nobody waits for.
constexpr std::int64_t own_id = 0;

JsonValue problem(ProblemKind kind, std::string_view cause) {
    return error_answer(name_of(kind), cause, advice(kind));
}

}  // namespace

JsonValue error_answer(std::string_view kind, std::string_view cause, std::string_view remedy) {
    return JsonValue::of(std::vector<JsonMember>{{"error", JsonValue::of(kind)},
                                                 {"cause", JsonValue::of(cause)},
                                                 {"remedy", JsonValue::of(remedy)}});
}

LocalSession::LocalSession(NodeBody& body) : body_(body), session_(body.control().open()) {}

LocalSession::~LocalSession() {
    if (session_) body_.control().close(*session_, steady_now());
}

void LocalSession::ask(std::uint64_t id, std::vector<JsonMember> members, Hear hear) {
    open_.insert_or_assign(id, std::move(hear));
    if (!session_)
        return answer(id, problem(ProblemKind::too_much, "so many use the node already"));
    std::erase_if(members, [](const JsonMember& member) { return member.name == "id"; });
    members.insert(members.begin(), {"id", JsonValue::number(static_cast<std::int64_t>(id))});
    auto line = core::codec::to_json(JsonValue::of(std::move(members)));
    if (!line)
        return answer(id,
                      problem(ProblemKind::bad_request, "the request has text that is no UTF-8"));
    *line += '\n';
    // One that is too long would end the session, and with it all other requests.
    if (line->size() > fabric::control::ControlOptions{}.line_size_max)
        return answer(id, problem(ProblemKind::too_much, "the request is longer than 4 MiB"));
    body_.act([&] { body_.control().receive(*session_, core::as_bytes(*line), steady_now()); });
}

auto LocalSession::cancel(std::uint64_t id) -> std::optional<Hear> {
    const auto at = open_.find(id);
    if (at == open_.end() || !session_) return std::nullopt;
    Hear hear = std::move(open_.extract(at).mapped());
    const std::string line = "{\"id\":" + std::to_string(own_id) +
                             ",\"do\":\"cancel\",\"of\":" + std::to_string(id) + "}\n";
    body_.act([&] { body_.control().receive(*session_, core::as_bytes(line), steady_now()); });
    return hear;
}

// Whoever hears an answer may ask again, which makes the node answer again.
void LocalSession::pump() {
    if (!session_ || std::exchange(is_pumping_, true)) return;
    fabric::control::Control& control = body_.control();
    while (!control.outgoing(*session_).empty()) {
        const std::string_view said = control.outgoing(*session_);
        const std::size_t size = said.size();
        heard_ += said;
        body_.act([&] { control.consume(*session_, size, steady_now()); });
        std::size_t begin = 0;
        for (std::size_t end = heard_.find('\n'); end != std::string::npos;
             end = heard_.find('\n', begin)) {
            answer_line(std::string_view(heard_).substr(begin, end - begin));
            begin = end + 1;
        }
        heard_.erase(0, begin);
    }
    is_pumping_ = false;
}

void LocalSession::answer_line(std::string_view line) {
    // What is larger than a tree of ours may be is still whose it is, since the id comes first.
    constexpr std::string_view beginning = "{\"id\":";
    std::uint64_t id = 0;
    for (std::size_t at = beginning.size(); at < line.size() && line[at] >= '0' && line[at] <= '9';
         ++at)
        id = id * 10 + static_cast<std::uint64_t>(line[at] - '0');
    auto tree = core::codec::parse_json(line);
    answer(id, tree ? *std::move(tree)
                    : problem(ProblemKind::too_much, "the answer has more than 4 MiB or values"));
}

void LocalSession::answer(std::uint64_t id, JsonValue answer) {
    const auto at = open_.find(id);
    if (at == open_.end()) return;
    if (answer.find("is")) {
        const Hear hear = at->second;
        return hear(std::move(answer), false);
    }
    const Hear hear = std::move(open_.extract(at).mapped());
    hear(std::move(answer), true);
}

auto LocalSession::take_open() -> std::vector<Hear> {
    std::vector<Hear> hearing;
    for (auto& [id, hear] : std::exchange(open_, {})) hearing.push_back(std::move(hear));
    return hearing;
}

}  // namespace native
