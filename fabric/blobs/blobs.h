// Blobs are bytes that members hold and fetch from one another by their hash: the code of units,
// large inputs and outputs (rules BO1–BO50, spec/blobs.md). Who wants one asks those that it is
// connected to, one after the other, until the whole is there and has that hash. It is a state
// machine: wishes, connections, messages and the time come in; messages and events go out.
//
//     blobs.connected(peer, now);  blobs.want(hash, size, now);  blobs.receive(peer, message, now);
//
// After every call that is not const,
//   1. for each peer whose lane has room take next_message() and send it, until there is none or no
//      room; and ask for that peer again when its lane has room;
//   2. take next_event() until there is none;
//   3. who keeps blobs on a disk takes next_forgotten() and next_kept(), and finds the bytes;
//   4. arm one timer for deadline(), and call expire() when it is reached, which may be at once.
// Messages may get lost and overtake one another.
//
// What peers can make this hold is bounded: pieces are taken in their order, only of what is
// wanted, and only from who was asked; pieces for others are cut when there is room on their links.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/base/queue.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "fabric/blobs/disbelieved.h"
#include "fabric/blobs/events.h"
#include "fabric/blobs/message.h"
#include "fabric/blobs/options.h"
#include "fabric/blobs/shelf.h"
#include "fabric/blobs/wanted.h"

namespace fabric::blobs {

class Blobs {
public:
    Blobs(const Options& options, core::Instant now);

    // Held from now on. Error::value_missing for no bytes, too_large for too many, storage_full if
    // there is no room.
    [[nodiscard]] core::Result<Hash> put(core::Buffer bytes);
    // Valid until the next call that is not const.
    [[nodiscard]] const core::Buffer* find(const Hash& hash) const { return shelf_.find(hash); }

    // Counted: as many may want the same, each until it calls unwant(). It may be smaller than this
    // size, and is not taken if it is larger. What is held is told as arrived at once. Errors as
    // put()'s for the size; backlog_full if too many are wanted. Then it is not wanted.
    [[nodiscard]] core::Result<void> want(const Hash& hash, std::uint64_t size_max,
                                          core::Instant now);
    void unwant(const Hash& hash);
    // Counted: what is pinned, or wanted, is not forgotten for room. It need not be there yet.
    void pin(const Hash& hash);
    void unpin(const Hash& hash);

    // False if it is there, or there are too many.
    [[nodiscard]] bool connected(const PeerId& peer, core::Instant now);
    void gone(const PeerId& peer, core::Instant now);
    void receive(const PeerId& from, core::Bytes message, core::Instant now);
    void expire(core::Instant now);

    [[nodiscard]] std::optional<core::Buffer> next_message(const PeerId& to);
    [[nodiscard]] std::optional<Event> next_event();
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // For who keeps them on a disk: what came to be held since it was asked, and what of that was
    // forgotten. What lies there is restored at the start; of what there is no room for it is told
    // that it was forgotten.
    [[nodiscard]] std::optional<Hash> next_kept() { return shelf_.next_kept(); }
    [[nodiscard]] std::optional<Hash> next_forgotten() { return shelf_.next_forgotten(); }
    void restore(core::Buffer bytes);

    [[nodiscard]] const Counters& counters() const { return counters_; }
    // Of what is held and of what has begun to come.
    [[nodiscard]] std::size_t size() const { return shelf_.size() + shelf_.reserved_size(); }
    [[nodiscard]] std::size_t held_count() const { return shelf_.count(); }
    [[nodiscard]] std::size_t wanted_count() const { return wanted_.size(); }
    [[nodiscard]] std::size_t fetched_count() const;
    [[nodiscard]] std::size_t owed_count(const PeerId& peer) const;
    [[nodiscard]] std::size_t disbelieved_count() const { return disbelieved_.count(); }

private:
    struct Owed {
        Hash hash;
        std::uint64_t next;
        std::uint64_t end;
    };
    struct Peer {
        explicit Peer(std::size_t owed_max) : owed(owed_max) {}
        core::Queue<Owed> owed;
        std::set<Hash> to_ask = {};  // Asks that were not sent yet.
        core::Instant gave_at = core::Instant::min();
        std::size_t asked_count = 0;  // Of what it is to give now.
        bool is_believed = true;      // It did not misbehave.
    };

    void run(core::Instant now);
    void wake_by(core::Instant when);
    void misbehave(const PeerId& id, Peer& peer, std::string_view what);
    void drop_asked(const PeerId& peer);

    // fetching.cpp
    void schedule();
    void schedule_soon();
    void look_ahead();
    [[nodiscard]] std::vector<Hash> waiting() const;
    [[nodiscard]] bool begin(const Hash& hash, Wanted& wanted);
    [[nodiscard]] bool has_place_for(const Wanted& wanted);
    [[nodiscard]] bool may_make_room(std::size_t size);
    [[nodiscard]] bool give_way();
    [[nodiscard]] std::optional<PeerId> choose(const Hash& hash, const Wanted& wanted) const;
    void ask(const Hash& hash, Wanted& wanted, const PeerId& peer);
    void expect_from(const Hash& hash, Wanted& wanted, const PeerId& peer);
    void stop_asking(const Hash& hash, Wanted& wanted);
    void stop(const Hash& hash, Wanted& wanted);
    void drop_partial(Wanted& wanted);
    void rest(Wanted& wanted, core::Instant until);
    [[nodiscard]] core::Instant silent_at(const Wanted& wanted) const;
    [[nodiscard]] core::Instant first_to_be_asked_again(const Wanted& wanted) const;
    void note_silence(const Hash& hash, Wanted& wanted);
    void arrive(const Hash& hash, Wanted& wanted);

    // taking.cpp
    [[nodiscard]] bool take_piece(const PeerId& from, Peer& peer, const Piece& piece);
    void take_lacks(const PeerId& from, const Hash& hash);
    [[nodiscard]] bool may_give(const PeerId& from, const Wanted& wanted) const;
    [[nodiscard]] bool begin_partial(const PeerId& from, Wanted& wanted, const Piece& piece);
    void add(const PeerId& from, Peer& peer, Wanted& wanted, const Piece& piece);
    void disagree(const PeerId& from, Peer& peer, const Hash& hash, Wanted& wanted);
    void finish(const PeerId& from, Peer& peer, const Hash& hash, Wanted& wanted);

    // giving.cpp
    void take_ask(Peer& peer, const Ask& ask);
    [[nodiscard]] core::Buffer write_ask(const Hash& hash);
    [[nodiscard]] core::Buffer write_owed(Peer& peer);

    Options options_;
    core::Instant now_;
    Shelf shelf_;
    std::map<Hash, Wanted> wanted_;
    std::map<PeerId, Peer> peers_;
    std::optional<PeerId> last_giver_ = {};
    Disbelieved disbelieved_;
    std::uint64_t turn_ = 0;
    // Nothing is due before.
    std::optional<core::Instant> wake_at_ = {};

    std::map<PeerId, std::string_view> misbehaved_;
    std::set<Hash> arrived_;
    Counters counters_ = {};
};

}  // namespace fabric::blobs
