// Questions to the node once a second, and sooner when it tells something; keys; signals.
#include "native/command/top.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "core/codec/json_writer.h"
#include "native/command/asking.h"
#include "native/command/live_terminal.h"
#include "native/command/rendering.h"
#include "native/platform/clock.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;
using native::ControlClient;

namespace {

constexpr core::Duration redraw_after = std::chrono::seconds{1};
// However much the node tells.
constexpr core::Duration redraw_pause = std::chrono::milliseconds{100};

constexpr std::string_view questions = R"({"id":1,"do":"status"})"
                                       "\n"
                                       R"({"id":2,"do":"peers"})"
                                       "\n"
                                       R"({"id":3,"do":"documents"})";
constexpr std::size_t question_count = 3;
constexpr std::string_view events_question = R"({"id":9,"do":"events"})";

// What a node answers, taken into what is shown.
class Answers {
public:
    explicit Answers(ControlClient node) : node_(std::move(node)) {}

    void offer_keys(std::string keys) { content_.keys = std::move(keys); }
    [[nodiscard]] const ScreenContent& content() const { return content_; }
    [[nodiscard]] int number() const { return node_.number(); }
    [[nodiscard]] bool has_all() const { return waiting_ == 0; }
    [[nodiscard]] bool has_news() { return std::exchange(has_news_, false); }

    // Each is false if the node is gone.
    [[nodiscard]] bool hear_events() { return node_.send(events_question); }
    [[nodiscard]] bool ask() {
        waiting_ = question_count;
        return node_.send(questions);
    }
    [[nodiscard]] bool read() {
        if (!node_.read_some()) return false;
        while (const auto line = node_.take_line())
            if (auto answer = core::codec::parse_json(*line)) take(*answer);
        return true;
    }

private:
    void take(const JsonValue& answer) {
        const JsonValue* const id = answer.find("id");
        const auto number = id ? id->as_uint64().value_or(0) : 0;
        if (const JsonValue* const event = answer.find("is")) {
            const JsonValue* const text = event->find("text");
            add_lately(content_, text ? text->as_text().value_or("") : "");
            has_news_ = true;
            return;
        }
        if (number < 1 || number > question_count || waiting_ == 0) return;
        --waiting_;
        const std::array places{&content_.status, &content_.peers, &content_.documents};
        const JsonValue* const ok = answer.find("ok");
        *places[number - 1] = ok ? std::optional(*ok) : std::nullopt;
    }

    ControlClient node_;
    ScreenContent content_;
    std::size_t waiting_ = 0;
    bool has_news_ = false;
};

Exit node_has_gone() { return complain(Exit::no_node, "The node has gone."); }

Exit show_once(const Words& words, Answers& answers) {
    if (!answers.ask()) return node_has_gone();
    while (!answers.has_all())
        if (!answers.read()) return node_has_gone();
    const ScreenContent& content = answers.content();
    if (words.has("--json")) {
        const JsonValue all = JsonValue::of(
            std::vector<JsonMember>{{"status", content.status.value_or(JsonValue())},
                                    {"peers", content.peers.value_or(JsonValue())},
                                    {"documents", content.documents.value_or(JsonValue())}});
        print_line(core::codec::to_json(all).value_or("{}"));
        return Exit::done;
    }
    std::string text;
    for (const ScreenLine& line : frame_of(content, {SIZE_MAX, SIZE_MAX}))
        text += (text.empty() ? "" : "\n") + line.text;
    print_line(text);
    return Exit::done;
}

// How it ended: as a command, or by a signal that is to end the process too.
struct Ending {
    Exit exit = Exit::done;
    int signal = 0;
};

class Screen {
public:
    explicit Screen(Answers& answers) : answers_(answers) {}

    Ending run() {
        has_keys_ = ::isatty(STDIN_FILENO) != 0;
        answers_.offer_keys(has_keys_ ? "q quits" : "Ctrl-C quits");
        if (!answers_.hear_events()) return {Exit::no_node};
        while (!ending_) {
            if (!step()) return {Exit::no_node};
        }
        return *ending_;
    }

private:
    // False if the node is gone.
    bool step() {
        const core::Instant now = native::steady_now();
        if (now >= next_ && answers_.has_all()) {
            asked_ = now;
            next_ = now + redraw_after;
            if (!answers_.ask()) return false;
        }
        std::array<pollfd, 3> polled{pollfd{answers_.number(), POLLIN, 0},
                                     pollfd{terminal_.signals(), POLLIN, 0},
                                     pollfd{has_keys_ ? STDIN_FILENO : -1, POLLIN, 0}};
        if (::poll(polled.data(), polled.size(), patience(now)) <= 0) return true;
        if (polled[1].revents != 0) hear_signals();
        if (polled[2].revents != 0) hear_keys();
        if (polled[0].revents == 0) return true;
        if (!answers_.read()) return false;
        if (answers_.has_news()) next_ = std::min(next_, asked_ + redraw_pause);
        if (answers_.has_all()) draw();
        return true;
    }

    // In milliseconds. While answers are awaited, nothing else is due.
    [[nodiscard]] int patience(core::Instant now) const {
        if (!answers_.has_all()) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_ - now).count();
        return static_cast<int>(std::max<std::int64_t>(left, 0));
    }

    void draw() {
        const auto lines = frame_of(answers_.content(), terminal_.size());
        if (!terminal_.show(painted(lines))) ending_ = Ending{};
    }

    void hear_signals() {
        while (const auto signal = terminal_.take_signal()) {
            if (*signal == SIGWINCH) {
                draw();
            } else if (*signal == SIGTSTP) {
                terminal_.suspend();
                draw();
            } else {
                // Ctrl-C is how many leave; it is no failure.
                ending_ = Ending{Exit::done, *signal == SIGINT ? 0 : *signal};
            }
        }
    }

    void hear_keys() {
        constexpr char control_d = 0x04;
        char key = 0;
        const ssize_t size = ::read(STDIN_FILENO, &key, 1);
        if (size <= 0 || key == 'q' || key == 'Q' || key == control_d) ending_ = Ending{};
    }

    Answers& answers_;
    LiveTerminal terminal_;
    bool has_keys_ = false;
    core::Instant asked_{};
    core::Instant next_{};
    std::optional<Ending> ending_;
};

}  // namespace

Exit show_top(const Words& words) {
    Asked asked = find_node(words);
    if (!asked.node) return asked.exit;
    Answers answers(*std::move(asked.node));
    const bool is_live = !words.has("--once") && !words.has("--json");
    if (!is_live || ::isatty(STDOUT_FILENO) == 0) return show_once(words, answers);
    const Ending ending = Screen(answers).run();
    if (ending.signal != 0) ::raise(ending.signal);
    return ending.exit == Exit::no_node ? node_has_gone() : ending.exit;
}

}  // namespace command
