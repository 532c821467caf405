// Records of the ordered log, and what they come to.
#include "fabric/ordering/kept.h"

#include "core/base/reader.h"
#include "core/codec/message_bytes.h"

namespace fabric::ordering {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;
using leadership::Append;
using leadership::EntryView;
using leadership::Index;
using leadership::InstallSnapshot;
using leadership::MemberId;
using leadership::PersistOrder;
using leadership::Place;
using leadership::SnapshotMeta;
using leadership::Term;

namespace {

enum class RecordKind : std::uint8_t { order, snapshot, trusted, anew };
enum class Installs : std::uint8_t { nothing, snapshot, snapshot_before_log };

// Of the entries in one record, so that they are one message.
constexpr std::size_t entries_size_max = std::size_t{256} << 10;
constexpr std::size_t record_size_max =
    content_size_max + 2 * leadership::message_size_max + (std::size_t{16} << 10);
// No message of Raft's begins so.
constexpr std::byte content_is_apart{255};
constexpr std::uint8_t content_with_state_version = 2;

// As if it was sent in one piece, or that without its content, and the content.
Buffer write_snapshot(const SnapshotMeta& snapshot, Bytes content) {
    InstallSnapshot install{snapshot.last.term, snapshot, 0, content.size(), content};
    if (content.size() <= leadership::chunk_size_max) return leadership::write_message(install);
    install.length = 0;
    install.data = {};
    core::codec::MessageBytes bytes(record_size_max);
    bytes.writer().u8(std::to_integer<std::uint8_t>(content_is_apart));
    bytes.sized(leadership::write_message(install));
    bytes.writer().bytes(content);
    return bytes.take();
}

Result<std::uint64_t> read_kept_number(Reader& reader) {
    const std::uint64_t number = TRY(core::codec::read_varint(reader));
    if (number > leadership::number_max) return core::fail(Error::too_large);
    return number;
}

struct ReadSnapshot {
    SnapshotMeta meta;
    Bytes content;
};
struct InstallParts {
    Bytes message;
    std::optional<Bytes> content = {};  // If it is apart.
};
Result<InstallParts> read_install_parts(Bytes bytes) {
    if (bytes.empty() || bytes.front() != content_is_apart) return InstallParts{bytes};
    Reader reader(bytes.subspan(1));
    const std::uint64_t size = TRY(core::codec::read_varint(reader));
    const Bytes message = TRY(reader.take(size));
    return InstallParts{message, reader.rest()};
}

Result<ReadSnapshot> read_snapshot(Bytes bytes) {
    const InstallParts parts = TRY(read_install_parts(bytes));
    const auto message = TRY(leadership::read_message(parts.message));
    const auto* const install = core::get_if<InstallSnapshot>(&message);
    if (!install || install->offset != 0) return core::fail(Error::malformed);
    const Bytes content = parts.content.value_or(install->data);
    if (content.size() != install->snapshot.size || (parts.content && install->length != 0))
        return core::fail(Error::malformed);
    // In front of the first entry there is a configuration at most.
    const SnapshotMeta& meta = install->snapshot;
    const bool is_beginning = meta.last.index == Index{};
    if ((meta.last.term == Term{}) != is_beginning || (meta.size == 0) != is_beginning ||
        meta.configuration_index > meta.last.index)
        return core::fail(Error::malformed);
    return ReadSnapshot{meta, content};
}

// As if they were appended by who leads.
Buffer write_entries(const PersistOrder& order) {
    Append append;
    append.term = order.hard_state.term;
    if (order.first > Index{}) append.previous.index = order.first.previous();
    append.entries = order.entries;
    return leadership::write_message(append);
}

}  // namespace

Buffer write_content(const Content& content) {
    if (content.state.empty()) return content.recent;
    core::codec::MessageBytes bytes(content.recent.size() + content.state.size() + 16);
    bytes.writer().u8(content_with_state_version);
    bytes.sized(content.recent);
    bytes.writer().bytes(content.state);
    return bytes.take();
}

Result<Content> read_content(Bytes bytes) {
    if (bytes.empty() || std::to_integer<std::uint8_t>(bytes.front()) != content_with_state_version)
        return Content{{bytes.begin(), bytes.end()}, {}};
    Reader reader(bytes.subspan(1));
    const std::uint64_t size = TRY(core::codec::read_varint(reader));
    const Bytes recent = TRY(reader.take(size));
    const Bytes state = reader.rest();
    return Content{{recent.begin(), recent.end()}, {state.begin(), state.end()}};
}

Buffer write_order_record(const PersistOrder& order, Bytes installed) {
    core::codec::MessageBytes bytes(record_size_max);
    bytes.writer().u8(static_cast<std::uint8_t>(RecordKind::order));
    bytes.number(order.hard_state.term.value);
    bytes.sized(order.hard_state.vote ? order.hard_state.vote->bytes() : Bytes{});
    bytes.number(order.truncate_from ? order.truncate_from->value : 0);
    Installs installs = Installs::nothing;
    if (order.install)
        installs = order.install->keeps_log ? Installs::snapshot_before_log : Installs::snapshot;
    bytes.writer().u8(static_cast<std::uint8_t>(installs));
    if (order.install) bytes.sized(write_snapshot(order.install->snapshot, installed));
    bytes.writer().bytes(write_entries(order));
    return bytes.take();
}

Buffer write_snapshot_record(const SnapshotMeta& snapshot, Bytes content) {
    core::codec::MessageBytes bytes(record_size_max);
    bytes.writer().u8(static_cast<std::uint8_t>(RecordKind::snapshot));
    bytes.writer().bytes(write_snapshot(snapshot, content));
    return bytes.take();
}

Buffer write_anew_record() { return {std::byte{std::to_underlying(RecordKind::anew)}}; }

Buffer write_trusted_record(const Place& since) {
    core::codec::MessageBytes bytes(record_size_max);
    bytes.writer().u8(static_cast<std::uint8_t>(RecordKind::trusted));
    bytes.number(since.term.value);
    bytes.number(since.index.value);
    return bytes.take();
}

Kept Kept::founding(const MemberId& self) {
    Kept kept;
    kept.snapshot_.configuration.set(self, leadership::Role::voter);
    kept.known_since_ = Place{};
    return kept;
}

std::vector<Buffer> Kept::records() const {
    std::vector<Buffer> records;
    PersistOrder order{{}, hard_};
    records.push_back(write_order_record(order, {}));
    if (snapshot_.configuration.voter_count() > 0)
        records.push_back(write_snapshot_record(snapshot_, content_));
    order.first = first_;
    std::size_t size = 0;
    for (const KeptEntry& entry : entries_) {
        const std::size_t more = entry.bytes.size() + leadership::entry_overhead_size;
        if (!order.entries.empty() && size + more > entries_size_max) {
            records.push_back(write_order_record(order, {}));
            order.first = order.first.plus(order.entries.size());
            order.entries.clear();
            size = 0;
        }
        order.entries.push_back({entry.term, entry.kind, entry.bytes});
        size += more;
    }
    if (!order.entries.empty()) records.push_back(write_order_record(order, {}));
    if (known_since_) records.push_back(write_trusted_record(*known_since_));
    return records;
}

Result<void> Kept::take(Bytes record) {
    if (core::equal(record, write_anew_record())) {
        *this = {};
        return {};
    }
    if (!is_readable_) return core::fail(Error::malformed);
    const auto taken = take_readable(record);
    is_readable_ = taken.has_value();
    return taken;
}

Result<void> Kept::take_readable(Bytes record) {
    Reader reader(record);
    switch (RecordKind{TRY(reader.u8())}) {
        case RecordKind::order: return take_order(reader);
        case RecordKind::snapshot: return take_snapshot(reader.rest());
        case RecordKind::trusted: return take_trusted(reader);
        case RecordKind::anew: break;  // With more behind it than there is.
    }
    return core::fail(Error::malformed);
}

Result<void> Kept::take_hard_state(Reader& reader) {
    leadership::HardState hard{Term{TRY(read_kept_number(reader))}, {}};
    const std::uint64_t vote_size = TRY(core::codec::read_varint(reader));
    const Bytes vote = TRY(reader.take(vote_size));
    if (!vote.empty()) hard.vote = TRY(MemberId::from_bytes(vote));
    // Terms do not fall, and a vote is not taken back.
    const bool follows = hard.term > hard_.term ||
                         (hard.term == hard_.term && (!hard_.vote || hard.vote == hard_.vote));
    if (!follows) return core::fail(Error::malformed);
    hard_ = hard;
    return {};
}

Result<void> Kept::take_order(Reader& reader) {
    TRY(take_hard_state(reader));
    const Index from{TRY(read_kept_number(reader))};
    if (from > Index{}) truncate_from(from);
    const Installs installs{TRY(reader.u8())};
    if (installs > Installs::snapshot_before_log) return core::fail(Error::malformed);
    if (installs != Installs::nothing) {
        const std::uint64_t size = TRY(core::codec::read_varint(reader));
        const Bytes snapshot = TRY(reader.take(size));
        if (installs == Installs::snapshot) entries_.clear();
        TRY(take_snapshot(snapshot));
    }
    return take_entries(reader.rest());
}

Result<void> Kept::take_snapshot(Bytes bytes) {
    const ReadSnapshot read = TRY(read_snapshot(bytes));
    const Place end = read.meta.last;
    if (end.index < snapshot_.last.index) return {};
    // What is known of its end is the same, or what is behind does not follow.
    const std::optional<Term> mine = term_at(end.index);
    if (end.term > hard_.term || (mine && *mine != end.term)) return core::fail(Error::malformed);
    snapshot_ = read.meta;
    content_.assign(read.content.begin(), read.content.end());
    forget_up_to(end.index);
    return {};
}

Result<void> Kept::take_entries(Bytes bytes) {
    const auto message = TRY(leadership::read_message(bytes));
    const auto* const append = core::get_if<Append>(&message);
    if (!append) return core::fail(Error::malformed);
    Index index = append->previous.index;
    for (const EntryView& entry : append->entries) {
        index = index.next();
        if (index <= snapshot_.last.index) continue;
        // What is there already is written anew, with all behind it.
        truncate_from(index);
        if (entries_.empty()) first_ = snapshot_.last.index.next();
        if (index != first_.plus(entries_.size())) return core::fail(Error::value_missing);
        const Term last = entries_.empty() ? snapshot_.last.term : entries_.back().term;
        if (entry.term < last || entry.term > hard_.term) return core::fail(Error::malformed);
        if (entry.kind == leadership::EntryKind::configuration)
            TRY(leadership::Configuration::read(entry.bytes));
        entries_.push_back({entry.term, entry.kind, {entry.bytes.begin(), entry.bytes.end()}});
    }
    return {};
}

// From then on it takes part in no earlier term.
Result<void> Kept::take_trusted(Reader& reader) {
    const Term term{TRY(read_kept_number(reader))};
    const Index index{TRY(read_kept_number(reader))};
    TRY(reader.expect_end());
    known_since_ = Place{term, index};
    if (term > hard_.term) hard_ = {term};
    return {};
}

std::optional<Term> Kept::term_at(Index index) const {
    if (index == snapshot_.last.index) return snapshot_.last.term;
    if (index < first_ || index >= first_.plus(entries_.size())) return std::nullopt;
    return entries_[static_cast<std::size_t>(index.value - first_.value)].term;
}

void Kept::truncate_from(Index index) {
    while (!entries_.empty() && first_.plus(entries_.size()) > index) entries_.pop_back();
}

void Kept::forget_up_to(Index index) {
    std::size_t count = 0;
    while (count < entries_.size() && first_.plus(count) <= index) ++count;
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(count));
    first_ = entries_.empty() ? index.next() : first_.plus(count);
}

leadership::Stored Kept::stored() const {
    leadership::Stored stored;
    stored.hard_state = hard_;
    stored.snapshot = snapshot_;
    stored.first = entries_.empty() ? snapshot_.last.index.next() : first_;
    for (const KeptEntry& entry : entries_)
        stored.entries.push_back({entry.term, entry.kind, entry.bytes});
    stored.known_since = known_since_;
    return stored;
}

}  // namespace fabric::ordering
