// Taking changes in: each is judged, delivered, kept back or refused, and what it releases after
// it. A change that stands behind several missing ones is looked at once for each of them.
#include "core/crdt/change/history.h"

namespace core::crdt {

const AuthorLog* History::log_of(Author author) const {
    const auto at = logs_.find(author);
    return at == logs_.end() ? nullptr : &at->second;
}

bool History::has_room_for(Author author) const {
    return logs_.size() < authors_max || logs_.contains(author);
}

bool History::is_quarantined(Author author) const {
    const AuthorLog* const log = log_of(author);
    return log && log->is_quarantined();
}

Result<History::Taken> History::take(Bytes signed_change) {
    Change change = TRY(read_change(signed_change));
    const Place place{change.author, change.sequence};
    if (!has_room_for(change.author)) return fail(Error::too_large);
    Taken taken{.verdict = Verdict::quarantined, .ready = {}, .refused = {}, .proofs = {}};
    if (is_quarantined(change.author)) return taken;

    const AuthorLog* const log = log_of(change.author);
    if (log && change.sequence <= log->sequence()) {
        taken.verdict = take_again(*log, change, signed_change, taken);
        return taken;
    }
    if (const WaitingChanges::Item* const item = waiting_.find(place)) {
        if (equal(item->bytes, signed_change)) {
            taken.verdict = Verdict::waiting;
        } else {
            const Buffer one = item->bytes;  // Quarantine takes it out of the waiting room.
            quarantine(place, one, signed_change, taken);
        }
        return taken;
    }

    std::size_t news_checked = 0;
    const Standing standing = TRY(judge(change, news_checked));
    switch (standing.kind) {
        case Standing::Kind::ready: {
            taken.verdict = Verdict::delivered;
            Buffer bytes(signed_change.begin(), signed_change.end());
            std::vector<Place> released = deliver(std::move(change), std::move(bytes), taken);
            deliver_released(std::move(released), taken);
            return taken;
        }
        case Standing::Kind::early:
        case Standing::Kind::awaiting:
            TRY(waiting_.add(std::move(change), signed_change));
            taken.verdict = Verdict::waiting;
            waiting_.find(place)->news_checked = news_checked;
            if (standing.kind == Standing::Kind::awaiting) waiting_.await(place, standing.awaited);
            return taken;
        case Standing::Kind::contradicts:
            quarantine({place.author, log->sequence()}, log->bytes_of(log->sequence()),
                       signed_change, taken);
            return taken;
    }
    ASSERT(false);
}

// A change of a sequence number that was delivered already: the same, or its author told another
// tale. Of what was forgotten only the head can still tell.
History::Verdict History::take_again(const AuthorLog& log, const Change& change, Bytes bytes,
                                     Taken& taken) {
    const Bytes kept = log.bytes_of(change.sequence);
    const bool is_same = !kept.empty()                       ? equal(kept, bytes)
                         : change.sequence == log.sequence() ? hash_of_change(bytes) == log.head()
                                                             : true;
    if (is_same) return Verdict::known;
    quarantine({change.author, change.sequence}, kept, bytes, taken);
    return Verdict::quarantined;
}

std::vector<History::Place> History::deliver(Change change, Buffer bytes, Taken& taken) {
    AuthorLog& log = logs_[change.author];
    Version past = log.clock();
    past.merge(change.news);
    log.append(change, std::move(bytes));
    const Dot last{change.author, change.last_counter()};
    version_.include(last);
    lamport_ = std::max(lamport_, change.last_lamport());

    std::vector<Place> released = waiting_.release(last);
    const Place next{change.author, change.sequence + 1};
    if (waiting_.contains(next)) released.push_back(next);
    taken.ready.push_back({std::move(change), std::move(past)});
    return released;
}

void History::deliver_released(std::vector<Place> released, Taken& taken) {
    while (!released.empty()) {
        const Place place = released.back();
        released.pop_back();
        WaitingChanges::Item* const item = waiting_.find(place);
        if (!item) continue;  // Its author was quarantined meanwhile.
        const Result<Standing> standing = judge(item->change, item->news_checked);
        if (!standing) {
            waiting_.remove(place);
            taken.refused.push_back({place.author, place.sequence, standing.error()});
            continue;
        }
        switch (standing->kind) {
            case Standing::Kind::ready: {
                Buffer bytes = waiting_.remove(place);
                Result<Change> change = read_change(bytes);
                ASSERT(change);
                const auto more = deliver(*std::move(change), std::move(bytes), taken);
                released.insert(released.end(), more.begin(), more.end());
                break;
            }
            case Standing::Kind::awaiting: waiting_.await(place, standing->awaited); break;
            case Standing::Kind::contradicts: {
                const AuthorLog* const log = log_of(place.author);
                const Buffer other = waiting_.remove(place);
                quarantine({place.author, log->sequence()}, log->bytes_of(log->sequence()), other,
                           taken);
                break;
            }
            // Only those are released whose author's change before was delivered.
            case Standing::Kind::early: ASSERT(false);
        }
    }
}

void History::quarantine(Place one, Bytes one_bytes, Bytes other_bytes, Taken& taken) {
    if (!one_bytes.empty())
        taken.proofs.push_back({one.author, one.sequence,
                                Buffer(one_bytes.begin(), one_bytes.end()),
                                Buffer(other_bytes.begin(), other_bytes.end())});
    logs_[one.author].quarantine();
    waiting_.remove_all_of(one.author);
}

Result<void> History::convict(const Equivocation& proof) {
    const Change change = TRY(read_change(proof.one));
    if (change.author != proof.author || change.sequence != proof.sequence ||
        !contradict(proof.one, proof.other))
        return fail(Error::malformed);
    if (!has_room_for(proof.author)) return fail(Error::too_large);
    logs_[proof.author].quarantine();
    waiting_.remove_all_of(proof.author);
    return {};
}

}  // namespace core::crdt
