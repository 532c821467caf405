// Taking entries, and their bytes.
#include "fabric/membership/log.h"

#include <algorithm>
#include <utility>

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace fabric::membership {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;

namespace {
constexpr std::uint8_t storage_version = 1;
}

std::string_view describe(LogRefusal refusal) {
    switch (refusal) {
        case LogRefusal::malformed: return "the entry is malformed, or of a later version";
        case LogRefusal::signature_wrong: return "a signature of the entry is wrong";
        case LogRefusal::mesh_foreign: return "the entry is of another mesh";
        case LogRefusal::depth_wrong: return "the entry's depth does not follow from its parents";
        case LogRefusal::author_full:
            return "its author has written as many entries as one key may; revoke that key";
        case LogRefusal::log_full: return "the list of members is as large as it may be";
    }
    std::unreachable();
}

std::string_view describe(RevocationState state) {
    switch (state) {
        case RevocationState::none: return "not revoked";
        case RevocationState::asked: return "to be revoked once most Authorities have confirmed it";
        case RevocationState::eventual: return "revoked for whoever knows of it";
        case RevocationState::final: return "revoked for good";
    }
    std::unreachable();
}

Log::Log(SignedGenesis genesis, const Limits& limits)
    : genesis_(std::move(genesis)),
      limits_(limits),
      evaluation_(genesis_.genesis()),
      waiting_(limits.waiting) {}

std::expected<Taken, LogRefusal> Log::take(Bytes bytes) {
    if (bytes.size() > entry_size_max) return std::unexpected(LogRefusal::malformed);
    const EntryHash hash = hash_of_entry(bytes);
    Taken taken;
    taken.is_known = contains(hash);
    taken.is_waiting = waiting_.contains(hash);
    if (taken.is_known || taken.is_waiting) return taken;
    auto read = SignedEntry::from_bytes(bytes);
    if (!read)
        return std::unexpected(read.error() == Error::signature_wrong ? LogRefusal::signature_wrong
                                                                      : LogRefusal::malformed);
    if (read->entry().mesh != mesh()) return std::unexpected(LogRefusal::mesh_foreign);
    if (!has_parents(*read)) {
        taken.dropped = waiting_.add(std::move(*read));
        taken.is_waiting = waiting_.contains(hash);
        return taken;
    }
    TRY(check_place(*read));
    place(std::move(*read), taken);
    place_waiting(taken);
    return taken;
}

bool Log::has_parents(const SignedEntry& entry) const {
    return std::ranges::all_of(entry.entry().parents,
                               [this](const EntryHash& parent) { return contains(parent); });
}

// Of an entry whose parents are there.
std::expected<void, LogRefusal> Log::check_place(const SignedEntry& signed_entry) const {
    const Entry& entry = signed_entry.entry();
    std::uint64_t depth = 0;
    for (const EntryHash& parent : entry.parents)
        depth = std::max(depth, graph().at(*graph().find(parent)).entry().depth);
    if (entry.depth != depth + 1) return std::unexpected(LogRefusal::depth_wrong);
    return has_room_for(signed_entry);
}

std::expected<void, LogRefusal> Log::has_room_for(const SignedEntry& entry) const {
    const std::size_t* written = author_counts_.find(entry.entry().author);
    if (written && *written >= limits_.entries_per_author_max)
        return std::unexpected(LogRefusal::author_full);
    if (size() >= limits_.entries_max || size_bytes_ + entry.bytes().size() > limits_.size_max)
        return std::unexpected(LogRefusal::log_full);
    return {};
}

void Log::count(const SignedEntry& entry) {
    ++author_counts_.ensure(entry.entry().author);
    size_bytes_ += entry.bytes().size();
}

void Log::place(SignedEntry entry, Taken& taken) {
    taken.added.push_back(entry.hash());
    count(entry);
    taken.is_judged_anew |= evaluation_.add(std::move(entry));
}

// Each one placed may be what others wait for.
void Log::place_waiting(Taken& taken) {
    const auto is_ready = [this](const SignedEntry& entry) { return has_parents(entry); };
    while (auto entry = waiting_.take_ready(is_ready)) {
        if (check_place(*entry))
            place(std::move(*entry), taken);
        else
            taken.dropped.push_back(entry->hash());
    }
}

std::vector<EntryHash> Log::missing() const {
    std::vector<EntryHash> wanted;
    for (const SignedEntry& entry : waiting_.all())
        for (const EntryHash& parent : entry.entry().parents)
            if (!contains(parent) && !waiting_.contains(parent)) wanted.push_back(parent);
    std::ranges::sort(wanted);
    const auto repeated = std::ranges::unique(wanted);
    wanted.erase(repeated.begin(), repeated.end());
    return wanted;
}

Buffer Log::to_bytes() const {
    Buffer bytes;
    // Lengths take three bytes each at most.
    core::BufferWriter writer(bytes, 1 + 2 + genesis_size_max + size_bytes_ + 3 * size());
    writer.u8(storage_version);
    const auto write = [&](Bytes part) {
        core::codec::write_varint(writer, part.size());
        writer.bytes(part);
    };
    write(genesis_.bytes());
    for (const EntryIndex index : graph().in_order()) write(graph().at(index).signed_entry.bytes());
    return bytes;
}

Result<Log> Log::from_bytes(Bytes bytes, const Limits& limits) {
    core::Reader reader(bytes);
    const auto read = [&]() -> Result<Bytes> {
        return reader.take(TRY(core::codec::read_varint(reader)));
    };
    if (TRY(reader.u8()) != storage_version) return core::fail(Error::format_unknown);
    const Bytes genesis = TRY(read());
    Log log(TRY(SignedGenesis::from_bytes(genesis)), limits);
    while (!reader.at_end()) {
        const Bytes next = TRY(read());
        SignedEntry entry = TRY(SignedEntry::from_bytes(next));
        if (entry.entry().mesh != log.mesh() || log.contains(entry.hash()) ||
            !log.has_parents(entry))
            return core::fail(Error::malformed);
        if (const auto fits = log.check_place(entry); !fits)
            return core::fail(fits.error() == LogRefusal::depth_wrong ? Error::malformed
                                                                      : Error::too_large);
        log.count(entry);
        log.evaluation_.add_unjudged(std::move(entry));
    }
    log.evaluation_.judge_all();
    return log;
}

}  // namespace fabric::membership
