// What a node is asked for, by a command, a page or a program, in one line of JSON each:
//
//     {"id": 7, "do": "set", "document": "game", "path": "players.ann", "value": {"points": 3}}
//
// Rules CT3–CT7, spec/control.md. What is not asked for in a right way is said so, with the name of
// what is wrong.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.h"
#include "core/codec/multiaddr.h"
#include "core/crdt/document/path.h"
#include "core/crdt/document/tree.h"
#include "fabric/control/task_request.h"
#include "fabric/membership/ids.h"
#include "fabric/quorum/types.h"

namespace fabric::control {

// The asker's own name for a request, which the answers bear.
using RequestId = core::Id<struct RequestIdTag, std::uint64_t>;

struct Put {
    core::crdt::Tree tree;
};
// What is not there is made first, so that counters, texts and sets need no preparation.
struct AddToCounter {
    std::int64_t by = 0;
};
struct InsertText {
    std::optional<std::uint32_t> position;  // Nothing for the end.
    std::string characters;
};
struct EraseText {
    std::uint32_t position = 0;
    std::uint32_t size = 0;
};
struct InsertItems {
    std::optional<std::uint32_t> position;
    std::vector<core::crdt::Tree> items;
};
struct AddMember {
    core::crdt::Value value;
};
struct RemoveMember {
    core::crdt::Value value;
};
struct Remove {};
using Act = core::Variant<Put, AddToCounter, InsertText, EraseText, InsertItems, AddMember,
                          RemoveMember, Remove>;

// What the positions of an edit are of: a state that a watch told, as the asker's own edits in that
// watch left it.
struct Seen {
    RequestId in;
    std::uint64_t state = 0;
};

struct Edit {
    std::string document;
    core::crdt::Path path;
    Act act;
    std::optional<Seen> seen = {};
    quorum::Policy policy = {};
};
struct Get {
    std::string document;
    core::crdt::Path path;
};
// What is there, and again whenever it is something else.
struct Watch {
    std::string document;
    core::crdt::Path path;
    bool numbers_states = false;
};
// What the node tells.
struct WatchEvents {};
// What we do at the moment, as JSON; nothing to take it out.
struct SayNote {
    std::string topic;
    std::optional<std::string> value;
};
// What all say about it.
struct WatchNotes {
    std::string topic;
};
struct Cancel {
    RequestId of;
};
struct ShowStatus {};
struct ShowPeers {};
struct ShowMembers {};
struct ShowDocuments {};
enum class Picture : std::uint8_t { none, svg, blocks };
struct MakeInvite {
    // Of an invite for one key; nothing for one that lets in everybody who reads it.
    std::optional<membership::Role> role;
    core::Duration valid_for = std::chrono::hours{24};
    Picture picture = Picture::none;  // Of its QR code.
};
struct GrantRole {
    membership::MemberKey member;
    membership::Role role = membership::Role::citizen;
    std::optional<core::Duration> valid_for;
};
struct Revoke {
    membership::MemberKey member;
};
struct Connect {
    core::codec::Multiaddr address;
};
struct Stop {};

struct Request {
    RequestId id;
    core::Variant<Edit, Get, Watch, WatchEvents, SayNote, WatchNotes, Cancel, ShowStatus, ShowPeers,
                  ShowMembers, ShowDocuments, MakeInvite, GrantRole, Revoke, Connect, Stop,
                  HoldBytes, ShowContent, SubmitTask, WatchTask, CancelTask, ShowTasks, OfferWork,
                  SayOfRun>
        what;
};

// Which part of a request is wrong, and how it should be. The id is there if it could be read.
struct BadRequest {
    std::optional<RequestId> id;
    std::string why;
};

[[nodiscard]] std::expected<Request, BadRequest> read_request(std::string_view line);

// `local`, `quorum(2)`, `strict(2)` or `leader`.
[[nodiscard]] std::optional<quorum::Policy> policy_from_text(std::string_view text);
// `authority`, `citizen` or `ephemeral`.
[[nodiscard]] std::optional<membership::Role> role_from_text(std::string_view text);

}  // namespace fabric::control
