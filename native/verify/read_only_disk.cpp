// Files that are opened for reading alone.
#include "native/verify/read_only_disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "core/base/assert.h"

namespace native::verify {

using namespace core::store;

namespace {

std::unexpected<std::string> cannot_be_read(const std::string& folder) {
    return std::unexpected("The store " + folder +
                           " cannot be read: " + std::generic_category().message(errno) + ".");
}

}  // namespace

std::expected<ReadOnlyDisk, std::string> ReadOnlyDisk::open(const std::string& path) {
    FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return cannot_be_read(path);
    // As whoever writes there has it; a copy of a store may have none.
    FileDescriptor lock(::openat(folder.number(), ".lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!lock.is_open() && errno != ENOENT) return cannot_be_read(path);
    if (lock.is_open() && ::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return cannot_be_read(path);
        return std::unexpected("A node uses the store " + path +
                               ". End it first: selvage stop. What it writes meanwhile would look "
                               "like damage.");
    }
    return ReadOnlyDisk(std::move(folder), std::move(lock));
}

DiskAnswer ReadOnlyDisk::answer(DiskRequest request) {
    FileActions actions{.folder = folder_.number(), .files = *files_};
    const auto* const open = core::get_if<OpenFile>(&request.action);
    if (!open) {
        ASSERT(core::holds_alternative<CloseFile>(request.action) ||
               core::holds_alternative<ReadFile>(request.action) ||
               core::holds_alternative<ListFiles>(request.action));
        return actions.carry_out(std::move(request));
    }
    ASSERT(!open->is_new);
    DiskAnswer answer{.ticket = request.ticket};
    FileDescriptor file(
        ::openat(folder_.number(), open->name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat found{};
    if (!file.is_open() || ::fstat(file.number(), &found) != 0) {
        answer.fault = fault_of(errno);
        return answer;
    }
    answer.size = static_cast<std::uint64_t>(found.st_size);
    files_->add(open->file, std::move(file));
    return answer;
}

std::int64_t ReadOnlyDisk::written_at(const std::string& name) const {
    struct stat found{};
    if (::fstatat(folder_.number(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    return found.st_mtim.tv_sec;
}

}  // namespace native::verify
