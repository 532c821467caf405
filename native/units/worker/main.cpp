// selvage-worker: runs units, one behind the other, for the process that started it with one end of
// a socket pair as file 3. It gives up everything else first (sandbox.h), and ends with that
// process.
#include <unistd.h>

#include "native/units/worker/channel.h"
#include "native/units/worker/runners.h"
#include "native/units/worker/sandbox.h"

namespace {

using namespace native::units;
using fabric::units::Engine;
using fabric::units::FailureKind;

// Milliseconds without a run, after which the worker has the time to collect garbage.
constexpr int leisure_after = 20;

class Worker {
public:
    // The smallest unit of both kinds, so that all that the engine needs of the system is there.
    void warm_up() {
        static constexpr std::string_view script =
            "function main() { return `${new Date(0)}` + new Intl.NumberFormat().format(1.5) +"
            " new Intl.DateTimeFormat().format(0) + 'a'.localeCompare('b') + /a+/u.test('aa'); }";
        static constexpr std::uint8_t module[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
        fabric::units::RunOrder order;
        order.entry = "main";
        order.memory_max = fabric::units::memory_size_usual;
        order.code = std::as_bytes(std::span(module));
        run(order, [](core::Bytes) {});
        order.engine = Engine::js;
        order.code = core::as_bytes(script);
        run(order, [](core::Bytes) {});
    }

    [[noreturn]] void serve() {
        for (;;) {
            channel_.send(fabric::units::write_ready());
            if (!channel_.hears_within(leisure_after)) wasm_.collect();
            const auto order = fabric::units::read_run(channel_.receive());
            if (!order) ::_exit(1);
            run(*order, [this](core::Bytes word) { channel_.send(word); });
        }
    }

private:
    // The answer goes out before the worker tidies.
    template <class Answer>
    void run(const fabric::units::RunOrder& order, Answer answer) {
        host_.begin(order);
        switch (order.engine) {
            case Engine::wasm:
                wasm_.run(order);
                answer(host_.last_word());
                return wasm_.tidy();
            case Engine::js:
                wasm_.forget(order.slot);
                scripts_.run(order);
                answer(host_.last_word());
                return scripts_.tidy();
            case Engine::wgsl:
                host_.fail(FailureKind::no_engine, "Nothing here runs shaders.");
                return answer(host_.last_word());
        }
    }

    Channel channel_;
    Host host_{channel_};
    ScriptRunner scripts_{host_};
    WasmRunner wasm_{host_};
};

}  // namespace

int main() {
    drop_what_no_worker_needs();
    Worker worker;
    worker.warm_up();
    if (!close_the_door()) return 1;
    worker.warm_up();  // An engine for which the filter is too narrow shows itself before it has a
                       // run.
    worker.serve();
}
