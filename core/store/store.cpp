// Joining a journal, snapshots and compaction.
#include "core/store/store.h"

#include "core/base/reader.h"

namespace core::store {
namespace {

constexpr DiskUser journal_user{1};
constexpr DiskUser snapshots_user{2};
constexpr DiskUser compaction_user{3};

Seed another(Seed seed) { return Seed{Prng(seed).fork().next()}; }

void read_time_marks(Bytes payload, TimeMarks& marks) {
    Reader reader(payload);
    while (reader.remaining() >= 2 * sizeof(std::uint64_t)) {
        const Position position{*reader.u64_be()};
        marks.add({position, *reader.u64_be()});
    }
}

}  // namespace

Store::Store(const Options& options, Seed seed, Instant now, WallClock wall_clock)
    : now_(now),
      wall_clock_(wall_clock),
      journal_(options.journal, journal_user, seed),
      snapshots_(options.snapshots, snapshots_user, another(seed)),
      compaction_options_(options.compaction) {
    ASSERT(options.journal.owner == options.snapshots.owner);
}

void Store::open() { snapshots_.load(); }

// Passes over the store's own records, and sees at once what stands behind them: whoever is told
// that there is no event does not ask again. True if the journal has been asked to read on.
bool Store::look_into_journal() {
    bool reads_on = false;
    while (!told_event_ && !told_record_) {
        told_event_ = journal_.next_event();
        if (told_event_ && is_for_others(*told_event_)) break;
        if (std::exchange(told_event_, {})) {
            reads_on = true;
            continue;
        }
        const auto record = journal_.next_record();
        if (!record) break;
        if (record->type >= record_type_min) told_record_ = record;
        if (record->type == time_marks_type) read_time_marks(record->payload, time_marks_);
    }
    return reads_on;
}

std::optional<RecordView> Store::next_record() {
    static_cast<void>(look_into_journal());
    return std::exchange(told_record_, {});
}

bool Store::is_for_others(JournalEvent& event) {
    auto* const found = get_if<Found>(&event);
    auto* const missed = get_if<NotFound>(&event);
    if (!found && !missed) return true;
    ReadNumber& number = found ? found->read : missed->read;
    if (const auto first = reads_.find(number); first != reads_.end()) {
        number = first->second;
        reads_.erase(first);
    }
    if (!found || found->type >= record_type_min) return true;
    const auto behind_it = journal_.read(found->next);
    if (behind_it) {
        reads_.emplace(*behind_it, number);
        return false;
    }
    event = NotFound{number, behind_it.error()};
    return true;
}

Result<ReadNumber> Store::read(Position position) {
    if (!compaction_) return fail(Error::storage_failed);
    return journal_.read(position);
}

Result<Position> Store::append(RecordType type, Bytes payload) {
    return append_encoded(type, [&](BufferWriter& writer) { writer.bytes(payload); });
}

Result<void> Store::mark_time() {
    const TimeMark mark{journal_.end(), wall_clock_.at(now_)};
    if (!time_marks_.is_due(mark.seconds)) return {};
    TRY(write_time_marks({{mark}}));
    time_marks_.add(mark);
    return {};
}

Result<void> Store::write_time_marks(std::span<const TimeMark> marks) {
    TRY(append_to_journal(time_marks_type, [&](BufferWriter& writer) {
        for (const TimeMark& mark : marks) {
            writer.u64_be(mark.position.value);
            writer.u64_be(mark.seconds);
        }
    }));
    return {};
}

void Store::answer(DiskAnswer answer, Instant now) {
    now_ = now;
    const DiskUser user = DiskClient::user_of(answer.ticket);
    if (user == journal_user)
        journal_.answer(std::move(answer), now);
    else if (user == snapshots_user)
        snapshots_.answer(std::move(answer));
    else if (compaction_)
        compaction_->answer(answer, now);
}

void Store::expire(Instant now) {
    now_ = now;
    journal_.expire(now);
    if (compaction_) compaction_->expire(now);
}

std::optional<DiskRequest> Store::next_request(Instant now) {
    now_ = now;
    do {
        if (auto request = journal_.next_request(now)) return request;
    } while (look_into_journal());
    if (auto request = snapshots_.next_request()) return request;
    return compaction_ ? compaction_->next_request() : std::nullopt;
}

std::optional<Instant> Store::deadline() const {
    return earlier(journal_.deadline(), compaction_ ? compaction_->deadline() : std::nullopt);
}

std::optional<StoreEvent> Store::next_event() {
    if (auto event = snapshots_.next_event()) {
        note(*event);
        return *std::move(event);
    }
    static_cast<void>(look_into_journal());
    if (auto event = std::exchange(told_event_, {})) {
        note(*event);
        return *std::move(event);
    }
    take_compaction_events();
    return events_.pop();
}

// What lies in front of the snapshot is not needed from the journal.
void Store::note(const SnapshotEvent& event) {
    if (const auto* const loaded = get_if<SnapshotLoaded>(&event))
        journal_.open(loaded->position);
    else if (holds_alternative<NoSnapshot>(event))
        journal_.open({});
    else if (holds_alternative<SnapshotFailed>(event))
        note_snapshot_ended();
    else if (holds_alternative<SnapshotStored>(event))
        note_snapshot_stored();
}

void Store::note(const JournalEvent& event) {
    if (const auto* const opened = get_if<Opened>(&event)) {
        content_end_ = opened->end;
        compaction_.emplace(compaction_options_, compaction_user, now_);
    } else if (holds_alternative<Acknowledged>(event))
        finish_if_acknowledged();
    else if (const auto* const released = get_if<Released>(&event))
        time_marks_.forget_before(released->begin);
    else if (holds_alternative<SpaceEnded>(event))
        note_space_ended();
    else if (holds_alternative<SpaceBack>(event))
        note_space_back();
    else if (holds_alternative<Stopped>(event))
        note_stopped();
}

void Store::note_snapshot_ended() {
    snapshot_ = SnapshotState::none;
    if (compaction_) compaction_->note_snapshot_ended();
}

void Store::note_snapshot_stored() {
    note_snapshot_ended();
    if (!compaction_) return;
    // What lies in front of a snapshot is not read again. Without the marks, history is kept
    // longer.
    if (!time_marks_.all().empty()) static_cast<void>(write_time_marks(time_marks_.all()));
    // Something can be freed now.
    compaction_->look_now(now_);
}

void Store::note_space_ended() {
    is_out_of_space_ = true;
    finish_if_acknowledged();
    if (!compaction_) return;
    compaction_->note_room(false);
    compaction_->look_now(now_);
}

void Store::note_space_back() {
    is_out_of_space_ = false;
    if (compaction_) compaction_->note_room(true);
}

// Nothing is kept any more, so that nothing is removed either.
void Store::note_stopped() {
    abandon_snapshot();
    compaction_.reset();
}

void Store::take_compaction_events() {
    if (!compaction_) return;
    while (const auto event = compaction_->next_event()) {
        if (const auto* const changed = get_if<PressureChanged>(&*event))
            tell(*changed);
        else
            compact();
    }
}

void Store::compact() {
    const std::vector<LogSegment> segments = log_segments();
    const CompactionPlan plan = compaction_->decide(facts(segments));
    snapshots_.set_kept_count(plan.snapshots_kept);
    if (plan.release) journal_.release(*plan.release);
    if (plan.dropped_from) tell(HistoryDropped{*plan.dropped_from, plan.release->position()});
    if (!plan.wants_snapshot) return;
    // One that was abandoned may not be gone yet.
    if (!snapshots_.is_idle()) return compaction_->note_snapshot_ended();
    snapshot_ = SnapshotState::wanted;
    tell(SnapshotWanted{});
}

std::vector<LogSegment> Store::log_segments() const {
    const std::vector<Segment>& segments = journal_.segments();
    const std::uint64_t now = wall_clock_.at(now_);
    std::vector<LogSegment> facts;
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        const Position begin = *segments[i].base;
        const Position end = *segments[i + 1].base;
        facts.push_back({begin, end, segment_data_begin + (end.value - begin.value),
                         time_marks_.age_of(end, now)});
    }
    return facts;
}

StorageFacts Store::facts(std::span<const LogSegment> segments) const {
    return {.segments = segments,
            .end = journal_.end(),
            .checkpoint = snapshots_.oldest(),
            .newest_checkpoint = snapshots_.newest(),
            .acknowledged = needed_acknowledged_,
            .stable = needed_stable_};
}

void Store::note_needs(Position acknowledged, Position stable) {
    needed_acknowledged_ = std::max(needed_acknowledged_, acknowledged);
    needed_stable_ = std::max(needed_stable_, stable);
}

Pressure Store::pressure() const { return compaction_ ? compaction_->pressure() : Pressure::low; }

CompactionEstimate Store::estimate() const {
    if (!compaction_) return {};
    const std::vector<LogSegment> segments = log_segments();
    return estimate_compaction(facts(segments), pressure());
}

bool Store::begin_snapshot() {
    if (snapshot_ != SnapshotState::wanted) return false;
    snapshot_ = SnapshotState::writing;
    snapshot_position_ = content_end_;
    snapshots_.begin(snapshot_position_);
    return true;
}

void Store::finish_snapshot() {
    if (snapshot_ != SnapshotState::writing) return;
    snapshot_ = SnapshotState::finished;
    finish_if_acknowledged();
}

// What the journal could still lose is in no snapshot that is stored, unless it waits for room:
// that may be just what the snapshot makes.
void Store::finish_if_acknowledged() {
    if (snapshot_ != SnapshotState::finished) return;
    if (journal_.acknowledged() < snapshot_position_ && !is_out_of_space_) return;
    snapshot_ = SnapshotState::closing;
    snapshots_.finish();
}

void Store::abandon_snapshot() {
    if (snapshot_ == SnapshotState::none) return;
    snapshots_.abandon();
    note_snapshot_ended();
}

void Store::tell(StoreEvent event) {
    const bool queued = events_.push(std::move(event));
    ASSERT(queued);
}

}  // namespace core::store
