// Runs scripts.
#include "core/codec/utf8.h"
#include "native/units/worker/runners.h"
#include "native/units/worker/shims.h"

namespace native::units {

using fabric::units::FailureKind;
using fabric::units::RunOrder;

ScriptRunner::ScriptRunner() { tidy(); }

void ScriptRunner::tidy() {
    stage_.reset();
    stage_ = std::make_unique<Stage>(script_shim);
}

void ScriptRunner::run(const RunOrder& order, Host& host) {
    auto& script = scripts_[order.slot];
    if (order.code) {
        script.reset();
        const std::string_view text = core::as_text(*order.code);
        if (!core::codec::is_utf8(text))
            return host.fail(FailureKind::unit_invalid, "The script is no UTF-8.");
        script = std::make_unique<EngineText>(text);
    }
    if (!script) return host.fail(FailureKind::unit_invalid, "There is no script.");
    evaluate(script->get(), order, host);
}

void ScriptRunner::evaluate(JSStringRef script, const RunOrder& order, Host& host) {
    const JSValueRef native = host.object(stage_->context());
    const auto start = stage_->call(stage_->shim(), {native, stage_->boolean(order.may_know_time),
                                                     stage_->boolean(order.may_draw)});
    if (!start)
        return host.fail(FailureKind::unit_failed, text_of(stage_->context(), start.error()));
    JSValueProtect(stage_->context(), *start);
    const auto evaluated = stage_->evaluate(script, "unit");
    if (!evaluated) {
        const bool is_script = JSCheckScriptSyntax(stage_->context(), script, nullptr, 1, nullptr);
        return host.fail(is_script ? FailureKind::unit_failed : FailureKind::unit_invalid,
                         text_of(stage_->context(), evaluated.error()));
    }
    const auto name = [](const auto& value) { return value.first; };
    const auto json = [](const auto& value) { return value.second; };
    const auto called =
        stage_->call(*start, {stage_->text(order.entry), stage_->lent(order.input),
                              stage_->texts(order.state, name), stage_->texts(order.state, json)});
    if (!called) host.fail(FailureKind::unit_failed, text_of(stage_->context(), called.error()));
}

}  // namespace native::units
