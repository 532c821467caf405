// Limits first, then a list of the system calls that are left (seccomp). Whatever is not on it ends
// the process, but for a few that the engine tries and can do without: these are told that it may
// not.
#include "native/units/worker/sandbox.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>

namespace native::units {
namespace {

constexpr rlim_t open_files_max = 32;  // The engine's wake-ups, its own statm, the channel.

// The engine, its compilers and collector, in threads of their own.
constexpr int allowed_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(pread64),
    SCMP_SYS(fstat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(eventfd2),
    SCMP_SYS(futex),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(membarrier),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

// Files by name: libraries look for settings and time zones, and go on without. The engine would
// also like to choose how its threads are scheduled.
constexpr int refused_calls[] = {
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(prctl),
    SCMP_SYS(uname),
    SCMP_SYS(prlimit64),
    SCMP_SYS(setpriority),
    SCMP_SYS(getpriority),
    SCMP_SYS(sched_setscheduler),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_setparam),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_setattr),
    SCMP_SYS(sched_getattr),
    SCMP_SYS(sched_setaffinity),
};

void limit(__rlimit_resource what, rlim_t most) {
    const rlimit both{.rlim_cur = most, .rlim_max = most};
    ::setrlimit(what, &both);
}

// Whoever writes to standard error must not fall into a socket that took its number.
void close_all_but_the_channel() {
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, number);
    ::close_range(channel_number + 1, ~0U, 0);
}

// If the machine runs out of memory, a worker is what it can do without.
void be_the_first_to_go() {
    const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    static_cast<void>(!::write(file, "1000", 4));
    ::close(file);
}

class Filter {
public:
    Filter() : context_(::seccomp_init(SCMP_ACT_KILL_PROCESS)) {
        is_whole_ =
            context_ != nullptr && ::seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
            // Calls in the ways of other processors, such as those of 32 bits.
            ::seccomp_attr_set(context_, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0;
    }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;
    ~Filter() {
        if (context_ != nullptr) ::seccomp_release(context_);
    }

    void add(std::uint32_t action, int call) {
        is_whole_ = is_whole_ && ::seccomp_rule_add_array(context_, action, call, 0, nullptr) == 0;
    }
    // Only if that argument, as far as `mask` shows it, is this one.
    void allow_if(int call, unsigned argument, std::uint64_t mask, std::uint64_t value) {
        const scmp_arg_cmp condition{
            .arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
        is_whole_ = is_whole_ &&
                    ::seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
    }
    [[nodiscard]] bool load() { return is_whole_ && ::seccomp_load(context_) == 0; }

private:
    scmp_filter_ctx context_;
    bool is_whole_ = false;
};

// Threads of this process, and nothing that has a name space of its own.
void allow_threads(Filter& filter) {
    constexpr std::uint64_t seen = CLONE_THREAD | CLONE_VM | CLONE_NEWUSER | CLONE_NEWNS |
                                   CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    filter.allow_if(SCMP_SYS(clone), 0, seen, CLONE_THREAD | CLONE_VM);
    // Its arguments lie in memory, where no filter sees them. The C library then takes clone.
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
    filter.allow_if(SCMP_SYS(tgkill), 0, UINT32_MAX, static_cast<std::uint64_t>(::getpid()));
}

// What the engine compiles to it has reserved as it started, a GiB that can be written and run.
// There is no other memory that can be run, and none will be.
void allow_memory_that_is_not_run(Filter& filter) {
    constexpr unsigned protection = 2;  // The third argument of both.
    filter.allow_if(SCMP_SYS(mmap), protection, PROT_EXEC, 0);
    filter.allow_if(SCMP_SYS(mprotect), protection, PROT_EXEC, 0);
}

}  // namespace

void drop_what_no_worker_needs() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    close_all_but_the_channel();
    be_the_first_to_go();
    ::clearenv();  // JSC_* would change the engine, the others what a unit sees of the machine.
    ::setenv("TZ", "UTC", 1);
    ::setenv("LC_ALL", "C", 1);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_MEMLOCK, 0);
    limit(RLIMIT_MSGQUEUE, 0);
    limit(RLIMIT_NOFILE, open_files_max);
}

bool close_the_door() {
    Filter filter;
    for (const int call : allowed_calls) filter.add(SCMP_ACT_ALLOW, call);
    for (const int call : refused_calls) filter.add(SCMP_ACT_ERRNO(EACCES), call);
    allow_threads(filter);
    allow_memory_that_is_not_run(filter);
    return filter.load();
}

}  // namespace native::units
