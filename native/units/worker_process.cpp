// Starts a worker, reads it, and sees how it ends, by a descriptor of the process: so no signal
// handler is needed, which would be one for the whole program.
#include "native/units/worker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace native::units {
namespace {

using boost::system::error_code;

// The C library has both of these, but its header cannot be used from C++.
int open_process(int process) { return static_cast<int>(::syscall(SYS_pidfd_open, process, 0)); }
void kill_process(int file) { ::syscall(SYS_pidfd_send_signal, file, SIGKILL, nullptr, 0); }

constexpr int worker_channel = 3;
constexpr const char* worker_name = "selvage-worker";

// What posix_spawn is told: the channel as file 3 and no other, no signal blocked or ignored.
class SpawnSettings {
public:
    explicit SpawnSettings(int channel) {
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawn_file_actions_adddup2(&files_, channel, worker_channel);
        ::posix_spawn_file_actions_addclosefrom_np(&files_, worker_channel + 1);
        ::posix_spawnattr_init(&attributes_);
        sigset_t all;
        sigset_t none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    // The number of the process, or what went wrong.
    std::expected<int, int> spawn(const std::string& path) {
        pid_t process = 0;
        char* const arguments[] = {const_cast<char*>(worker_name), nullptr};
        char* const environment[] = {nullptr};
        const int error =
            ::posix_spawn(&process, path.c_str(), &files_, &attributes_, arguments, environment);
        if (error != 0) return std::unexpected(error);
        return process;
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

std::unexpected<std::string> not_started(const std::string& path, int error) {
    return std::unexpected("The worker " + path + " cannot be started: " + std::strerror(error) +
                           ".");
}

std::string end_text(const siginfo_t& info) {
    if (info.si_code == CLD_EXITED)
        return "The worker ended by itself (" + std::to_string(info.si_status) + ").";
    if (info.si_status == SIGSYS)
        return "The worker asked the system for something that no unit may have.";
    return std::string("The worker was ended by a signal: ") + ::strsignal(info.si_status) + ".";
}

}  // namespace

std::expected<std::shared_ptr<WorkerProcess>, std::string> WorkerProcess::start(
    boost::asio::io_context& context, const std::string& path, Owner& owner) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return not_started(path, errno);
    const auto process = SpawnSettings(ends[1]).spawn(path);
    ::close(ends[1]);
    const int file = process ? open_process(*process) : -1;
    const int error = process ? errno : process.error();
    if (file < 0) {
        ::close(ends[0]);  // Which ends a worker that nobody could watch.
        return not_started(path, error);
    }
    ::fcntl(file, F_SETFD, FD_CLOEXEC);
    std::shared_ptr<WorkerProcess> worker(
        new WorkerProcess(context, ends[0], *process, file, owner));
    worker->read();
    worker->watch();
    return worker;
}

WorkerProcess::WorkerProcess(boost::asio::io_context& context, int channel, int process_id,
                             int process_file, Owner& owner)
    : channel_(context, Stream(), channel),
      process_(context, process_file),
      process_id_(process_id),
      owner_(&owner) {}

WorkerProcess::~WorkerProcess() { abandon(); }

void WorkerProcess::send(core::Buffer frame) {
    auto kept = std::make_shared<core::Buffer>(std::move(frame));
    boost::asio::async_write(channel_, boost::asio::buffer(kept->data(), kept->size()),
                             [self = shared_from_this(), kept](error_code error, std::size_t) {
                                 if (error) self->kill();
                             });
}

void WorkerProcess::read() {
    channel_.async_read_some(boost::asio::buffer(room_.data(), room_.size()),
                             [self = shared_from_this()](error_code error, std::size_t size) {
                                 if (!self->is_heard_) return;
                                 if (error) return self->kill();
                                 self->take(size);
                                 if (self->is_heard_) self->read();
                             });
}

void WorkerProcess::take(std::size_t size) {
    if (!reader_.receive(core::Bytes(room_).first(size))) return kill();
    while (const auto body = reader_.next()) {
        auto message = fabric::units::read_from_worker(*body);
        if (!message) return kill();
        owner_->heard(*this, std::move(*message));
        if (!is_heard_) return;
    }
}

void WorkerProcess::watch() {
    process_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [self = shared_from_this()](error_code error) {
                            if (!error) self->reap();
                        });
}

void WorkerProcess::kill(std::string why) {
    is_heard_ = false;
    if (is_gone_ || was_killed_) return;
    was_killed_ = true;
    killed_why_ = std::move(why);
    kill_process(process_.native_handle());
}

void WorkerProcess::reap() {
    siginfo_t info{};
    // Not by the descriptor, which does not wait: the driver made it so.
    while (::waitid(P_PID, static_cast<id_t>(process_id_), &info, WEXITED) != 0 && errno == EINTR) {
    }
    is_gone_ = true;
    is_heard_ = false;
    error_code ignored;
    static_cast<void>(channel_.close(ignored));
    const bool was_ours = was_killed_ && info.si_status == SIGKILL;
    Owner* const owner = std::exchange(owner_, nullptr);
    if (owner != nullptr) owner->ended(*this, was_ours ? killed_why_ : end_text(info));
}

void WorkerProcess::abandon() {
    owner_ = nullptr;
    kill();
    if (!is_gone_) reap();
    error_code ignored;
    static_cast<void>(process_.close(ignored));
}

std::size_t WorkerProcess::resident_size() const {
    if (is_gone_) return 0;
    std::ifstream file("/proc/" + std::to_string(process_id_) + "/statm");
    std::size_t whole = 0;
    std::size_t resident = 0;
    file >> whole >> resident;
    return file ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::expected<std::string, std::string> find_worker(const std::string& given) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path own = fs::read_symlink("/proc/self/exe", error).parent_path();
    std::vector<fs::path> places;
    if (!given.empty())
        places.emplace_back(given);
    else
        places = {own / worker_name, own / "../libexec/selvage" / worker_name};
    std::string looked;
    for (const fs::path& place : places) {
        const std::string path = place.lexically_normal().string();
        if (::access(path.c_str(), X_OK) == 0) return path;
        looked += (looked.empty() ? "" : " and ") + path;
    }
    return std::unexpected("There is no selvage-worker, which runs units: looked for " + looked +
                           ".");
}

}  // namespace native::units
