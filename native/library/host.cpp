// Its thread, from the first node to the end of the process.
#include "native/library/host.h"

#include <pthread.h>

#include <csignal>
#include <cstdlib>

#include "native/platform/clock.h"

namespace library {

namespace {

thread_local bool is_host = false;

// Signals are the program's: no handler of it runs on a thread that it does not know of. Threads
// take the mask of those who begin them, those of the disk too.
class SignalsHeldBack {
public:
    SignalsHeldBack() {
        sigset_t all;
        sigfillset(&all);
        // What a thread does itself comes to itself.
        for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP})
            sigdelset(&all, own);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsHeldBack() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeldBack(const SignalsHeldBack&) = delete;
    SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

// Never freed: a program's own objects may leave meshes when the process ends, in any order.
Host& Host::get() {
    static Host& host = *[] {
        const SignalsHeldBack held;  // usrsctp has a thread, too.
        return new Host;
    }();
    return host;
}

bool Host::is_here() { return is_host; }

Host::Host() : work_(context_.get_executor()), sctp_(native::steady_now()) {
    thread_ = std::thread([this] {
        is_host = true;
        context_.run();
    });
    std::atexit([] { get().end(); });
}

// Nothing runs while what it would use is torn down. Who ends the process on this very thread
// runs nothing else on it.
void Host::end() {
    if (has_ended_.exchange(true) || is_here()) return;
    context_.stop();
    thread_.join();
}

}  // namespace library
