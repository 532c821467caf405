// What a run may be, and the names of engines and failures.
#include "fabric/units/unit.h"

#include "core/codec/utf8.h"

namespace fabric::units {
namespace {

Failed invalid(std::string text) { return {FailureKind::unit_invalid, std::move(text)}; }

std::size_t state_size(const UnitRun& run) {
    std::size_t size = 0;
    for (const auto& [name, json] : run.state) size += name.size() + json.size();
    return size;
}

bool is_state_text(const UnitRun& run) {
    return std::ranges::all_of(run.state, [](const auto& value) {
        return core::codec::is_utf8(value.first) && core::codec::is_utf8(value.second);
    });
}

}  // namespace

std::string_view name_of(Engine engine) {
    switch (engine) {
        case Engine::wasm: return "wasm";
        case Engine::js: return "js";
        case Engine::wgsl: return "wgsl";
    }
    return "";
}

std::string_view name_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::unit_failed: return "unit-failed";
        case FailureKind::unit_invalid: return "unit-invalid";
        case FailureKind::too_much: return "too-much";
        case FailureKind::too_long: return "too-long";
        case FailureKind::crashed: return "crashed";
        case FailureKind::no_engine: return "no-engine";
        case FailureKind::stopped: return "stopped";
    }
    return "";
}

std::optional<Failed> objection_to(const UnitRun& run) {
    if (run.code.size() > code_size_max) return invalid("The code is larger than 16 MiB.");
    if (run.entry.empty() || run.entry.size() > entry_size_max || !core::codec::is_utf8(run.entry))
        return invalid("The entry is no name of at most 256 bytes.");
    if (run.memory_max == 0 || run.memory_max > memory_size_max)
        return invalid("The memory is none, or more than 1 GiB.");
    if (run.time_max <= Duration{}) return invalid("The run has no time.");
    if (run.input.size() > input_size_max) return invalid("The input is larger than 64 MiB.");
    if (run.state.size() > state_count_max || state_size(run) > state_size_max)
        return invalid("The state is more than 1,024 values or 16 MiB.");
    if (!is_state_text(run)) return invalid("The state is no text.");
    return std::nullopt;
}

std::string_view shortened(std::string_view text, std::size_t size_max) {
    if (text.size() <= size_max) return text;
    std::size_t size = size_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    return text.substr(0, size);
}

}  // namespace fabric::units
