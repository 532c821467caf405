// Making, opening and locking a data directory.
#include "native/disk/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace native {
namespace {

// No name that a disk is asked for begins with a dot.
constexpr const char* lock_name = ".lock";
constexpr mode_t lock_file_mode = S_IRUSR | S_IWUSR;

std::string reason(int error) { return std::generic_category().message(error); }

std::unexpected<std::string> refuse(const std::string& path, const std::string& why) {
    return std::unexpected("The data directory " + path + " " + why);
}

// Folders that were made are there after a loss of power once the one above them was synced.
void sync_folder(const std::filesystem::path& path) {
    const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.is_open()) ::fsync(folder.number());
}

int make_folders(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return 0;
    if (path.has_parent_path() && path.parent_path() != path)
        if (const int failure = make_folders(path.parent_path()); failure != 0) return failure;
    // Somebody else may make it at the same time.
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) return errno;
    sync_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
    return 0;
}

// Who holds a lock has written its number into the file.
std::string holder_of(const FileDescriptor& lock) {
    std::array<char, 20> text{};
    const auto size = ::pread(lock.number(), text.data(), text.size(), 0);
    std::string digits;
    for (std::size_t i = 0; size > 0 && i < static_cast<std::size_t>(size); ++i)
        if (text.at(i) >= '0' && text.at(i) <= '9') digits += text.at(i);
    return digits.empty() ? "another process" : "process " + digits;
}

// Only for the message a second process gives, so that it may fail.
void write_holder(const FileDescriptor& lock) {
    const std::string number = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.number(), 0) != 0) return;
    static_cast<void>(::pwrite(lock.number(), number.data(), number.size(), 0));
}

}  // namespace

std::expected<DataDirectory, std::string> DataDirectory::open(const std::string& path) {
    const std::string absolute = std::filesystem::absolute(path).lexically_normal();
    if (const int error = make_folders(absolute); error != 0)
        return refuse(absolute, "cannot be made: " + reason(error) +
                                    ". Choose another, or give yourself the right to write there.");
    FileDescriptor folder(::open(absolute.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return refuse(absolute, "cannot be opened: " + reason(errno) + ".");
    FileDescriptor lock(::openat(folder.number(), lock_name,
                                 O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, lock_file_mode));
    if (!lock.is_open())
        return refuse(absolute, "cannot be written to: " + reason(errno) +
                                    ". Choose another, or give yourself the right to write there.");
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return refuse(absolute, "cannot be locked: " + reason(errno) + ".");
        return refuse(absolute, "is in use by " + holder_of(lock) +
                                    ". End that first, or choose another directory: each node has "
                                    "its own.");
    }
    write_holder(lock);
    return DataDirectory(absolute, std::move(folder), std::move(lock));
}

bool DataDirectory::is_in_use(const std::string& path) {
    const std::string file = path + "/" + lock_name;
    const FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    return lock.is_open() && ::flock(lock.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace native
