// Awareness is what the users of a document tell one another for the moment: cursors, names, who is
// there (rules YW19, YW20, spec/yjs.md). Each client has one state, JSON that is not looked into,
// and a clock that says which of two is newer.
//
//     Awareness awareness(client, now);
//     send(awareness.bytes(*awareness.set_local(R"({"name":"Ada"})", now)));
//     changes = TRY(awareness.apply(received, now));
//     … at awareness.deadline() … changes = awareness.expire(now);
//
// After each call the clients that it names are to be sent to the others. Memory is bounded by the
// limits below.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/flat_map.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/crdt/yjs/id.h"

namespace core::crdt::yjs {

inline constexpr Duration awareness_silence_max = std::chrono::seconds(30);
inline constexpr Duration awareness_renewal = awareness_silence_max / 2;

// Far more than show each other their cursors.
inline constexpr std::size_t awareness_clients_max = 4096;
inline constexpr std::size_t awareness_state_size_max = std::size_t{64} * 1024;

class Awareness {
public:
    using Clients = std::vector<Client>;
    // In the order in which they happened.
    struct Changes {
        Clients added;
        Clients updated;  // Renewed, or given another state.
        Clients removed;

        [[nodiscard]] bool empty() const {
            return added.empty() && updated.empty() && removed.empty();
        }
        // All of them: what bytes() takes.
        [[nodiscard]] Clients all() const;
        friend bool operator==(const Changes&, const Changes&) = default;
    };

    // Begins with the state {}, like Yjs.
    Awareness(Client self, Instant now);

    // No state says that we are gone. Error::malformed if it is not JSON, Error::too_large if it is
    // too long.
    Result<Changes> set_local(std::optional<std::string_view> json, Instant now);

    // What another one sent: all of it or nothing. Error::too_large if there would be too many
    // clients.
    Result<Changes> apply(Bytes update, Instant now);

    // Takes others off without an update, as a server does with those whose connection is gone.
    Changes remove(const Clients& clients, Instant now);

    // Renews our own state, and removes those who were silent for too long.
    Changes expire(Instant now);
    // The earliest time when expire() may have something to do.
    [[nodiscard]] std::optional<Instant> deadline() const { return deadline_; }

    [[nodiscard]] Client self() const { return self_; }
    // Nothing if the client is gone.
    [[nodiscard]] std::optional<std::string_view> state(Client client) const;
    [[nodiscard]] Clients clients() const;

    // The update that tells of these clients; those that were never here are left out.
    [[nodiscard]] Buffer bytes(const Clients& clients) const;

private:
    struct Entry {
        std::uint64_t clock = 0;
        Instant touched;
        std::optional<std::string> state;
    };
    struct Told {
        Client client;
        std::uint64_t clock = 0;
        std::optional<std::string_view> state;
    };

    static Result<std::vector<Told>> read(Bytes update);
    Result<void> make_room(const std::vector<Told>& told);
    void apply(const Told& told, Instant now, Changes& changes);
    void touch(Client client, Entry& entry, Instant now);

    Client self_;
    // Those that are gone are remembered as long as there is room, so that what was sent before
    // does not bring them back.
    FlatMap<Client, Entry> entries_;
    std::optional<Instant> deadline_;
};

}  // namespace core::crdt::yjs
