// Requests out of JSON: what each of them needs, and the words for what is wrong.
#include "fabric/control/request.h"

#include <array>

#include "core/base/format.h"
#include "core/codec/decimal.h"
#include "core/codec/json.h"
#include "fabric/control/fields.h"
#include "fabric/control/task_fields.h"
#include "fabric/notes/message.h"

namespace fabric::control {

namespace {

using What = decltype(Request::what);
using ReadWhat = OrWhy<What> (*)(const Fields&);

OrWhy<What> edit(const Fields& fields, OrWhy<Act> act) {
    Edit edit{
        TRY(fields.document()), TRY(fields.path()), {}, TRY(fields.seen()), TRY(fields.policy())};
    edit.act = TRY(std::move(act));
    return What(std::move(edit));
}

OrWhy<Act> put_of(const Fields& fields) { return Act(Put{TRY(fields.tree("value"))}); }
OrWhy<Act> addition_of(const Fields& fields) {
    const JsonValue* const by = fields.find("by");
    const auto number = by ? by->as_int64() : 1;
    if (!number) return std::unexpected("\"by\" has to be a whole number");
    return Act(AddToCounter{*number});
}
OrWhy<Act> typing_of(const Fields& fields) {
    return Act(InsertText{TRY(fields.number("position")), TRY(fields.text("text"))});
}
OrWhy<Act> erasure_of(const Fields& fields) {
    return Act(EraseText{TRY(fields.needed_number("position")), TRY(fields.needed_number("size"))});
}
OrWhy<Act> insertion_of(const Fields& fields) {
    InsertItems insertion{TRY(fields.number("position")), {}};
    const JsonValue* const items = fields.find("items");
    const auto list = items ? items->as_array() : core::fail(core::Error::value_missing);
    if (!list) return std::unexpected("\"items\" has to be a list");
    for (const JsonValue& item : *list)
        insertion.items.push_back(TRY(Fields::tree_of(item, "items")));
    return Act(std::move(insertion));
}

template <class Change>
OrWhy<Act> member_of(const Fields& fields) {
    return Act(Change{TRY(fields.single("value"))});
}

OrWhy<What> read_place(const Fields& fields, bool watches) {
    std::string document = TRY(fields.document());
    auto path = TRY(fields.path());
    if (!watches) return What(Get{std::move(document), std::move(path)});
    return What(Watch{std::move(document), std::move(path), fields.find("states") != nullptr});
}

OrWhy<std::string> topic_of(const Fields& fields) {
    std::string topic = TRY(fields.text("topic"));
    if (!notes::check_topic(topic))
        return std::unexpected("\"topic\" has to be a text of 1 to 1,024 bytes");
    return topic;
}

OrWhy<What> read_note(const Fields& fields) {
    SayNote note{TRY(topic_of(fields)), {}};
    const JsonValue* const value = fields.find("value");
    if (!value || value->kind() == JsonValue::Kind::null) return What(std::move(note));
    auto json = core::codec::to_json(*value);
    if (!json || json->size() > notes::note_size_max)
        return std::unexpected("\"value\" is more than 4,096 bytes of JSON");
    note.value = *std::move(json);
    return What(std::move(note));
}

OrWhy<What> read_notes(const Fields& fields) { return What(WatchNotes{TRY(topic_of(fields))}); }

OrWhy<What> read_cancel(const Fields& fields) {
    const JsonValue* const of = fields.find("of");
    const auto id = of ? of->as_uint64() : core::fail(core::Error::value_missing);
    if (!id) return std::unexpected("\"of\" has to be the id of a request");
    return What(Cancel{RequestId{*id}});
}

OrWhy<What> read_invite(const Fields& fields) {
    MakeInvite invite;
    if (fields.find("role")) invite.role = TRY(fields.role());
    if (const auto valid_for = TRY(fields.seconds("valid_for"))) invite.valid_for = *valid_for;
    if (fields.find("picture")) {
        const std::string picture = TRY(fields.text("picture"));
        if (picture != "svg" && picture != "blocks")
            return std::unexpected("\"picture\" has to be svg or blocks");
        invite.picture = picture == "svg" ? Picture::svg : Picture::blocks;
    }
    return What(invite);
}

OrWhy<What> read_grant(const Fields& fields) {
    return What(
        GrantRole{TRY(fields.member()), TRY(fields.role()), TRY(fields.seconds("valid_for"))});
}

OrWhy<What> read_revoke(const Fields& fields) { return What(Revoke{TRY(fields.member())}); }

OrWhy<What> read_connect(const Fields& fields) {
    const auto address = core::codec::Multiaddr::from_text(TRY(fields.text("address")));
    if (!address)
        return std::unexpected(core::formatted(
            "\"address\" is no address: {}; it looks like /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…",
            core::describe(address.error())));
    return What(Connect{*address});
}

struct Command {
    std::string_view name;
    ReadWhat read;
};
constexpr std::array commands{
    Command{"status", [](const Fields&) { return OrWhy<What>(ShowStatus{}); }},
    Command{"peers", [](const Fields&) { return OrWhy<What>(ShowPeers{}); }},
    Command{"members", [](const Fields&) { return OrWhy<What>(ShowMembers{}); }},
    Command{"documents", [](const Fields&) { return OrWhy<What>(ShowDocuments{}); }},
    Command{"events", [](const Fields&) { return OrWhy<What>(WatchEvents{}); }},
    Command{"note", read_note},
    Command{"notes", read_notes},
    Command{"stop", [](const Fields&) { return OrWhy<What>(Stop{}); }},
    Command{"get", [](const Fields& fields) { return read_place(fields, false); }},
    Command{"watch", [](const Fields& fields) { return read_place(fields, true); }},
    Command{"set", [](const Fields& fields) { return edit(fields, put_of(fields)); }},
    Command{"add", [](const Fields& fields) { return edit(fields, addition_of(fields)); }},
    Command{"type", [](const Fields& fields) { return edit(fields, typing_of(fields)); }},
    Command{"erase", [](const Fields& fields) { return edit(fields, erasure_of(fields)); }},
    Command{"insert", [](const Fields& fields) { return edit(fields, insertion_of(fields)); }},
    Command{"put-in",
            [](const Fields& fields) { return edit(fields, member_of<AddMember>(fields)); }},
    Command{"take-out",
            [](const Fields& fields) { return edit(fields, member_of<RemoveMember>(fields)); }},
    Command{"remove", [](const Fields& fields) { return edit(fields, Act(Remove{})); }},
    Command{"cancel", read_cancel},
    Command{"invite", read_invite},
    Command{"grant", read_grant},
    Command{"revoke", read_revoke},
    Command{"connect", read_connect},
    Command{"hold", read_hold},
    Command{"content", read_content},
    Command{"task", read_task},
    Command{"task-watch", read_task_watch},
    Command{"task-cancel", read_task_cancel},
    Command{"tasks", [](const Fields&) { return OrWhy<What>(ShowTasks{}); }},
    Command{"work", read_work},
    Command{"run-progress", read_run_progress},
    Command{"run-log", read_run_log},
    Command{"run-done", read_run_done},
    Command{"run-failed", read_run_failed},
};

OrWhy<What> read_what(const Fields& fields) {
    const std::string name = TRY(fields.text("do"));
    for (const Command& command : commands)
        if (command.name == name) return command.read(fields);
    std::string known;
    for (const Command& command : commands)
        known += (known.empty() ? "" : ", ") + std::string(command.name);
    return std::unexpected(core::formatted("nothing is called \"{}\"; there are {}", name, known));
}

}  // namespace

std::expected<Request, BadRequest> read_request(std::string_view line) {
    const auto json = core::codec::parse_json(line);
    if (!json || json->kind() != JsonValue::Kind::object)
        return std::unexpected(BadRequest{
            {},
            core::formatted("the line is no object of JSON: {}",
                            json ? "it is something else" : core::describe(json.error()))});
    const JsonValue* const member = json->find("id");
    const auto id = member ? member->as_uint64() : core::fail(core::Error::value_missing);
    if (!id)
        return std::unexpected(
            BadRequest{{}, "\"id\" has to be a number from 0 on, which the answer will bear"});
    auto what = read_what(Fields(*json));
    if (!what) return std::unexpected(BadRequest{RequestId{*id}, std::move(what).error()});
    return Request{RequestId{*id}, *std::move(what)};
}

std::optional<Policy> policy_from_text(std::string_view text) {
    if (text == "local") return Policy::local();
    if (text == "leader") return Policy::leader();
    const std::size_t bracket = text.find('(');
    if (bracket == text.npos || !text.ends_with(')')) return std::nullopt;
    const std::string_view digits = text.substr(bracket + 1, text.size() - bracket - 2);
    const auto need = core::codec::parse_decimal(digits, UINT32_MAX);
    const std::string_view name = text.substr(0, bracket);
    if (!need) return std::nullopt;
    const auto count = static_cast<std::uint32_t>(*need);
    if (name == "quorum") return Policy::quorum(count);
    if (name == "strict") return Policy::strict_quorum(count);
    return std::nullopt;
}

std::optional<Role> role_from_text(std::string_view text) {
    if (text == "authority") return Role::authority;
    if (text == "citizen") return Role::citizen;
    if (text == "ephemeral") return Role::ephemeral;
    return std::nullopt;
}

}  // namespace fabric::control
