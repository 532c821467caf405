// Reading, writing, syncing and naming files.
#include "native/disk/file_actions.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "core/base/assert.h"

namespace native {

using core::Buffer;
using core::Bytes;
using core::MutableBytes;
using namespace core::store;

namespace {

constexpr mode_t file_mode = S_IRUSR | S_IWUSR;
// Small: what is written at once the system keeps as one piece, and goes through all of it when
// some bytes in it change. With 1 MiB a small write and its sync took 80 us instead of 57.
constexpr std::size_t zeros_size = std::size_t{16} << 10;
constexpr std::uint64_t pace_size = std::uint64_t{1} << 20;
// More than this is written out bit by bit, so that it does not stand in the way of others' syncs.
constexpr std::uint64_t paced_size_min = std::uint64_t{16} << 20;
constexpr std::uint64_t block_size = 512;  // st_blocks counts these, whatever the disk has.
constexpr std::uint64_t offset_max = INT64_MAX;

DiskFault fault_unless(bool is_done) { return is_done ? DiskFault::none : fault_of(errno); }

// All of it, however few bytes the system takes at once.
DiskFault write_all(int file, std::uint64_t offset, Bytes bytes) {
    if (offset > offset_max - bytes.size()) return DiskFault::full;
    while (!bytes.empty()) {
        const auto size = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return fault_of(errno);
        if (size == 0) return DiskFault::full;
        bytes = bytes.subspan(static_cast<std::size_t>(size));
        offset += static_cast<std::uint64_t>(size);
    }
    return DiskFault::none;
}

DiskFault read_up_to(int file, std::uint64_t offset, Buffer& bytes) {
    std::size_t filled = 0;
    while (filled < bytes.size() && offset + filled <= offset_max) {
        const MutableBytes rest = MutableBytes(bytes).subspan(filled);
        const auto size =
            ::pread(file, rest.data(), rest.size(), static_cast<off_t>(offset + filled));
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) {
            bytes.clear();
            return fault_of(errno);
        }
        if (size == 0) break;
        filled += static_cast<std::size_t>(size);
    }
    bytes.resize(filled);
    return DiskFault::none;
}

// Waits until it is on its way to the disk. Whether it came there is for a sync to say.
void write_out(int file, std::uint64_t offset, std::uint64_t size) {
    constexpr unsigned whole =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    static_cast<void>(
        ::sync_file_range(file, static_cast<off_t>(offset), static_cast<off_t>(size), whole));
}

DiskFault write_zeros(int file, std::uint64_t from, std::uint64_t to) {
    static const Buffer zeros(zeros_size);
    const bool is_paced = to - from > paced_size_min;
    std::uint64_t on_its_way = from;
    for (std::uint64_t at = from; at < to;) {
        const std::uint64_t size = std::min<std::uint64_t>(zeros_size, to - at);
        const auto fault = write_all(file, at, Bytes(zeros).first(static_cast<std::size_t>(size)));
        if (fault != DiskFault::none) return fault;
        at += size;
        if (!is_paced || (at - on_its_way < pace_size && at < to)) continue;
        write_out(file, on_its_way, at - on_its_way);
        on_its_way = at;
    }
    return DiskFault::none;
}

// Zeros that were written cost a later sync nothing but the bytes that replace them. Room that is
// only reserved costs it a change of the file's description as well, each time.
DiskFault grow(int file, std::uint64_t from, std::uint64_t to) {
    if (to > offset_max) return DiskFault::full;
    // In one piece, if the file system can. If it cannot, the zeros make room.
    const auto is_reserved = [&] {
        return ::fallocate(file, 0, static_cast<off_t>(from), static_cast<off_t>(to - from)) == 0;
    };
    DiskFault fault = is_reserved() || errno == EOPNOTSUPP ? DiskFault::none : fault_of(errno);
    if (fault == DiskFault::none) fault = write_zeros(file, from, to);
    // What did not fit gives back what it took.
    if (fault != DiskFault::none) static_cast<void>(::ftruncate(file, static_cast<off_t>(from)));
    return fault;
}

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

// Calls visit(name, stat) for each file that a disk could be asked for.
template <class Visit>
DiskFault visit_files(int folder, Visit visit) {
    // readdir() moves the place in the folder, which others must not share.
    const Folder listing(::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    if (!listing) return fault_of(errno);
    errno = 0;
    while (const dirent* entry = ::readdir(listing.get())) {
        const std::string name = static_cast<const char*>(entry->d_name);
        struct stat found{};
        const bool is_file = is_allowed(RemoveFile{name}) &&
                             ::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
                             S_ISREG(found.st_mode);
        if (is_file) visit(name, found);
        errno = 0;
    }
    return errno == 0 ? DiskFault::none : fault_of(errno);
}

struct Perform {
    FileActions& disk;
    DiskAnswer& answer;

    DiskFault operator()(OpenFile& open) {
        const int create = open.is_new ? O_CREAT | O_EXCL : 0;
        FileDescriptor file(::openat(disk.folder, open.name.c_str(),
                                     O_RDWR | O_CLOEXEC | O_NOFOLLOW | create, file_mode));
        if (!file.is_open()) return fault_of(errno);
        struct stat found{};
        if (::fstat(file.number(), &found) != 0) return fault_of(errno);
        if (!S_ISREG(found.st_mode)) return DiskFault::denied;
        answer.size = static_cast<std::uint64_t>(found.st_size);
        disk.files.add(open.file, std::move(file));
        return DiskFault::none;
    }
    DiskFault operator()(const CloseFile& close) {
        disk.files.remove(close.file);
        return DiskFault::none;
    }
    DiskFault operator()(WriteFile& write) {
        const int file = disk.files.find(write.file);
        const DiskFault fault =
            file < 0 ? DiskFault::missing : write_all(file, write.offset, write.bytes);
        answer.bytes = std::move(write.bytes);
        return fault;
    }
    DiskFault operator()(ReadFile& read) {
        const int file = disk.files.find(read.file);
        if (file < 0) return DiskFault::missing;
        answer.bytes = std::move(read.buffer);
        answer.bytes.resize(read.size);
        return read_up_to(file, read.offset, answer.bytes);
    }
    DiskFault operator()(const SyncFile& sync) {
        const int file = disk.files.find(sync.file);
        return file < 0 ? DiskFault::missing : fault_unless(::fdatasync(file) == 0);
    }
    DiskFault operator()(const ResizeFile& change) {
        const int file = disk.files.find(change.file);
        struct stat found{};
        if (file < 0) return DiskFault::missing;
        if (::fstat(file, &found) != 0) return fault_of(errno);
        const auto size = static_cast<std::uint64_t>(found.st_size);
        if (change.size > size) return grow(file, size, change.size);
        return fault_unless(::ftruncate(file, static_cast<off_t>(change.size)) == 0);
    }
    DiskFault operator()(const RenameFile& rename) {
        return fault_unless(
            ::renameat(disk.folder, rename.from.c_str(), disk.folder, rename.to.c_str()) == 0);
    }
    DiskFault operator()(const RemoveFile& remove) {
        return fault_unless(::unlinkat(disk.folder, remove.name.c_str(), 0) == 0);
    }
    DiskFault operator()(const SyncNames&) { return fault_unless(::fsync(disk.folder) == 0); }
    DiskFault operator()(const ListFiles&) {
        const DiskFault fault =
            visit_files(disk.folder, [&](const std::string& name, const struct stat& found) {
                answer.files.push_back({name, static_cast<std::uint64_t>(found.st_size)});
            });
        std::ranges::sort(answer.files, {}, &FileEntry::name);
        return fault;
    }
    DiskFault operator()(const MeasureSpace&) {
        std::uint64_t used = 0;
        const DiskFault fault =
            visit_files(disk.folder, [&](const std::string&, const struct stat& found) {
                used += static_cast<std::uint64_t>(found.st_blocks) * block_size;
            });
        if (fault != DiskFault::none) return fault;
        struct statvfs all{};
        if (::fstatvfs(disk.folder, &all) != 0) return fault_of(errno);
        const std::uint64_t quota = used + std::uint64_t{all.f_bavail} * all.f_frsize;
        answer.space = {used, std::min(quota, disk.size_max)};
        return DiskFault::none;
    }
};

}  // namespace

void OpenFiles::add(FileNumber number, FileDescriptor file) {
    const std::scoped_lock lock(mutex_);
    const bool is_new = files_.emplace(number, std::move(file)).second;
    ASSERT(is_new);
}

void OpenFiles::remove(FileNumber number) {
    const std::scoped_lock lock(mutex_);
    files_.erase(number);
}

int OpenFiles::find(FileNumber number) {
    const std::scoped_lock lock(mutex_);
    const auto at = files_.find(number);
    return at == files_.end() ? -1 : at->second.number();
}

DiskFault fault_of(int error) {
    switch (error) {
        case ENOENT: return DiskFault::missing;
        case EEXIST: return DiskFault::exists;
        case ENOSPC:
        case EDQUOT:
        case EFBIG: return DiskFault::full;
        case EACCES:
        case EPERM:
        case EROFS:
        case ELOOP: return DiskFault::denied;
        case ENODEV:
        case ENXIO:
        case ESTALE: return DiskFault::gone;
        default: return DiskFault::failed;
    }
}

DiskAnswer FileActions::carry_out(DiskRequest request) {
    ASSERT(is_allowed(request.action));
    DiskAnswer answer{.ticket = request.ticket};
    answer.fault = core::match(request.action, Perform{*this, answer});
    return answer;
}

}  // namespace native
