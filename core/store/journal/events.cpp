// What a journal's events are called in a log.
#include "core/store/journal/events.h"

#include <utility>

namespace core::store {
namespace {

struct Describe {
    std::string_view operator()(const Lost&) const { return "has lost records"; }
    std::string_view operator()(const Cut&) const { return "cuts a torn end"; }
    std::string_view operator()(const Opened&) const { return "is open"; }
    std::string_view operator()(const Acknowledged&) const { return "acknowledges"; }
    std::string_view operator()(const Abandoned&) const { return "gives a segment up"; }
    std::string_view operator()(const SpaceEnded&) const { return "has no space"; }
    std::string_view operator()(const SpaceBack&) const { return "has space again"; }
    std::string_view operator()(const Released&) const { return "has released segments"; }
    std::string_view operator()(const Found&) const { return "finds a record"; }
    std::string_view operator()(const NotFound&) const { return "does not find a record"; }
    std::string_view operator()(const Stopped& stopped) const { return describe(stopped.reason); }
};

}  // namespace

std::string_view describe(StopReason reason) {
    switch (reason) {
        case StopReason::failed: return "stops: the device fails again and again";
        case StopReason::gone: return "stops: the storage was taken away";
        case StopReason::denied: return "stops: access to the storage is not allowed";
        case StopReason::of_other_owner: return "stops: the files belong to another mesh or node";
        case StopReason::format_unknown: return "stops: a later version wrote the files";
    }
    std::unreachable();
}

StopReason stop_reason_of(DiskFault fault) {
    switch (fault) {
        case DiskFault::gone: return StopReason::gone;
        case DiskFault::denied: return StopReason::denied;
        case DiskFault::none:
        case DiskFault::missing:
        case DiskFault::exists:
        case DiskFault::full:
        case DiskFault::failed: return StopReason::failed;
    }
    std::unreachable();
}

std::string_view describe(const JournalEvent& event) { return match(event, Describe{}); }

}  // namespace core::store
