// What the system says, and a file that is written to see.
#include "native/doctor/machine_checks.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "native/disk/file_descriptor.h"
#include "native/doctor/build_day.h"

namespace native::doctor {

namespace fs = std::filesystem;

namespace {

std::string reason_of(int error) { return std::generic_category().message(error); }

// It, or the folder nearest to it in which it would be made.
fs::path nearest_folder(const std::string& path) {
    std::error_code error;
    fs::path folder = fs::absolute(path, error).lexically_normal();
    while (!fs::exists(folder, error) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();
    return folder;
}

// A file without a name, or with one for a moment where the disk knows no others.
FileDescriptor open_probe(const fs::path& folder) {
    FileDescriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.is_open() || (errno != EOPNOTSUPP && errno != EISDIR)) return file;
    std::string name = (folder / ".selvage-doctor-XXXXXX").string();
    FileDescriptor named(::mkostemp(name.data(), O_CLOEXEC));
    if (named.is_open()) ::unlink(name.c_str());
    return named;
}

// 0, or what went wrong.
int write_probe(const fs::path& folder) {
    constexpr std::array<char, 4096> bytes{};
    const FileDescriptor file = open_probe(folder);
    if (!file.is_open()) return errno;
    const ssize_t size = ::write(file.number(), bytes.data(), bytes.size());
    if (size < 0) return errno;
    if (static_cast<std::size_t>(size) < bytes.size()) return ENOSPC;
    return ::fsync(file.number()) == 0 ? 0 : errno;
}

std::string day_of(std::uint64_t unix_seconds) {
    const std::chrono::sys_seconds time{
        std::chrono::seconds(static_cast<std::int64_t>(unix_seconds))};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return std::to_string(static_cast<int>(day.year())) + "-" +
           two(static_cast<unsigned>(day.month())) + "-" + two(static_cast<unsigned>(day.day()));
}

std::string mebibytes(std::uint64_t size) { return std::to_string(size >> 20) + " MiB"; }

bool is_in_memory(std::uint64_t kind) { return kind == TMPFS_MAGIC || kind == RAMFS_MAGIC; }

bool is_far_away(std::uint64_t kind) {
    constexpr std::uint64_t cifs = 0xff534d42;
    constexpr std::uint64_t smb2 = 0xfe534d42;
    return kind == NFS_SUPER_MAGIC || kind == cifs || kind == smb2;
}

}  // namespace

Finding check_clock(std::uint64_t unix_seconds) {
    const std::string today = day_of(unix_seconds);
    if (unix_seconds >= build_day_begins()) return {"clock", State::ok, "it is " + today, ""};
    return {
        "clock", State::failed,
        "the clock says " + today + ", and this program was built on " + std::string(build_day()),
        "Set the clock, or let it be set: timedatectl set-ntp true. Invites and roles that end "
        "are judged by it."};
}

Finding check_folder(const std::string& path) {
    const fs::path folder = nearest_folder(path);
    const bool is_there = folder == fs::absolute(path).lexically_normal();
    const int error = write_probe(folder);
    const std::string place =
        is_there ? path : path + ", which would be made in " + folder.string();
    if (error == 0) return {"data folder", State::ok, "data can be kept in " + place, ""};
    return {
        "data folder", State::failed, "no data can be kept in " + place + ": " + reason_of(error),
        "Give yourself the right to write there, make room, or choose another with --data DIR."};
}

Finding check_disk(const std::string& path) {
    const fs::path folder = nearest_folder(path);
    struct statfs facts{};
    if (::statfs(folder.c_str(), &facts) != 0)
        return {"disk", State::failed,
                "the disk below " + folder.string() + " says nothing: " + reason_of(errno),
                "Choose another folder with --data DIR."};
    return judge_disk(folder.string(), static_cast<std::uint64_t>(facts.f_type),
                      std::uint64_t{facts.f_bavail} * static_cast<std::uint64_t>(facts.f_bsize));
}

Finding judge_disk(std::string_view path, std::uint64_t kind, std::uint64_t room) {
    const std::string place(path);
    if (room < room_needed)
        return {"disk", State::failed, mebibytes(room) + " are free in " + place,
                "Make room, or choose a folder on another disk with --data DIR."};
    if (is_in_memory(kind))
        return {"disk", State::warning, place + " lies in memory, and is gone after a restart",
                "Choose a folder on a disk with --data DIR, or keep nothing: --as ephemeral."};
    if (is_far_away(kind))
        return {"disk", State::warning,
                place + " lies on another machine: what is acknowledged is only as safe as that",
                "Choose a folder on a disk of this machine with --data DIR."};
    if (room < room_wanted)
        return {"disk", State::warning, "only " + mebibytes(room) + " are free in " + place,
                "Make room before the node has to stop writing."};
    return {"disk", State::ok, mebibytes(room) + " are free in " + place, ""};
}

Finding check_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return judge_descriptors(0);
    return judge_descriptors(limit.rlim_cur);
}

Finding judge_descriptors(std::uint64_t count_max) {
    const std::string cause =
        "this user's processes may have " + std::to_string(count_max) + " files and sockets open";
    if (count_max >= descriptors_wanted) return {"open files", State::ok, cause, ""};
    return {"open files", count_max < descriptors_needed ? State::failed : State::warning, cause,
            "Allow more: ulimit -n 4096, or LimitNOFILE=4096 in the unit of a service. Each peer "
            "needs one."};
}

Finding check_browser(std::string_view path) {
    constexpr std::array programs{"chromium", "chromium-browser", "google-chrome", "firefox",
                                  "firefox-esr"};
    while (!path.empty()) {
        const std::size_t end = std::min(path.find(':'), path.size());
        for (const char* const program : programs) {
            const std::string file = std::string(path.substr(0, end)) + "/" + program;
            if (::access(file.c_str(), X_OK) == 0) return {"browser", State::ok, file, ""};
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return {"browser", State::warning, "neither Chromium nor Firefox is where programs are",
            "Install one for the Studio: apt-get install chromium. A node needs none, and a "
            "browser elsewhere joins by an invite."};
}

}  // namespace native::doctor
