// A disk in memory.
#include "core/store/memory_disk.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::store {

struct MemoryDisk::Perform {
    MemoryDisk& disk;
    DiskAnswer& answer;

    void operator()(OpenFile& open) {
        ASSERT(!disk.open_.contains(open.file));
        const bool is_there = disk.files_.contains(open.name);
        if (is_there == open.is_new) {
            answer.fault = is_there ? DiskFault::exists : DiskFault::missing;
            return;
        }
        answer.size = disk.files_[open.name].size();
        disk.open_.emplace(open.file, std::move(open.name));
    }
    void operator()(const CloseFile& close) { disk.open_.erase(close.file); }
    void operator()(WriteFile& write) {
        const std::uint64_t end = write.offset + write.bytes.size();
        const Buffer* file = disk.file(write.file);
        answer.fault = !file                ? DiskFault::missing
                       : end > file->size() ? disk.resize(write.file, end)
                                            : DiskFault::none;
        if (answer.fault == DiskFault::none)
            copy(MutableBytes(*disk.file(write.file))
                     .subspan(static_cast<std::size_t>(write.offset)),
                 write.bytes);
        answer.bytes = std::move(write.bytes);
    }
    void operator()(const ReadFile& read) {
        const Buffer* file = disk.file(read.file);
        if (!file) {
            answer.fault = DiskFault::missing;
            return;
        }
        const auto begin =
            static_cast<std::size_t>(std::min<std::uint64_t>(read.offset, file->size()));
        const Bytes rest = Bytes(*file).subspan(begin);
        append(answer.bytes, rest.first(std::min<std::size_t>(rest.size(), read.size)));
    }
    void operator()(const SyncFile& sync) {
        if (!disk.file(sync.file)) answer.fault = DiskFault::missing;
    }
    void operator()(const ResizeFile& change) {
        answer.fault = disk.resize(change.file, change.size);
    }
    void operator()(const RenameFile& rename) {
        ASSERT(!disk.is_open(rename.from) && !disk.is_open(rename.to));
        auto file = disk.files_.extract(rename.from);
        if (file.empty()) {
            answer.fault = DiskFault::missing;
            return;
        }
        disk.files_[rename.to] = std::move(file.mapped());
    }
    void operator()(const RemoveFile& remove) {
        ASSERT(!disk.is_open(remove.name));
        if (disk.files_.erase(remove.name) == 0) answer.fault = DiskFault::missing;
    }
    void operator()(const SyncNames&) {}
    void operator()(const ListFiles&) {
        for (const auto& [name, bytes] : disk.files_) answer.files.push_back({name, bytes.size()});
    }
    void operator()(const MeasureSpace&) { answer.space = {disk.used(), disk.size_max_}; }
};

DiskAnswer MemoryDisk::carry_out(DiskRequest request) {
    ASSERT(is_allowed(request.action));
    DiskAnswer answer{.ticket = request.ticket};
    match(request.action, Perform{*this, answer});
    return answer;
}

Buffer* MemoryDisk::file(FileNumber number) {
    const auto at = open_.find(number);
    return at == open_.end() ? nullptr : &files_.find(at->second)->second;
}

bool MemoryDisk::is_open(const std::string& name) const {
    return std::ranges::any_of(open_, [&](const auto& open) { return open.second == name; });
}

std::uint64_t MemoryDisk::used() const {
    std::uint64_t sum = 0;
    for (const auto& [name, bytes] : files_) sum += bytes.size();
    return sum;
}

DiskFault MemoryDisk::resize(FileNumber number, std::uint64_t size) {
    Buffer* const bytes = file(number);
    if (!bytes) return DiskFault::missing;
    const std::uint64_t others = used() - bytes->size();
    if (size > bytes->size() && (size > size_max_ || others > size_max_ - size))
        return DiskFault::full;
    bytes->resize(static_cast<std::size_t>(size));
    return DiskFault::none;
}

}  // namespace core::store
