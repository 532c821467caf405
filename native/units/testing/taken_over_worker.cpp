// A worker whose engine did not hold: behind the same filter, it does what no unit could, as the
// entry and the input of its run say.
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "native/units/worker/channel.h"
#include "native/units/worker/sandbox.h"

namespace {

using namespace native::units;
using namespace fabric::units;

core::Buffer raw(std::string_view text) {
    const auto bytes = core::as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

// The number of a system call and three arguments, eight bytes each; answers with what it gave.
void call_system(Channel& channel, core::Bytes input) {
    long numbers[4]{};
    std::memcpy(numbers, input.data(), std::min(input.size(), sizeof numbers));
    const long result = ::syscall(numbers[0], numbers[1], numbers[2], numbers[3], 0, 0, 0);
    const std::string answer = result < 0 ? std::strerror(errno) : "done";
    channel.send(write_done(core::as_bytes(answer), {}));
}

// How many files it has, and the variables of its environment.
void tell_possessions(Channel& channel) {
    int count = 0;
    for (int file = 0; file < 1024; ++file) {
        struct stat status;
        count += ::syscall(SYS_fstat, file, &status) == 0;
    }
    std::string answer = std::to_string(count) + " files";
    for (char** variable = environ; *variable != nullptr; ++variable)
        answer += std::string("; ") + *variable;
    channel.send(write_done(core::as_bytes(answer), {}));
}

void misbehave(Channel& channel, const RunOrder& order) {
    const std::string_view what = order.entry;
    if (what == "system") return call_system(channel, order.input);
    if (what == "possessions") return tell_possessions(channel);
#ifdef __x86_64__
    if (what == "old calls") {
        long number = 20;  // As a process of 32 bits asks who it is.
        __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
        return channel.send(write_done(core::as_bytes("done"), {}));
    }
#endif
    if (what == "garbage") return channel.send(raw(std::string_view("\7\0\0\0garbage", 11)));
    if (what == "huge") return channel.send(raw("\xff\xff\xff\xff"));
    if (what == "nothing") return channel.send(raw(std::string_view("\0\0\0\0", 4)));
    if (what == "ready") return channel.send(write_ready());
    if (what == "order") return channel.send(write_run({}, 0, CodeIs::kept));
    if (what == "stopped") return channel.send(write_failed(FailureKind::stopped, "I was."));
    if (what == "leaves") ::_exit(7);
    if (what == "hangs up") static_cast<void>(::close(channel_number));
    if (what == "breaks") *static_cast<volatile int*>(nullptr) = 1;
    if (what == "lines")
        for (;;) channel.send(write_log("again"));
    if (what == "words")
        for (;;) channel.send(write_progress(0.5));
    if (what == "twice") {
        channel.send(write_done(core::as_bytes("first"), {}));
        return channel.send(write_done(core::as_bytes("second"), {}));
    }
    if (what == "well") return channel.send(write_done(core::as_bytes("well"), {}));
    for (;;) ::usleep(100000);  // And says nothing.
}

}  // namespace

int main() {
    drop_what_no_worker_needs();
    if (!close_the_door()) return 1;
    Channel channel;
    for (;;) {
        channel.send(write_ready());
        const auto order = read_run(channel.receive());
        if (!order) return 1;
        misbehave(channel, *order);
    }
}
