// Documents: who has which, and what is written.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "fabric/node/interest.h"
#include "fabric/node/node.h"
#include "fabric/node/rules.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using core::crdt::DocumentId;
using lanes::Lane;

namespace {

// More than the largest change takes, so that it goes when the lane is empty.
constexpr std::size_t room_for_one = std::size_t{17} << 20;
// Beyond what any lane is given before it has room again.
constexpr std::size_t unread_size_max = std::size_t{24} << 20;

quorum::Document quorum_document(DocumentNumber number) { return {number.value}; }

}  // namespace

DocumentId Node::id_of(std::string_view name) const {
    core::Buffer named;
    core::append(named, core::as_bytes("selvage document 1"));
    core::append(named, mesh_->log.mesh().view());
    core::append(named, core::as_bytes(name));
    DocumentId id;
    core::copy(id.mutable_view(), core::blake3(named).view());
    return id;
}

std::optional<DocumentNumber> Node::find_document(std::string_view name) const {
    if (!mesh_) return std::nullopt;
    const auto at = documents_by_id_.find(id_of(name));
    if (at == documents_by_id_.end()) return std::nullopt;
    return at->second;
}

core::Result<DocumentNumber> Node::open_document(std::string_view name, Instant now) {
    now_ = now;
    const DocumentNumber number = TRY(begin_document(name, now));
    settle(now);
    return number;
}

core::Result<DocumentNumber> Node::begin_document(std::string_view name, Instant now) {
    TRY(check_document_name(name));
    if (!mesh_ || !is_open_) return core::fail(core::Error::value_missing);
    if (const auto found = find_document(name)) return *found;
    if (documents_.size() >= options_.documents_max) return core::fail(core::Error::too_large);
    const DocumentRecord record{DocumentNumber{last_document_ + 1}, std::string(name)};
    TRY(store_.append(record_types::document, write_document_record(record)));
    add_document(record.number, record.name, now);
    if (!compare_at_ && !sessions_.empty()) compare_at_ = now + options_.compare_after;
    for (auto& [peer, session] : sessions_) {
        session.sender.put(Lane::interest,
                           write_interest({options_.keeps_everything, {record.name}}));
        share(session, record.number, now);
    }
    return record.number;
}

void Node::add_document(DocumentNumber number, const std::string& name, Instant now) {
    last_document_ = std::max(last_document_, number.value);
    const DocumentId id = id_of(name);
    auto document = std::make_unique<Document>();
    document->name = name;
    document->shared = std::make_unique<documents::SharedDocument>(
        id, identity_, sketch_key_, static_cast<const documents::Writers&>(*this),
        options_.documents, core::Seed{prng_.next()}, now);
    if (is_open_) document->shared->count_anew(now);
    documents_.emplace(number, std::move(document));
    documents_by_id_.emplace(id, number);
}

void Node::say_interest(Session& session) {
    Interest interest{options_.keeps_everything, {}};
    std::size_t size = 0;
    for (const auto& [number, document] : documents_) {
        if (size + document->name.size() > interest_size_max - document_name_size_max) {
            session.sender.put(Lane::interest, write_interest(interest));
            interest.names.clear();
            size = 0;
        }
        size += document->name.size() + 2;
        interest.names.push_back(document->name);
    }
    session.sender.put(Lane::interest, write_interest(interest));
}

void Node::take_interest(Session& session, Bytes bytes, Instant now) {
    const auto interest = read_interest(bytes);
    if (!interest || session.documents.size() + interest->names.size() > options_.documents_max)
        return break_off(session, "what is no list of documents");
    session.keeps_everything = interest->keeps_everything;
    for (const std::string& name : interest->names) {
        session.documents.insert(id_of(name));
        if (const auto number = find_document(name))
            share(session, *number, now);
        else if (options_.keeps_everything)
            session.wanted.insert(name);
    }
    open_wanted(session, now);
}

// What a member has is kept here too, once it is known to be one.
void Node::open_wanted(Session& session, Instant now) {
    if (session.wanted.empty() || !role_of(session.peer, now)) return;
    std::map<NotKept, std::size_t> not_kept;
    for (const std::string& name : std::exchange(session.wanted, {})) {
        std::expected<DocumentNumber, NotKept> number = std::unexpected(NotKept::documents_full);
        if (const auto found = find_document(name))
            number = *found;
        else
            number = bring_document(session.peer, name, now);
        if (number)
            share(session, *number, now);
        else
            ++not_kept[number.error()];
    }
    for (const auto& [reason, count] : not_kept)
        tell(DocumentsNotKept{session.peer, reason, count});
}

std::size_t Node::brought_count(const PeerId& by) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        documents_, [&](const auto& entry) { return entry.second->brought_by == by; }));
}

// One member must not take all the room. An Authority may have much to hand on.
std::expected<DocumentNumber, NotKept> Node::bring_document(const PeerId& by,
                                                            const std::string& name, Instant now) {
    const bool is_bounded = role_of(by, now) != membership::Role::authority;
    if (is_bounded && brought_count(by) >= options_.documents_per_member_max)
        return std::unexpected(NotKept::member_share_full);
    const auto number = begin_document(name, now);
    if (!number)
        return std::unexpected(number.error() == core::Error::too_large ? NotKept::documents_full
                                                                        : NotKept::storage_full);
    if (is_bounded) {
        documents_.at(*number)->brought_by = by;
        // Without room in the journal it is not counted after a restart.
        static_cast<void>(keep(record_types::brought, write_brought_record({*number, by})));
    }
    tell(DocumentAppeared{*number, name});
    return *number;
}

// What both have is kept equal. The smaller id opens the talks.
void Node::share(Session& session, DocumentNumber number, Instant now) {
    documents::SharedDocument& shared = *documents_.at(number)->shared;
    if (!session.documents.contains(shared.id())) return;
    // False if it is shared already.
    static_cast<void>(shared.connect(session.number, {session.peer, self_ < session.peer}, now));
    unsettled_.insert(number);
}

void Node::take_about_document(Session& session, const lanes::Message& message, Instant now) {
    core::Reader reader(message.bytes);
    const auto id = reader.fixed<DocumentId>();
    if (!id) return break_off(session, "a message about no document");
    const auto at = documents_by_id_.find(*id);
    if (at == documents_by_id_.end()) return;  // It was not told of, or has been forgotten here.
    documents_.at(at->second)->shared->receive(session.number, message.lane, reader.rest(), now);
    unsettled_.insert(at->second);
}

void Node::settle_documents(Instant now) {
    while (!unsettled_.empty()) {
        const DocumentNumber number = *unsettled_.begin();
        unsettled_.erase(unsettled_.begin());
        const auto at = documents_.find(number);
        if (at != documents_.end()) settle_document(number, *at->second, now);
    }
}

void Node::settle_document(DocumentNumber number, Document& document, Instant now) {
    documents::SharedDocument& shared = *document.shared;
    // Until the journal has synced what is on its way a further record waits in any case.
    if (is_leaving_ || !shared.has_unsafe_own()) shared.close_own();
    keep_promise_of_closed(document);  // It may have been closed for another's change too.
    for (auto& [peer, session] : sessions_) {
        const auto room = [&, &sender = session.sender](Lane lane) {
            const bool is_full = sender.waiting_size(lane) >= options_.lane_size_max;
            if (is_full) session.stalled.insert(number);
            return is_full ? 0 : room_for_one;
        };
        shared.changes_room(session.number, room(Lane::changes), now);
        shared.bulk_room(session.number, room(Lane::bulk));
    }
    keep_changes(number, document);
    while (const auto event = shared.next_event()) hear(number, *event, now);
    while (auto message = shared.next_message(now)) {
        Session* const session = session_of(message->peer);
        if (!session) continue;
        // Who does not read what it asks for is not listened to.
        if (session->sender.waiting_size(message->lane) > unread_size_max)
            break_off(*session, "that it does not read");
        if (session->broken_off) continue;
        session->sender.put(message->lane, std::move(message->bytes));
        if (session->sender.waiting_size(message->lane) < options_.lane_size_max) continue;
        session->stalled.insert(number);
        if (message->lane == Lane::changes) shared.changes_room(message->peer, 0, now);
        if (message->lane == Lane::bulk) shared.bulk_room(message->peer, 0);
    }
    document_deadlines_.set(number, document.place, shared.deadline());
    if (shared.take_changed()) tell(DocumentChanged{number});
}

Session* Node::session_of(documents::Peer number) {
    const auto at = peers_by_number_.find(number);
    return at == peers_by_number_.end() ? nullptr : &sessions_.at(at->second);
}

void Node::hear(DocumentNumber number, const documents::Event& event, Instant now) {
    const quorum::Document document = quorum_document(number);
    const auto peer_of = [this](documents::Peer peer) -> const PeerId& {
        return peers_by_number_.at(peer);
    };
    core::match(
        event,
        core::Cases{
            [&](const documents::OwnJournaled& told) {
                quorum_.journaled({document, told.sequences}, now);
                ask_for_order(number, told.sequences, now);
            },
            [&](const documents::OwnAcknowledged& told) {
                // If there was no room it is told again by a talk.
                static_cast<void>(
                    quorum_.acknowledged(peer_of(told.peer), {document, told.sequences}, now));
            },
            [&](const documents::OwnLost& told) {
                if (rules::believes_losses())
                    quorum_.lost(peer_of(told.peer), {document, told.sequences}, now);
            },
            [&](const documents::Reconciled& told) {
                note_met(*documents_.at(number), peer_of(told.peer), now);
            },
            [&](const documents::ChangeRefused& told) { tell(ChangeNotTaken{number, told}); },
            [&](const documents::EquivocationFound& told) { tell(TwoTales{number, told.proof}); },
            [&](const documents::Misbehaved& told) {
                if (Session* const session = session_of(told.peer))
                    break_off(*session, "what is no message about a document");
            }});
}

}  // namespace fabric::node
