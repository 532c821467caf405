// What either side may be sent: what can be read is within its limits, and is written again as it
// was.
#include <algorithm>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/units/frame_reader.h"
#include "fabric/units/worker_wire.h"

namespace {

using namespace fabric::units;

Buffer write_again(const FromWorker& message) {
    if (const auto* progress = core::get_if<Progress>(&message))
        return write_progress(progress->part);
    if (const auto* line = core::get_if<LogLine>(&message)) return write_log(line->text);
    if (const auto* done = core::get_if<Done>(&message))
        return write_done(done->output, done->edits);
    if (const auto* failed = core::get_if<Failed>(&message))
        return write_failed(failed->kind, failed->text);
    return write_ready();
}

void check_answer(Bytes body) {
    const auto message = read_from_worker(body);
    if (!message) return;
    ASSERT(core::equal(Bytes(write_again(*message)).subspan(frame_head_size), body));
}

void check_order(Bytes body) {
    const auto order = read_run(body);
    if (!order) return;
    UnitRun run;
    run.engine = order->engine;
    run.may_know_time = order->may_know_time;
    run.may_draw = order->may_draw;
    run.memory_max = order->memory_max;
    run.entry = order->entry;
    run.input.assign(order->input.begin(), order->input.end());
    for (const auto& [name, json] : order->state) run.state.emplace_back(name, json);
    if (order->code) run.code.assign(order->code->begin(), order->code->end());
    const Buffer frame = write_run(run, order->slot, order->code ? CodeIs::sent : CodeIs::kept);
    ASSERT(core::equal(Bytes(frame).subspan(frame_head_size), body));
}

}  // namespace

FUZZ(worker_wire) {
    check_answer(input);
    check_order(input);
    if (input.empty()) return;
    const std::size_t piece_size = 1 + std::to_integer<std::size_t>(input.front());
    FrameReader reader(4096);
    for (std::size_t at = 1; at < input.size(); at += piece_size) {
        const Bytes rest = input.subspan(at);
        if (!reader.receive(rest.first(std::min(piece_size, rest.size())))) return;
        while (const auto body = reader.next()) {
            ASSERT(body->size() <= 4096);
            check_answer(*body);
            check_order(*body);
        }
    }
}
