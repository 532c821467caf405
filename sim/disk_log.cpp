// Requests to a disk as a log shows them.
#include "core/base/format.h"
#include "sim/disk.h"

namespace sim {

using namespace core::store;

namespace {

struct DescribeAction {
    std::string operator()(const OpenFile& open) const {
        return core::formatted("{} {} as {}", open.is_new ? "creates" : "opens", open.name,
                               open.file.value & 0xffffff);
    }
    std::string operator()(const CloseFile& close) const { return about("closes", close.file); }
    std::string operator()(const WriteFile& write) const {
        return core::formatted("{} at {}", about("writes to", write.file), write.offset);
    }
    std::string operator()(const ReadFile& read) const {
        return core::formatted("{} at {}, {} bytes", about("reads", read.file), read.offset,
                               read.size);
    }
    std::string operator()(const SyncFile& sync) const { return about("syncs", sync.file); }
    std::string operator()(const ResizeFile& resize) const {
        return core::formatted("{} to {} bytes", about("resizes", resize.file), resize.size);
    }
    std::string operator()(const RenameFile& rename) const {
        return core::formatted("renames {} to {}", rename.from, rename.to);
    }
    std::string operator()(const RemoveFile& remove) const { return "removes " + remove.name; }
    std::string operator()(const SyncNames&) const { return "syncs names"; }
    std::string operator()(const ListFiles&) const { return "lists files"; }
    std::string operator()(const MeasureSpace&) const { return "measures space"; }

    static std::string about(std::string_view what, FileNumber file) {
        return core::formatted("{} {}", what, file.value & 0xffffff);
    }
};

}  // namespace

std::string describe(const DiskAction& action) { return core::match(action, DescribeAction{}); }

}  // namespace sim
