// What may be asked of a disk, and what its faults are called.
#include "core/store/disk.h"

#include <algorithm>
#include <utility>

namespace core::store {
namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= file_name_size_max && is_letter(text.front()) &&
           std::ranges::all_of(text, [](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

// One function for each kind that can be wrong; the last takes the others.
struct Allowed {
    bool operator()(const OpenFile& open) const { return is_name(open.name); }
    bool operator()(const WriteFile& write) const { return write.bytes.size() <= write_size_max; }
    bool operator()(const ReadFile& read) const { return read.size <= read_size_max; }
    bool operator()(const RenameFile& rename) const {
        return is_name(rename.from) && is_name(rename.to) && rename.from != rename.to;
    }
    bool operator()(const RemoveFile& remove) const { return is_name(remove.name); }
    bool operator()(const auto&) const { return true; }
};

}  // namespace

bool is_allowed(const DiskAction& action) { return match(action, Allowed{}); }

std::string_view describe(DiskFault fault) {
    switch (fault) {
        case DiskFault::none: return "no fault";
        case DiskFault::missing: return "there is no such file";
        case DiskFault::exists: return "there is such a file already";
        case DiskFault::full: return "there is no room left";
        case DiskFault::failed: return "the device or the system reports an error";
        case DiskFault::gone: return "the storage was taken away";
        case DiskFault::denied: return "access is not allowed";
    }
    std::unreachable();
}

}  // namespace core::store
