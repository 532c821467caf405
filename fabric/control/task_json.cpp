// Objects of tasks.
#include "fabric/control/task_json.h"

#include <algorithm>

#include "core/base/hex.h"
#include "core/codec/multibase.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"

namespace fabric::control {

namespace {

std::string in_base64(core::Bytes bytes) {
    return core::codec::encode_base(core::codec::Base::base64_pad, bytes);
}

std::string member_text(const tasks::Member& member) {
    return core::codec::PeerId::of(core::codec::PublicKey(member)).to_text();
}

// A member of an object that is JSON already.
std::string with(std::string object, std::string_view name, std::string_view json) {
    object.pop_back();
    object += (object.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + std::string(json);
    return object + "}";
}

std::string attempts_as_json(const std::vector<tasks::Attempt>& attempts) {
    std::vector<std::string> all;
    for (const tasks::Attempt& attempt : attempts) {
        JsonObject json;
        json.number("generation", attempt.generation.value);
        json.text("worker", member_text(attempt.worker));
        json.text("why", tasks::describe(attempt.ending));
        json.text("text", attempt.words);
        all.push_back(json.finish());
    }
    return json_array(all);
}

std::uint64_t millis_of(core::Duration time) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

}  // namespace

std::string to_json(const tasks::Elsewhere& content) {
    JsonObject json;
    json.text("hash", core::to_hex(content.hash.view()));
    json.number("size", content.size);
    return json.finish();
}

std::string to_json(const tasks::Content& content) {
    const auto* const bytes = core::get_if<core::Buffer>(&content);
    return bytes ? "\"" + in_base64(*bytes) + "\"" : to_json(core::get<tasks::Elsewhere>(content));
}

std::string to_json(const tasks::Standing& standing) {
    JsonObject json;
    json.text("task", core::to_hex(standing.id.view()));
    json.text("state", tasks::describe(standing.state));
    json.number("generation", standing.generation.value);
    if (standing.generation.value > 0) json.text("worker", member_text(standing.worker));
    json.number("permille", standing.permille);
    std::string all = with(json.finish(), "attempts", attempts_as_json(standing.attempts));
    if (standing.state == tasks::State::completed)
        all = with(std::move(all), "output", to_json(standing.output));
    return all;
}

std::string to_json(const tasks::Task& task, std::uint16_t permille) {
    JsonObject json;
    json.text("task", core::to_hex(task.id.view()));
    json.text("label", task.work.label);
    json.text("engine", units::name_of(task.work.engine));
    json.text("entry", task.work.entry);
    json.text("asker", member_text(task.asker));
    json.text("state", tasks::describe(task.state));
    json.number("generation", task.generation.value);
    if (task.generation.value > 0) json.text("worker", member_text(task.worker));
    json.number("permille", permille);
    json.number("priority", task.work.priority);
    json.number("asked_at", task.asked_at.value);
    if (tasks::has_ended(task.state)) json.number("ended_at", task.ended_at.value);
    json.number("output_size", tasks::size_of(task.output));
    return with(json.finish(), "attempts", attempts_as_json(task.attempts));
}

std::string to_json(const tasks::StartRun& start, const std::string& state) {
    JsonObject json;
    json.number("run", start.run.value);
    json.text("task", core::to_hex(start.id.view()));
    json.text("engine", units::name_of(start.work.engine));
    json.text("entry", start.work.entry);
    json.number("memory", start.work.memory);
    json.number("run_within", millis_of(start.work.run_within));
    json.flag("time", start.work.may_know_time);
    json.flag("random", start.work.may_draw);
    json.number("output", start.work.shader.output_size);
    std::string all = with(json.finish(), "code", to_json(start.work.code));
    all = with(std::move(all), "input", to_json(start.work.input));
    std::vector<std::string> groups;
    for (const std::uint32_t number : start.work.shader.groups)
        groups.push_back(std::to_string(number));
    all = with(std::move(all), "groups", json_array(groups));
    return with(std::move(all), "state", state);
}

std::string name_as_json(const tasks::TaskId& task) {
    JsonObject json;
    json.text("task", core::to_hex(task.view()));
    return json.finish();
}

std::string quoted(std::string_view text) {
    core::codec::JsonWriter writer;
    writer.text(text);
    return writer.finish().value_or("\"\"");
}

std::string piece_of(core::Bytes bytes, std::uint64_t offset, std::size_t size_max) {
    const std::size_t from =
        static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes.size()));
    const core::Bytes rest = bytes.subspan(from);
    JsonObject json;
    json.text("bytes", in_base64(rest.first(std::min(rest.size(), size_max))));
    json.number("size", bytes.size());
    return json.finish();
}

}  // namespace fabric::control
