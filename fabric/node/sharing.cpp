// Documents: who has which, and what is written.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "fabric/node/interest.h"
#include "fabric/node/node.h"

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
    for (const std::string& name : std::exchange(session.wanted, {})) {
        const bool is_new = !find_document(name);
        const auto number = begin_document(name, now);
        if (!number) continue;
        if (is_new) tell(DocumentAppeared{*number, name});
        share(session, *number, now);
    }
}

// What both have is kept equal. The smaller id opens the talks.
void Node::share(Session& session, DocumentNumber number, Instant now) {
    documents::SharedDocument& shared = *documents_.at(number)->shared;
    if (!session.documents.contains(shared.id())) return;
    // False if it is shared already.
    static_cast<void>(shared.connect(session.number, self_ < session.peer, now));
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
                quorum_.lost(peer_of(told.peer), {document, told.sequences}, now);
            },
            [](const documents::Reconciled&) {},
            [&](const documents::ChangeRefused& told) { tell(ChangeNotTaken{number, told}); },
            [&](const documents::EquivocationFound& told) { tell(TwoTales{number, told.proof}); },
            [&](const documents::Misbehaved& told) {
                if (Session* const session = session_of(told.peer))
                    break_off(*session, "what is no message about a document");
            }});
}

std::expected<quorum::Write, NotWritten> Node::begin_write(DocumentNumber number,
                                                           const quorum::Policy& policy,
                                                           Instant now) {
    now_ = now;
    const documents::SharedDocument* const shared = document(number);
    if (!shared || !is_open_) return std::unexpected(NotWritten(core::Error::value_missing));
    if (is_storage_gone_) return std::unexpected(NotWritten(core::Error::storage_failed));
    if (const auto can = shared->check_can_write(); !can)
        return std::unexpected(NotWritten(can.error()));
    const quorum::Write write{quorum_document(number), quorum::Sequence{shared->own_count() + 1}};
    const auto begun = quorum_.begin(write, policy, now);
    if (!begun) return std::unexpected(NotWritten(begun.error()));
    return write;
}

void Node::end_write(DocumentNumber number, quorum::Write write, const quorum::Policy& policy,
                     Instant now) {
    const bool is_there = documents_.at(number)->shared->own_count() >= write.sequence.value;
    if (!is_there) quorum_.withdraw(write);
    if (is_there && policy.has_quorum())
        keep_promise({quorum::only(write), policy.kind, policy.need});
    if (is_there && policy.kind == quorum::Policy::Kind::leader)
        to_order_.emplace(write, policy.patience);
    unsettled_.insert(number);
    settle(now);
}

}  // namespace fabric::node
