// Disk is what the brain asks of whatever keeps bytes for it: files, the private file system of an
// origin, a simulated disk with faults. A machine puts out requests and is given one answer to
// each; nothing calls back.
//
//   - Requests about one file are carried out and answered one after the other, as they were put
//     out. So are those about names, among themselves. Opening and closing a file belong to both.
//     Otherwise there is no order.
//   - What was written is there after a loss of power if a later sync of the file was answered
//     without a fault. Before that any part of it may be, in pieces of a sector.
//   - A file that was opened anew, renamed or removed is there, or gone, for sure after a later
//     sync of names. A rename puts the whole file in the place of another, or does nothing.
//   - After a sync that failed, nobody knows which of the writes since the last good one are there.
//     Asking again does not help: the system may have dropped what it could not write.
//
// Names are flat: lower-case letters, digits, '-' and '.', at most file_name_size_max of them, and
// the first is a letter. A file is renamed or removed while nobody has it open. Rules DK1–DK9,
// spec/disk.md; one contract suite (disk_contract_test.cpp) runs on every implementation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/variant.h"

namespace core::store {

inline constexpr std::size_t file_name_size_max = 64;
// The largest piece that is read in one request, so that nothing else waits long for its turn.
inline constexpr std::size_t read_size_max = std::size_t{4} << 20;
// The largest that is written in one: the largest record, and a batch around it.
inline constexpr std::size_t write_size_max = std::size_t{32} << 20;

// Chosen by who opens the file, and used until it is closed.
using FileNumber = Id<struct FileNumberTag, std::uint64_t>;
using Ticket = Id<struct TicketTag, std::uint64_t>;

// Answered with the file's size. If it fails, what was asked of the file meanwhile fails as
// `missing`.
struct OpenFile {
    FileNumber file;
    std::string name;
    bool is_new = false;  // Must not be there yet; otherwise it must be.
};
struct CloseFile {
    FileNumber file;
};
// The buffer comes back with the answer, whatever that is, to be kept or filled again.
struct WriteFile {
    FileNumber file;
    std::uint64_t offset = 0;
    Buffer bytes;
};
// Fewer bytes are answered where the file ends. They may be in the buffer that is given along,
// whose content is of no interest: memory that was used before need not be made ready again.
struct ReadFile {
    FileNumber file;
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
    Buffer buffer{};
};
struct SyncFile {
    FileNumber file;
};
// Makes the file that long, with zeros, on disk where that makes later syncs cheaper; or cuts it.
struct ResizeFile {
    FileNumber file;
    std::uint64_t size = 0;
};
struct RenameFile {
    std::string from;
    std::string to;
};
struct RemoveFile {
    std::string name;
};
struct SyncNames {};
// Answered with all names and sizes, in the order of the names.
struct ListFiles {};
// Answered with how much is used and may be.
struct MeasureSpace {};

using DiskAction = Variant<OpenFile, CloseFile, WriteFile, ReadFile, SyncFile, ResizeFile,
                           RenameFile, RemoveFile, SyncNames, ListFiles, MeasureSpace>;

struct DiskRequest {
    Ticket ticket;
    DiskAction action;
};

enum class DiskFault : std::uint8_t {
    none,
    missing,  // There is no such file.
    exists,   // There is one already.
    full,     // No room: the disk, or the origin's quota.
    failed,   // The device or the system reports an error.
    gone,     // The storage was taken away under us: evicted, unmounted, handle lost.
    denied,   // Not allowed here.
};
std::string_view describe(DiskFault fault);

struct FileEntry {
    std::string name;
    std::uint64_t size = 0;

    friend bool operator==(const FileEntry&, const FileEntry&) = default;
};

struct DiskSpace {
    std::uint64_t used = 0;
    std::uint64_t quota = 0;  // Of both together; what others use is not ours to have.
};

struct DiskAnswer {
    Ticket ticket;
    DiskFault fault = DiskFault::none;
    std::uint64_t size = 0;          // OpenFile.
    Buffer bytes{};                  // ReadFile; WriteFile's buffer.
    std::vector<FileEntry> files{};  // ListFiles.
    DiskSpace space{};               // MeasureSpace.
};

// What only a bug of a machine can put out: a name that is none, a piece that is too large.
[[nodiscard]] bool is_allowed(const DiskAction& action);

}  // namespace core::store
