// Runs WebAssembly.
#include "fabric/units/wasm_memory.h"
#include "native/units/worker/runners.h"
#include "native/units/worker/shims.h"

// Exported by the engine, and in none of its installed headers. The collector that the headers
// offer waits for an event loop, which there is none of here.
extern "C" void JSSynchronousGarbageCollectForDebugging(JSContextRef);

namespace native::units {
namespace {

using core::Bytes;
using fabric::units::FailureKind;
using fabric::units::RunOrder;

// What may lie around before it is cleared away even when there is no time for it: in bytes of
// units' memories, and in runs.
constexpr double garbage_size_max = 16 << 20;
constexpr std::size_t garbage_count_max = 512;

constexpr std::string_view keeper_shim = "(bytes) => new WebAssembly.Module(bytes)";

}  // namespace

WasmRunner::WasmRunner(Host& host) : host_(host), keeper_(keeper_shim) { tidy(); }

void WasmRunner::tidy() {
    stage_.reset();
    if (garbage_size_ > garbage_size_max || garbage_count_ >= garbage_count_max) collect();
    stage_ = std::make_unique<Stage>(wasm_shim, JSContextGetGroup(keeper_.context()));
}

void WasmRunner::collect() {
    if (garbage_count_ == 0) return;
    JSSynchronousGarbageCollectForDebugging(keeper_.context());
    garbage_size_ = 0;
    garbage_count_ = 0;
}

void WasmRunner::forget(std::uint8_t slot) {
    JSValueRef& kept = modules_[slot];
    if (kept != nullptr) JSValueUnprotect(keeper_.context(), kept);
    kept = nullptr;
}

std::optional<JSValueRef> WasmRunner::compile(Bytes code, std::uint64_t memory_max) {
    const auto bounded = fabric::units::with_memory_max(code, memory_max);
    if (!bounded) {
        if (bounded.error() == core::Error::too_large)
            host_.fail(FailureKind::too_much, "Its memory is larger than what it was given.");
        else
            host_.fail(FailureKind::unit_invalid, "It is no module with one memory of 32 bits.");
        return std::nullopt;
    }
    const auto module = keeper_.call(keeper_.shim(), {keeper_.lent(*bounded)});
    if (!module) {
        host_.fail(FailureKind::unit_invalid, text_of(keeper_.context(), module.error()));
        return std::nullopt;
    }
    garbage_size_ += static_cast<double>(code.size());
    return *module;
}

std::optional<JSValueRef> WasmRunner::module_for(const RunOrder& order) {
    JSValueRef& kept = modules_[order.slot];
    if (!order.code) {
        if (kept == nullptr) host_.fail(FailureKind::unit_invalid, "There is no module.");
        return kept != nullptr ? std::optional(kept) : std::nullopt;
    }
    forget(order.slot);
    const auto module = compile(*order.code, order.memory_max);
    if (!module) return std::nullopt;
    JSValueProtect(keeper_.context(), *module);
    return kept = *module;
}

void WasmRunner::run(const RunOrder& order) {
    const auto module = module_for(order);
    if (!module) return;
    const auto name = [](const auto& value) { return value.first; };
    const auto json = [](const auto& value) { return value.second; };
    const auto taken = stage_->call(
        stage_->shim(), {host_.object(stage_->context()), *module, stage_->text(order.entry),
                         stage_->lent(order.input), stage_->texts(order.state, name),
                         stage_->texts(order.state, json), stage_->boolean(order.may_know_time),
                         stage_->boolean(order.may_draw)});
    ++garbage_count_;
    if (!taken)
        host_.fail(FailureKind::unit_failed, text_of(stage_->context(), taken.error()));
    else if (JSValueIsNumber(stage_->context(), *taken))
        garbage_size_ += JSValueToNumber(stage_->context(), *taken, nullptr);
}

}  // namespace native::units
