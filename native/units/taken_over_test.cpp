// Workers that were taken over: whatever they do, the process that started them goes on, and the
// system gives them nothing.
#include <fcntl.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "native/units/units_test.h"

namespace native::units {
namespace {

class TakenOver : public UnitTest {
protected:
    TakenOver() : UnitTest({.workers_max = 1, .worker = SELVAGE_TAKEN_OVER_WORKER}) {}

    static UnitRun doing(std::string what, std::string_view input = {}) {
        UnitRun run = wasm_run(buffer("code"), std::move(what), input);
        run.time_max = std::chrono::seconds(20);
        return run;
    }
    Ended call(long number, long first = 0, long second = 0, long third = 0) {
        const long numbers[] = {number, first, second, third};
        return run(doing("system", core::as_text(std::as_bytes(std::span(numbers)))));
    }
    void expect_another_works() { EXPECT_EQ(run(doing("well")).output(), "well"); }
};

TEST_F(TakenOver, NU1_WU2_the_system_ends_a_worker_that_asks_for_more_than_a_unit_may_have) {
    for (const long number :
         {SYS_fork,         SYS_vfork,        SYS_execve,          SYS_execveat,
          SYS_socket,       SYS_socketpair,   SYS_connect,         SYS_sendmsg,
          SYS_recvmsg,      SYS_sendto,       SYS_ptrace,          SYS_process_vm_readv,
          SYS_kill,         SYS_tkill,        SYS_mount,           SYS_unshare,
          SYS_setns,        SYS_bpf,          SYS_io_uring_setup,  SYS_userfaultfd,
          SYS_keyctl,       SYS_memfd_create, SYS_perf_event_open, SYS_mkdir,
          SYS_unlink,       SYS_rename,       SYS_chmod,           SYS_symlink,
          SYS_creat,        SYS_openat2,      SYS_ioctl,           SYS_fcntl,
          SYS_dup2,         SYS_pipe2,        SYS_setuid,          SYS_setrlimit,
          SYS_shmget,       SYS_pidfd_open,   SYS_pidfd_getfd,     SYS_chroot,
          SYS_reboot,       SYS_init_module,  SYS_personality,     SYS_getdents64,
          SYS_inotify_init1}) {
        const Ended ended = call(number);
        EXPECT_EQ(ended.kind(), "crashed") << number;
        EXPECT_EQ(ended.text(), "The worker asked the system for something that no unit may have.")
            << number;
    }
    expect_another_works();
}

#ifdef __x86_64__
TEST_F(TakenOver, NU1_calls_of_other_processors_are_none_either) {
    EXPECT_EQ(run(doing("old calls")).kind(), "crashed");
    expect_another_works();
}
#endif

TEST_F(TakenOver, NU1_a_worker_has_no_file_but_its_channel_and_nothing_of_the_environment) {
    ::setenv("SELVAGE_SECRET", "secret", 1);
    const int left_open = ::open("/etc/passwd", O_RDONLY);
    // Started before: the first is not it.
    EXPECT_EQ(run(doing("leaves")).kind(), "crashed");
    EXPECT_EQ(run(doing("possessions")).output(), "4 files; TZ=UTC; LC_ALL=C");
    ::close(left_open);
    ::unsetenv("SELVAGE_SECRET");
}

TEST_F(TakenOver, NU11_workers_go_first_when_there_is_no_memory) {
    expect_another_works();
    for (const int process : pool_.process_ids()) {
        std::ifstream file("/proc/" + std::to_string(process) + "/oom_score_adj");
        int score = 0;
        file >> score;
        EXPECT_EQ(score, 1000);
    }
}

TEST_F(TakenOver, NU1_WU2_no_file_can_be_opened_or_found) {
    const auto name = [](const char* text) { return reinterpret_cast<long>(text); };
    EXPECT_EQ(call(SYS_open).output(), "Permission denied");
    EXPECT_EQ(call(SYS_openat, -100, name("/etc/passwd")).output(), "Permission denied");
    EXPECT_EQ(call(SYS_stat, name("/etc/passwd")).output(), "Permission denied");
    EXPECT_EQ(call(SYS_readlink).output(), "Permission denied");
    EXPECT_EQ(call(SYS_prctl, 4, 1).output(), "Permission denied");
}

TEST_F(TakenOver, NU1_WU2_no_process_begins_and_no_other_is_signalled) {
    EXPECT_EQ(call(SYS_clone, SIGCHLD).kind(), "crashed");
    EXPECT_EQ(call(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD).kind(), "crashed");
    EXPECT_EQ(call(SYS_clone, CLONE_THREAD | CLONE_VM | CLONE_NEWUSER).kind(), "crashed");
    EXPECT_EQ(call(SYS_clone3).output(), "Function not implemented");
    EXPECT_EQ(call(SYS_tgkill, ::getpid(), ::getpid(), 0).kind(), "crashed");
}

TEST_F(TakenOver, NU2_no_further_memory_can_be_run) {
    constexpr long size = 65536;
    EXPECT_EQ(call(SYS_mmap, 0, size, PROT_READ | PROT_WRITE | PROT_EXEC).kind(), "crashed");
    EXPECT_EQ(call(SYS_mprotect, 0, size, PROT_READ | PROT_EXEC).kind(), "crashed");
    EXPECT_EQ(call(SYS_pkey_mprotect, 0, size, PROT_READ | PROT_EXEC).kind(), "crashed");
}

TEST_F(TakenOver, NU8_WU9_WU11_what_no_worker_says_ends_it) {
    for (const char* what : {"garbage", "huge", "nothing", "ready", "order", "stopped", "lines",
                             "words", "hangs up"}) {
        const Ended ended = run(doing(what));
        EXPECT_EQ(ended.kind(), "crashed") << what << ended.text();
        EXPECT_EQ(ended.text(), "The worker said what no worker says.") << what;
        EXPECT_LE(ended.lines.size(), log_count_max);
    }
    expect_another_works();
}

TEST_F(TakenOver, WU9_a_worker_that_ends_has_crashed) {
    EXPECT_EQ(run(doing("leaves")).text(), "The worker ended by itself (7).");
    EXPECT_EQ(run(doing("breaks")).kind(), "crashed");
    expect_another_works();
}

TEST_F(TakenOver, NU8_WU9_a_run_ends_once_whatever_is_said_behind_its_end) {
    EXPECT_EQ(run(doing("twice")).output(), "first");
    expect_another_works();
}

TEST_F(TakenOver, WU9_WU10_a_worker_that_never_answers_has_taken_too_long) {
    UnitRun silent = doing("is silent");
    silent.time_max = std::chrono::milliseconds(200);
    EXPECT_EQ(run(std::move(silent)).kind(), "too-long");
    expect_another_works();
}

}  // namespace
}  // namespace native::units
