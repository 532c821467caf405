// What lies on a simulated disk, and what becomes of it.
#include "sim/disk_storage.h"

#include <algorithm>

#include "core/base/assert.h"

namespace sim {
namespace {

using core::Buffer;
using core::Bytes;
using core::MutableBytes;
using core::Prng;
using core::store::DiskAnswer;
using core::store::DiskFault;
using core::store::DiskRequest;
using core::store::FileNumber;

constexpr std::size_t sector_size = DiskStorage::sector_size;

void write_at(Buffer& bytes, std::uint64_t offset, Bytes written) {
    const auto begin = static_cast<std::size_t>(offset);
    if (bytes.size() < begin + written.size()) bytes.resize(begin + written.size());
    core::copy(MutableBytes(bytes).subspan(begin), written);
}

// Calls with each part of the bytes that lies in one sector.
template <class Visit>
void for_each_sector(std::uint64_t offset, Bytes bytes, Visit&& visit) {
    while (!bytes.empty()) {
        const auto in_sector = static_cast<std::size_t>(sector_size - offset % sector_size);
        const Bytes part = bytes.first(std::min(bytes.size(), in_sector));
        visit(offset, part);
        offset += part.size();
        bytes = bytes.subspan(part.size());
    }
}

// Whether all of it was done.
template <class Change>
bool do_partly(Buffer& platter, const Change& change, std::uint64_t percent, Prng& prng) {
    if (change.size) {
        const bool is_done = prng.chance(percent, 100);
        if (is_done) platter.resize(static_cast<std::size_t>(*change.size));
        return is_done;
    }
    bool is_whole = true;
    for_each_sector(change.offset, change.bytes, [&](std::uint64_t offset, Bytes part) {
        const bool is_done = prng.chance(percent, 100);
        if (is_done) write_at(platter, offset, part);
        is_whole &= is_done;
    });
    return is_whole;
}

template <class Change>
void do_wholly(Buffer& bytes, const Change& change) {
    if (change.size)
        bytes.resize(static_cast<std::size_t>(*change.size));
    else
        write_at(bytes, change.offset, change.bytes);
}

template <class Names, class NameChange>
void do_name_change(Names& names, const NameChange& change) {
    // What had to come before may not have come.
    if (!change.removed.empty() && names.erase(change.removed) == 0) return;
    if (!change.added.empty()) names[change.added] = change.file;
}

}  // namespace

struct DiskStorage::Perform {
    DiskStorage& disk;
    DiskAnswer& answer;

    void operator()(core::store::OpenFile& open) {
        ASSERT(!disk.open_.contains(open.file));
        const auto at = disk.names_.find(open.name);
        const bool is_there = at != disk.names_.end();
        if (is_there == open.is_new) {
            answer.fault = is_there ? DiskFault::exists : DiskFault::missing;
            return;
        }
        const FileId id = is_there ? at->second : ++disk.last_id_;
        if (!is_there) add_name({.added = std::move(open.name), .file = id});
        answer.size = disk.files_[id].shown.size();
        disk.open_.emplace(open.file, id);
    }
    void operator()(const core::store::CloseFile& close) { disk.open_.erase(close.file); }
    void operator()(core::store::WriteFile& write) {
        answer.fault = disk.change(write.file, {.offset = write.offset, .bytes = write.bytes});
        answer.bytes = std::move(write.bytes);
    }
    void operator()(const core::store::ReadFile& read) {
        const File* const file = disk.find(read.file);
        answer.fault = file ? DiskFault::none : DiskFault::missing;
        if (!file || read.offset >= file->shown.size()) return;
        const Bytes rest = Bytes(file->shown).subspan(static_cast<std::size_t>(read.offset));
        const Bytes bytes = rest.first(std::min<std::size_t>(rest.size(), read.size));
        const auto bad = file->unreadable.lower_bound(read.offset / sector_size);
        if (bad != file->unreadable.end() && *bad * sector_size < read.offset + bytes.size())
            answer.fault = DiskFault::failed;
        else
            core::append(answer.bytes, bytes);
    }
    void operator()(const core::store::SyncFile& sync) {
        File* const file = disk.find(sync.file);
        answer.fault = file ? DiskFault::none : DiskFault::missing;
        if (!file) return;
        for (const Change& change : file->unsynced) do_wholly(file->platter, change);
        file->unsynced.clear();
    }
    void operator()(const core::store::ResizeFile& resize) {
        answer.fault = disk.change(resize.file, {.size = resize.size});
    }
    void operator()(const core::store::RenameFile& rename) {
        ASSERT(!disk.is_open(rename.from) && !disk.is_open(rename.to));
        const auto at = disk.names_.find(rename.from);
        answer.fault = at == disk.names_.end() ? DiskFault::missing : DiskFault::none;
        if (answer.fault == DiskFault::none)
            add_name({.removed = rename.from, .added = rename.to, .file = at->second});
    }
    void operator()(const core::store::RemoveFile& remove) {
        ASSERT(!disk.is_open(remove.name));
        answer.fault = disk.names_.contains(remove.name) ? DiskFault::none : DiskFault::missing;
        if (answer.fault == DiskFault::none) add_name({.removed = remove.name});
    }
    void operator()(const core::store::SyncNames&) {
        disk.platter_names_ = disk.names_;
        disk.unsynced_names_.clear();
    }
    void operator()(const core::store::ListFiles&) {
        for (const auto& [name, id] : disk.names_)
            answer.files.push_back({name, disk.files_[id].shown.size()});
    }
    void operator()(const core::store::MeasureSpace&) {
        answer.space = {disk.used(), disk.size_max_};
    }

    void add_name(NameChange change) {
        do_name_change(disk.names_, change);
        disk.unsynced_names_.push_back(std::move(change));
    }
};

DiskAnswer DiskStorage::carry_out(DiskRequest request) {
    ASSERT(core::store::is_allowed(request.action));
    DiskAnswer answer{.ticket = request.ticket};
    core::match(request.action, Perform{*this, answer});
    return answer;
}

DiskStorage::File* DiskStorage::find(FileNumber number) {
    const auto at = open_.find(number);
    return at == open_.end() ? nullptr : &files_[at->second];
}

bool DiskStorage::is_open(const std::string& name) const {
    const auto at = names_.find(name);
    return at != names_.end() &&
           std::ranges::any_of(open_, [&](const auto& open) { return open.second == at->second; });
}

std::uint64_t DiskStorage::used() const {
    std::uint64_t sum = 0;
    for (const auto& [name, id] : names_) sum += files_.at(id).shown.size();
    return sum;
}

DiskFault DiskStorage::change(FileNumber number, Change change) {
    File* const file = find(number);
    if (!file) return DiskFault::missing;
    const std::uint64_t end = change.size.value_or(change.offset + change.bytes.size());
    const std::uint64_t size = file->shown.size();
    if (end > size && used() + (end - size) > size_max_) return DiskFault::full;
    do_wholly(file->shown, change);
    // What is written anew can be read again.
    for_each_sector(change.offset, change.bytes, [&](std::uint64_t offset, Bytes) {
        file->unreadable.erase(offset / sector_size);
    });
    file->unsynced.push_back(std::move(change));
    return DiskFault::none;
}

void DiskStorage::write_partly(const core::store::WriteFile& write, Prng& prng) {
    for_each_sector(write.offset, write.bytes, [&](std::uint64_t offset, Bytes part) {
        if (prng.chance(1, 2))
            static_cast<void>(
                change(write.file, {.offset = offset, .bytes = Buffer(part.begin(), part.end())}));
    });
}

void DiskStorage::fail_sync(FileNumber number, Prng& prng) {
    File* const file = find(number);
    if (!file) return;
    const std::uint64_t percent = prng.between(0, 100);
    for (const Change& change : file->unsynced) do_partly(file->platter, change, percent, prng);
    file->unsynced.clear();
}

bool DiskStorage::misdirect(const core::store::WriteFile& write, Prng& prng) {
    const auto place = draw_sector("", prng);
    if (!place) return false;
    if (change(write.file, {.offset = write.offset, .bytes = write.bytes}) != DiskFault::none)
        return false;
    Change lost = std::move(find(write.file)->unsynced.back());
    find(write.file)->unsynced.pop_back();
    // Still at the same place within a sector: a controller knows nothing smaller.
    lost.offset = place->sector * sector_size + lost.offset % sector_size;
    File& target = files_[place->file];
    // A disk has no end where a file has one; what is behind it is somebody else's.
    const std::uint64_t room =
        target.platter.size() > lost.offset ? target.platter.size() - lost.offset : 0;
    if (lost.bytes.size() > room) lost.bytes.resize(static_cast<std::size_t>(room));
    target.unsynced.push_back(std::move(lost));
    return true;
}

void DiskStorage::lose_power(std::uint64_t kept_percent, Prng& prng, FaultCounts& faults) {
    close_all();
    for (const NameChange& change : unsynced_names_) {
        if (prng.chance(kept_percent, 100))
            do_name_change(platter_names_, change);
        else
            count(faults, Fault::name_lost);
    }
    unsynced_names_.clear();
    names_ = platter_names_;
    for (auto& [id, file] : files_) {
        for (const Change& change : file.unsynced)
            if (!do_partly(file.platter, change, kept_percent, prng)) count(faults, Fault::torn);
        file.unsynced.clear();
        file.shown = file.platter;
    }
    std::erase_if(files_, [&](const auto& file) {
        return std::ranges::none_of(names_,
                                    [&](const auto& name) { return name.second == file.first; });
    });
}

// Of those that were synced, evenly over the files.
std::optional<DiskStorage::Place> DiskStorage::draw_sector(std::string_view name_begins,
                                                           Prng& prng) {
    std::vector<Place> places;
    for (const auto& [name, id] : names_) {
        const std::uint64_t sectors = files_[id].platter.size() / sector_size;
        if (name.starts_with(name_begins) && sectors > 0)
            places.push_back({id, prng.below(sectors)});
    }
    if (places.empty()) return std::nullopt;
    return places[static_cast<std::size_t>(prng.below(places.size()))];
}

bool DiskStorage::rot(std::string_view name_begins, Prng& prng) {
    const auto place = draw_sector(name_begins, prng);
    if (!place) return false;
    File& file = files_[place->file];
    const auto begin = static_cast<std::size_t>(place->sector * sector_size);
    for (Buffer* bytes : {&file.platter, &file.shown}) {
        if (bytes->size() < begin + sector_size) continue;
        Prng same = prng;
        const std::uint64_t changed = same.between(1, 64);
        for (std::uint64_t i = 0; i < changed; ++i)
            (*bytes)[begin + static_cast<std::size_t>(same.below(sector_size))] ^=
                static_cast<std::byte>(same.between(1, 255));
    }
    prng.next();
    return true;
}

bool DiskStorage::spoil(std::string_view name_begins, Prng& prng) {
    const auto place = draw_sector(name_begins, prng);
    if (place) files_[place->file].unreadable.insert(place->sector);
    return place.has_value();
}

const Buffer* DiskStorage::shown(const std::string& name) const {
    const auto at = names_.find(name);
    return at == names_.end() ? nullptr : &files_.at(at->second).shown;
}

std::vector<std::string> DiskStorage::names() const {
    std::vector<std::string> names;
    for (const auto& [name, id] : names_) names.push_back(name);
    return names;
}

}  // namespace sim
