// JSON out of a node and into it, key by key.
#include "native/command/exporting.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <map>
#include <system_error>

#include "core/codec/json_writer.h"
#include "fabric/control/path_text.h"
#include "native/command/asking.h"
#include "native/command/rendering.h"
#include "native/node/kept_files.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace {

void append_indented(std::string& text, const JsonValue& value, std::size_t depth) {
    const std::string margin(2 * depth, ' ');
    const auto members = value.as_object();
    const auto items = value.as_array();
    if ((members && !members->empty()) || (items && !items->empty())) {
        text += members ? "{\n" : "[\n";
        const std::size_t count = members ? members->size() : items->size();
        for (std::size_t i = 0; i < count; ++i) {
            text += margin + "  ";
            if (members)
                text +=
                    core::codec::to_json(JsonValue::of((*members)[i].name)).value_or("\"\"") + ": ";
            append_indented(text, members ? (*members)[i].value : (*items)[i], depth + 1);
            text += i + 1 < count ? ",\n" : "\n";
        }
        text += margin + (members ? "}" : "]");
        return;
    }
    text += core::codec::to_json(value).value_or("null");
}

std::vector<JsonMember> document_named(const Words& words) {
    return {{"document", JsonValue::of(words.named()[0])}};
}

Exit complain_of(const Refusal& refusal) { return complain(refusal.exit, refusal.sentence); }

// Of a file, or of standard input for `-`.
std::expected<std::string, std::string> whole_text(const std::string& path) {
    std::FILE* const in = path == "-" ? stdin : std::fopen(path.c_str(), "rbe");
    if (!in) return std::unexpected(std::generic_category().message(errno));
    std::string text(core::codec::json_size_max + 1, '\0');
    const std::size_t size = std::fread(text.data(), 1, text.size(), in);
    const bool has_failed = std::ferror(in) != 0;
    const int error = errno;
    if (in != stdin) std::fclose(in);
    if (has_failed) return std::unexpected(std::generic_category().message(error));
    text.resize(size);
    return text;
}

std::expected<JsonValue, Exit> object_in(const std::string& path) {
    const auto text = whole_text(path);
    if (!text)
        return std::unexpected(
            complain(Exit::storage, "The file " + path + " cannot be read: " + text.error() + "."));
    const auto value = core::codec::parse_json(*text);
    if (!value)
        return std::unexpected(complain(
            Exit::usage, path + " holds no JSON: " + std::string(core::describe(value.error())) +
                             ". Nothing was changed."));
    if (!value->as_object())
        return std::unexpected(
            complain(Exit::usage, path + " holds no JSON object, which is what a document "
                                         "is: {\"key\": …}. Nothing was changed."));
    return *value;
}

std::string path_of(const std::string& key) {
    return fabric::control::path_text(core::crdt::Path{core::crdt::Step(key)});
}

std::vector<std::string> names_of(const std::vector<JsonMember>& members) {
    std::vector<std::string> names;
    for (const JsonMember& member : members) names.push_back(member.name);
    return names;
}

JsonValue texts_of(const std::vector<std::string>& texts) {
    std::vector<JsonValue> values;
    for (const std::string& text : texts) values.push_back(JsonValue::of(text));
    return JsonValue::of(std::move(values));
}

// What will be done, or was.
JsonValue plan_shown(const Words& words, const ImportPlan& plan) {
    return JsonValue::of(
        std::vector<JsonMember>{{"document", JsonValue::of(words.named()[0])},
                                {"new", texts_of(names_of(plan.fresh))},
                                {"replaced", texts_of(names_of(plan.replaced))},
                                {"same", texts_of(plan.same)},
                                {"left", texts_of(plan.left)},
                                {"written", JsonValue::of(!words.has("--dry-run"))}});
}

void say_plan(const Words& words, const ImportPlan& plan) {
    const auto count = [](std::size_t number) { return std::to_string(number); };
    print_line(render(
        JsonValue::of(words.named()[0] + ": " + count(plan.fresh.size()) + " keys are new, " +
                      count(plan.replaced.size()) + " are replaced, " + count(plan.same.size()) +
                      " are so already; " + count(plan.left.size()) + " others stay as they are")));
}

// One after the other; how it ends if all were.
std::expected<Exit, Refusal> write_keys(native::ControlClient& node, const Words& words,
                                        const std::vector<JsonMember>& members) {
    Exit exit = Exit::done;
    std::size_t count = 0;
    for (const JsonMember& member : members) {
        std::vector<JsonMember> request = document_named(words);
        request.push_back({"path", JsonValue::of(path_of(member.name))});
        request.push_back({"value", member.value});
        if (const auto durability = words.value("--durability"))
            request.push_back({"durability", JsonValue::of(*durability)});
        const auto answer = ask_once(node, "set", std::move(request));
        if (!answer)
            return std::unexpected(Refusal{
                answer.error().exit, "The key " + path_of(member.name) +
                                         " was not set, those before it (" + std::to_string(count) +
                                         ") were: " + answer.error().sentence});
        const JsonValue* const state = answer->find("state");
        if (state && state->as_text() == core::Result<std::string_view>("degraded"))
            exit = Exit::not_durable;
        ++count;
    }
    return exit;
}

}  // namespace

std::string indented(const JsonValue& value) {
    std::string text;
    append_indented(text, value, 0);
    return text + "\n";
}

ImportPlan plan_import(const JsonValue& file, const JsonValue& document) {
    ImportPlan plan;
    std::map<std::string, JsonValue> wished;
    const auto members = file.as_object();
    if (members)
        for (const JsonMember& member : *members) wished[member.name] = member.value;
    for (const auto& [name, value] : wished) {
        const JsonValue* const there = document.find(name);
        if (!there)
            plan.fresh.push_back({name, value});
        else if (*there == value)
            plan.same.push_back(name);
        else
            plan.replaced.push_back({name, value});
    }
    if (const auto there = document.as_object())
        for (const JsonMember& member : *there)
            if (!wished.contains(member.name)) plan.left.push_back(member.name);
    return plan;
}

Exit export_document(const Words& words) {
    Asked asked = find_node(words);
    if (!asked.node) return asked.exit;
    const auto tree = ask_once(*asked.node, "get", document_named(words));
    if (!tree) return complain_of(tree.error());
    const std::string text = indented(*tree);
    const auto to = words.value("--to");
    if (!to) {
        const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                                std::fflush(stdout) == 0;
        return is_written ? Exit::done : complain(Exit::storage, "Standard output takes no more.");
    }
    const auto file = std::filesystem::absolute(*to).lexically_normal();
    const auto written = native::KeptFiles(file.parent_path().string())
                             .write(file.filename().string(), core::as_bytes(text));
    if (!written) return complain(Exit::storage, written.error());
    if (words.has("--json"))
        print_line(core::codec::to_json(JsonValue::of(std::vector<JsonMember>{
                                            {"file", JsonValue::of(file.string())}}))
                       .value_or("{}"));
    else
        print_line(render(JsonValue::of(words.named()[0] + " is in " + file.string())));
    return Exit::done;
}

Exit import_document(const Words& words) {
    const auto from = words.value("--from");
    if (!from)
        return complain(Exit::usage,
                        "From which file? selvage import game --from game.json, or - for standard "
                        "input.");
    const auto file = object_in(*from);
    if (!file) return file.error();
    Asked asked = find_node(words);
    if (!asked.node) return asked.exit;
    auto tree = ask_once(*asked.node, "get", document_named(words));
    if (!tree && tree.error().exit != Exit::not_found) return complain_of(tree.error());
    const ImportPlan plan = plan_import(*file, tree ? *tree : JsonValue());
    if (!words.has("--json")) say_plan(words, plan);
    Exit exit = Exit::done;
    if (!words.has("--dry-run")) {
        std::vector<JsonMember> keys = plan.fresh;
        keys.insert(keys.end(), plan.replaced.begin(), plan.replaced.end());
        const auto written = write_keys(*asked.node, words, keys);
        if (!written) return complain_of(written.error());
        exit = *written;
    }
    if (words.has("--json"))
        print_line(core::codec::to_json(plan_shown(words, plan)).value_or("{}"));
    return exit;
}

}  // namespace command
