// Work that is asked for, watched and listed.
#include "native/command/tasking.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/base/format.h"
#include "core/codec/decimal.h"
#include "core/codec/json_writer.h"
#include "core/codec/multibase.h"
#include "fabric/tasks/types.h"
#include "native/command/asking.h"
#include "native/command/rendering.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace {

using Members = std::vector<JsonMember>;
template <class T>
using OrExit = std::expected<T, Exit>;

// Of a line to the node, which takes 4 MiB and a third more for base64.
constexpr std::size_t held_at_once_max = std::size_t{2} << 20;

JsonValue in_base64(core::Bytes bytes) {
    return JsonValue::of(core::codec::encode_base(core::codec::Base::base64_pad, bytes));
}

std::string text_in(const JsonValue& object, std::string_view name) {
    const JsonValue* const value = object.find(name);
    return std::string(value ? value->as_text().value_or("") : "");
}

Exit say(const Refusal& refusal) { return complain(refusal.exit, refusal.sentence); }

// Of a file, or of standard input for `-`.
OrExit<core::Buffer> bytes_in(const std::string& path) {
    std::FILE* const in = path == "-" ? stdin : std::fopen(path.c_str(), "rbe");
    const auto cannot = [&](int error) {
        return std::unexpected(
            complain(Exit::storage, core::formatted("The file {} cannot be read: {}.", path,
                                                    std::generic_category().message(error))));
    };
    if (!in) return cannot(errno);
    core::Buffer bytes(fabric::tasks::content_size_max + 1);
    const std::size_t size = std::fread(bytes.data(), 1, bytes.size(), in);
    const int error = std::ferror(in) != 0 ? errno : 0;
    if (in != stdin) std::fclose(in);
    if (error != 0) return cannot(error);
    if (size == bytes.size())
        return std::unexpected(
            complain(Exit::failed, core::formatted("The file {} has more than 16 MiB.", path)));
    bytes.resize(size);
    return bytes;
}

// The node keeps it, so that the task can name it.
OrExit<JsonValue> hold(native::ControlClient& node, core::Bytes bytes) {
    while (true) {
        const core::Bytes part = bytes.first(std::min(bytes.size(), held_at_once_max));
        bytes = bytes.subspan(part.size());
        auto held = ask_once(node, "hold",
                             {{"bytes", in_base64(part)}, {"more", JsonValue::of(!bytes.empty())}});
        if (!held) return std::unexpected(say(held.error()));
        if (bytes.empty()) return *std::move(held);
    }
}

OrExit<std::string> engine_of(const Words& words, const std::string& file) {
    if (const auto engine = words.value("--engine")) return *engine;
    for (const std::string_view engine : {"wasm", "js", "wgsl"})
        if (file.ends_with("." + std::string(engine))) return std::string(engine);
    return std::unexpected(
        complain(Exit::usage, "What is in " + file + "? Say --engine wasm, js or wgsl."));
}

OrExit<void> add_number(const Words& words, std::string_view flag, std::string_view name,
                        std::uint64_t times, Members& members) {
    const auto text = words.value(flag);
    if (!text) return {};
    const auto number = core::codec::parse_decimal(*text, UINT32_MAX);
    if (!number)
        return std::unexpected(
            complain(Exit::usage, core::formatted("{} needs a number, not {}.", flag, *text)));
    members.push_back(
        {std::string(name), JsonValue::number(static_cast<std::int64_t>(*number * times))});
    return {};
}

OrExit<void> add_seconds(const Words& words, std::string_view flag, std::string_view name,
                         Members& members) {
    const auto text = words.value(flag);
    if (!text) return {};
    const auto seconds = seconds_from_text(*text);
    if (!seconds)
        return std::unexpected(complain(
            Exit::usage,
            core::formatted("{} needs a duration such as 90s or 15m, not {}.", flag, *text)));
    members.push_back(
        {std::string(name), JsonValue::number(static_cast<std::int64_t>(1'000 * *seconds))});
    return {};
}

OrExit<core::Buffer> input_of(const Words& words) {
    if (const auto text = words.value("--text")) {
        const core::Bytes bytes = core::as_bytes(*text);
        return core::Buffer(bytes.begin(), bytes.end());
    }
    if (words.named().size() > 2) return bytes_in(words.named()[2]);
    return core::Buffer{};
}

OrExit<Members> task_of(const Words& words, native::ControlClient& node) {
    const std::string& file = words.named()[1];
    Members members{{"engine", JsonValue::of(TRY(engine_of(words, file)))}};
    const core::Buffer code = TRY(bytes_in(file));
    members.push_back({"code", TRY(hold(node, code))});
    const core::Buffer input = TRY(input_of(words));
    members.push_back({"input", input.size() <= fabric::tasks::inline_size_max
                                    ? in_base64(input)
                                    : TRY(hold(node, input))});
    members.push_back({"label", JsonValue::of(words.value("--label").value_or(file))});
    if (const auto entry = words.value("--entry"))
        members.push_back({"entry", JsonValue::of(*entry)});
    for (const std::string_view flag : {"once", "authority", "time", "random"})
        if (words.has("--" + std::string(flag)))
            members.push_back({std::string(flag), JsonValue::of(true)});
    TRY(add_number(words, "--priority", "priority", 1, members));
    TRY(add_number(words, "--failures", "failures", 1, members));
    TRY(add_number(words, "--memory", "memory", std::uint64_t{1} << 20, members));
    TRY(add_seconds(words, "--run-within", "run_within", members));
    TRY(add_seconds(words, "--end-within", "end_within", members));
    std::vector<JsonValue> reads;
    for (const std::string& name : words.values("--read")) reads.push_back(JsonValue::of(name));
    if (!reads.empty()) members.push_back({"reads", JsonValue::of(std::move(reads))});
    return members;
}

OrExit<std::string> submit(const Words& words, native::ControlClient& node) {
    auto task = ask_once(node, "task", TRY(task_of(words, node)));
    if (!task) return std::unexpected(say(task.error()));
    return text_in(*task, "task");
}

OrExit<core::Buffer> bytes_of(native::ControlClient& node, const JsonValue& output) {
    if (const auto text = output.as_text())
        return core::codec::decode_base(core::codec::Base::base64_pad, *text)
            .value_or(core::Buffer{});
    core::Buffer bytes;
    while (true) {
        Members members{{"offset", JsonValue::number(static_cast<std::int64_t>(bytes.size()))}};
        for (const std::string_view name : {"hash", "size"})
            if (const JsonValue* const value = output.find(name))
                members.push_back({std::string(name), *value});
        const auto piece = ask_once(node, "content", std::move(members));
        if (!piece) return std::unexpected(say(piece.error()));
        const auto more =
            core::codec::decode_base(core::codec::Base::base64_pad, text_in(*piece, "bytes"));
        if (!more || more->empty()) return bytes;
        core::append(bytes, *more);
    }
}

// One line on a terminal that is written over.
void show_progress(const JsonValue& standing) {
    if (::isatty(STDERR_FILENO) == 0) return;
    const JsonValue* const permille = standing.find("permille");
    const std::uint64_t part = permille ? permille->as_uint64().value_or(0) : 0;
    std::fprintf(stderr, "\r%-10s %3u %%", text_in(standing, "state").c_str(),
                 static_cast<unsigned>(part / 10));
}

Exit show_failure(const JsonValue& standing) {
    const JsonValue* const attempts = standing.find("attempts");
    if (const auto list = attempts ? attempts->as_array() : core::fail(core::Error::value_missing))
        for (const JsonValue& attempt : *list)
            std::fprintf(stderr, "%s at %s: %s\n", text_in(attempt, "why").c_str(),
                         text_in(attempt, "worker").c_str(), text_in(attempt, "text").c_str());
    return complain(Exit::failed, "The task is " + text_in(standing, "state") + ".");
}

Exit finish(const Words& words, native::ControlClient& node, const JsonValue& standing) {
    if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[K");
    if (words.has("--json")) {
        print_line(core::codec::to_json(standing).value_or("{}"));
        return text_in(standing, "state") == "completed" ? Exit::done : Exit::failed;
    }
    if (text_in(standing, "state") != "completed") return show_failure(standing);
    const JsonValue* const output = standing.find("output");
    const auto bytes = output ? bytes_of(node, *output) : OrExit<core::Buffer>();
    if (!bytes) return bytes.error();
    std::fwrite(bytes->data(), 1, bytes->size(), stdout);
    if (::isatty(STDOUT_FILENO) != 0 && !bytes->empty() && bytes->back() != std::byte{'\n'})
        std::fputc('\n', stdout);
    return std::fflush(stdout) == 0 ? Exit::done : Exit::storage;
}

bool is_over(const JsonValue& standing) {
    const std::string state = text_in(standing, "state");
    return state != "pending" && state != "leased";
}

// Until it has ended; what it logs goes to standard error.
Exit watch(const Words& words, native::ControlClient& node, const std::string& task) {
    const auto json =
        core::codec::to_json(JsonValue::of(Members{{"id", JsonValue::number(std::int64_t{1})},
                                                   {"do", JsonValue::of("task-watch")},
                                                   {"task", JsonValue::of(task)}}));
    if (!json || !node.send(*json)) return complain(Exit::no_node, "The node has gone.");
    while (const auto line = node.read_line()) {
        const auto told = core::codec::parse_json(*line);
        if (!told) return complain(Exit::failed, "The node speaks another language: " + *line);
        if (told->find("error"))
            return complain(Exit::not_found,
                            text_in(*told, "cause") + ". " + text_in(*told, "remedy"));
        if (told->find("log")) std::fprintf(stderr, "%s\n", text_in(*told, "log").c_str());
        const JsonValue* const standing = told->find("is");
        if (!standing) continue;
        show_progress(*standing);
        if (is_over(*standing)) return finish(words, node, *standing);
    }
    return complain(Exit::no_node, "The node has gone.");
}

Exit list(const Words& words, native::ControlClient& node) {
    const auto tasks = ask_once(node, "tasks", {});
    if (!tasks) return say(tasks.error());
    print_line(words.has("--json") ? core::codec::to_json(*tasks).value_or("[]") : render(*tasks));
    return Exit::done;
}

Exit cancel(native::ControlClient& node, const std::string& task) {
    const auto cancelled = ask_once(node, "task-cancel", {{"task", JsonValue::of(task)}});
    return cancelled ? Exit::done : say(cancelled.error());
}

Exit misused() {
    return complain(
        Exit::usage,
        "Say what is to be done: selvage task run FILE [INPUT], submit FILE [INPUT], ls, "
        "show TASK, or cancel TASK.");
}

}  // namespace

Exit do_with_tasks(const Words& words) {
    const std::string what = words.named().empty() ? "ls" : words.named()[0];
    const bool names_one = words.named().size() > 1;
    const bool is_known =
        what == "ls" ||
        ((what == "run" || what == "submit" || what == "show" || what == "cancel") && names_one);
    if (!is_known) return misused();
    Asked asked = find_node(words);
    if (!asked.node) return asked.exit;
    if (what == "ls") return list(words, *asked.node);
    if (what == "show") return watch(words, *asked.node, words.named()[1]);
    if (what == "cancel") return cancel(*asked.node, words.named()[1]);
    const auto task = submit(words, *asked.node);
    if (!task) return task.error();
    if (what == "run") return watch(words, *asked.node, *task);
    print_line(*task);
    return Exit::done;
}

}  // namespace command
