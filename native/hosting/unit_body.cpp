// From what a node is given to what its pool runs, and back.
#include "native/hosting/unit_body.h"

#include "native/platform/clock.h"

namespace native {

using fabric::node::Working;
using fabric::tasks::Ending;
using fabric::tasks::RunNumber;

namespace {

constexpr std::uint8_t engines_here = fabric::tasks::bit_of(fabric::units::Engine::wasm) |
                                      fabric::tasks::bit_of(fabric::units::Engine::js);
// As a machine with some memory and more than one core has it (LV).
constexpr std::uint8_t strength_here = 2;

// Both are in the order of WU9.
Ending ending_of(fabric::units::FailureKind kind) {
    using enum fabric::units::FailureKind;
    switch (kind) {
        case unit_failed: return Ending::unit_failed;
        case unit_invalid: return Ending::unit_invalid;
        case too_much: return Ending::too_much;
        case too_long: return Ending::too_long;
        case crashed: return Ending::crashed;
        case no_engine: return Ending::no_engine;
        case stopped: return Ending::stopped;
    }
    std::unreachable();
}

}  // namespace

UnitBody::UnitBody(boost::asio::io_context& context, NodeBody& body, std::uint32_t places)
    : body_(body), places_(places) {
    if (places_ > 0) pool_.emplace(context, units::UnitPoolOptions{.workers_max = places_});
}

std::expected<void, std::string> UnitBody::begin() {
    if (!pool_) return {};
    TRY(pool_->start());
    is_ready_ = true;
    offer();
    return {};
}

// Again in every mesh that it comes to be in.
void UnitBody::offer() {
    if (!is_ready_ || body_.control().has_body()) return;
    body_.act([&] {
        body_.node().work(steady_now(), [&](Working& work) {
            work.worker().offer({.places = places_,
                                 .engines = engines_here,
                                 .strength = strength_here,
                                 .memory = fabric::tasks::memory_max},
                                steady_now());
        });
    });
}

void UnitBody::hear(const fabric::node::Event& event) {
    if (core::holds_alternative<fabric::node::MeshIs>(event)) return offer();
    const auto* const told = core::get_if<fabric::node::WorkTold>(&event);
    if (!told || !pool_ || body_.control().has_body()) return;
    if (const auto* const started = core::get_if<fabric::tasks::StartRun>(&told->event))
        return start(*started);
    const auto* const stopped = core::get_if<fabric::tasks::StopRun>(&told->event);
    const auto run = stopped ? runs_.find(stopped->run) : runs_.end();
    if (run == runs_.end()) return;
    pool_->stop(run->second);
    runs_.erase(run);
}

void UnitBody::start(const fabric::tasks::StartRun& start) {
    const Working& work = *body_.node().work();
    const auto bytes_of = [&](const fabric::tasks::Content& content) -> const core::Buffer* {
        if (const auto* const here = core::get_if<core::Buffer>(&content)) return here;
        return work.find(core::get<fabric::tasks::Elsewhere>(content).hash);
    };
    const core::Buffer* const code = work.find(start.work.code.hash);
    const core::Buffer* const input = bytes_of(start.work.input);
    if (!code || !input)
        return end(start.run, fabric::units::Failed{fabric::units::FailureKind::stopped,
                                                    "its bytes are not here any more"});
    fabric::units::UnitRun run{.engine = start.work.engine,
                               .code = *code,
                               .entry = start.work.entry,
                               .input = *input,
                               .state = body_.control().state_for(start.work),
                               .may_know_time = start.work.may_know_time,
                               .may_draw = start.work.may_draw,
                               .memory_max = start.work.memory,
                               .time_max = start.work.run_within};
    const RunNumber number = start.run;
    const auto say = [this](auto what) {
        body_.act(
            [&] { body_.node().work(steady_now(), [&](Working& own) { what(own.worker()); }); });
    };
    const units::RunId id = pool_->run(
        std::move(run),
        {.progress =
             [say, number](double part) {
                 const auto permille = static_cast<std::uint16_t>(1'000 * part);
                 say([&](auto& worker) { worker.progress(number, permille, steady_now()); });
             },
         .log =
             [say, number](const std::string& line) {
                 say([&](auto& worker) { worker.logged(number, line); });
             },
         .ended =
             [this, number](fabric::units::Outcome outcome) {
                 if (runs_.erase(number) > 0) end(number, std::move(outcome));
             }});
    runs_.emplace(number, id);
}

void UnitBody::end(RunNumber run, fabric::units::Outcome outcome) {
    body_.act([&] {
        body_.node().work(steady_now(), [&](Working& work) {
            if (auto* const done = core::get_if<fabric::units::Done>(&outcome)) {
                // As in a page: an effect that would get lost is none.
                if (!done->edits.empty())
                    return work.worker().not_done(run, Ending::unit_invalid,
                                                  "a task's unit may not edit the mesh's state",
                                                  steady_now());
                auto output = work.hold_if_large(std::move(done->output));
                if (output) return work.worker().done(run, *std::move(output), steady_now());
                return work.worker().not_done(run, Ending::too_much, "its output has no room here",
                                              steady_now());
            }
            const auto& failed = core::get<fabric::units::Failed>(outcome);
            work.worker().not_done(run, ending_of(failed.kind), failed.text, steady_now());
        });
    });
}

}  // namespace native
