// The two engines of a worker. Each has a stage ready before a run comes, runs it, and is told to
// tidy behind it: so whoever waits for the answer waits for neither.
//
// A script gets an engine of its own, which ends with it: its heap goes back, and nothing of it is
// left that could run later. WebAssembly has one engine for all units, so that a module is compiled
// once: no unit reaches anything of JavaScript there but the functions that it is given, and those
// of a run end with it. Even so each has a global scope of its own (WU11).
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "fabric/units/worker_wire.h"
#include "native/units/worker/host.h"
#include "native/units/worker/stage.h"
#include "native/units/worker/texts.h"

namespace native::units {

class ScriptRunner {
public:
    explicit ScriptRunner(Host& host);

    void run(const fabric::units::RunOrder& order);
    void tidy();

private:
    void evaluate(JSStringRef script, const fabric::units::RunOrder& order);
    void fail_with(fabric::units::FailureKind kind, JSValueRef thrown);

    Host& host_;
    std::unique_ptr<Stage> stage_;
    JSValueRef grant_ = nullptr;  // What the shim made; both are of the stage.
    JSValueRef begin_ = nullptr;
    std::array<std::unique_ptr<EngineText>, fabric::units::slot_count> scripts_;
};

class WasmRunner {
public:
    explicit WasmRunner(Host& host);

    void run(const fabric::units::RunOrder& order);
    void tidy();
    // Clears away what runs have left, if there is any.
    void collect();
    // To be called before a slot is used for something else than a module.
    void forget(std::uint8_t slot);

private:
    // The module in a slot. Nothing if it is none; the host then knows.
    std::optional<JSValueRef> module_for(const fabric::units::RunOrder& order);
    std::optional<JSValueRef> compile(core::Bytes code, std::uint64_t memory_max);

    Host& host_;
    Stage keeper_;  // Holds the engine and what is compiled, and runs no unit.
    std::unique_ptr<Stage> stage_;
    std::array<JSValueRef, fabric::units::slot_count> modules_{};
    double garbage_size_ = 0;
    std::size_t garbage_count_ = 0;
};

}  // namespace native::units
