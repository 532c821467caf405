// Runs scripts.
#include <cstdlib>

#include "core/codec/utf8.h"
#include "native/units/worker/runners.h"
#include "native/units/worker/shims.h"

namespace native::units {

using fabric::units::FailureKind;
using fabric::units::RunOrder;

ScriptRunner::ScriptRunner(Host& host) : host_(host) { tidy(); }

void ScriptRunner::tidy() {
    stage_.reset();
    stage_ = std::make_unique<Stage>(script_shim);
    const JSContextRef context = stage_->context();
    const auto made = stage_->call(stage_->shim(), {host_.object(context)});
    if (!made) std::abort();  // As where the shim itself cannot be evaluated.
    const JSObjectRef both = JSValueToObject(context, *made, nullptr);
    grant_ = JSObjectGetPropertyAtIndex(context, both, 0, nullptr);
    begin_ = JSObjectGetPropertyAtIndex(context, both, 1, nullptr);
    JSValueProtect(context, grant_);
    JSValueProtect(context, begin_);
}

void ScriptRunner::fail_with(FailureKind kind, JSValueRef thrown) {
    host_.fail(kind, text_of(stage_->context(), thrown));
}

void ScriptRunner::run(const RunOrder& order) {
    auto& script = scripts_[order.slot];
    if (order.code) {
        script.reset();
        const std::string_view text = core::as_text(*order.code);
        if (!core::codec::is_utf8(text))
            return host_.fail(FailureKind::unit_invalid, "The script is no UTF-8.");
        script = std::make_unique<EngineText>(text);
    }
    if (!script) return host_.fail(FailureKind::unit_invalid, "There is no script.");
    evaluate(script->get(), order);
}

void ScriptRunner::evaluate(JSStringRef script, const RunOrder& order) {
    const auto granted = stage_->call(
        grant_, {stage_->boolean(order.may_know_time), stage_->boolean(order.may_draw)});
    if (!granted) return fail_with(FailureKind::unit_failed, granted.error());
    const auto evaluated = stage_->evaluate(script, "unit");
    if (!evaluated) {
        const bool is_script = JSCheckScriptSyntax(stage_->context(), script, nullptr, 1, nullptr);
        return fail_with(is_script ? FailureKind::unit_failed : FailureKind::unit_invalid,
                         evaluated.error());
    }
    const auto name = [](const auto& value) { return value.first; };
    const auto json = [](const auto& value) { return value.second; };
    const auto called =
        stage_->call(begin_, {stage_->text(order.entry), stage_->lent(order.input),
                              stage_->texts(order.state, name), stage_->texts(order.state, json)});
    if (!called) fail_with(FailureKind::unit_failed, called.error());
}

}  // namespace native::units
