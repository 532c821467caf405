// Notes of what members do at the moment: who may make them, and how they come and go (ND37).
#include <algorithm>

#include "fabric/node/node.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using lanes::Lane;

// The clock on the wall grows from one life to the next, or the notes of the last life say how far.
void Node::begin_notes(Instant now) {
    const notes::Options options{.mesh = {mesh_->log.mesh().bytes}};
    const notes::Life life{static_cast<std::uint64_t>(std::max<std::int64_t>(1, wall_millis(now)))};
    notes_ = std::make_unique<notes::Notes>(identity_, static_cast<const notes::Owner&>(*this),
                                            options, life, now);
}

core::Result<void> Node::set_note(std::string_view topic, Bytes bytes, Instant now) {
    now_ = now;
    if (!notes_) return core::fail(core::Error::value_missing);
    TRY(notes_->set(topic, bytes, now));
    settle(now);
    return {};
}

void Node::clear_note(std::string_view topic, Instant now) {
    now_ = now;
    if (!notes_) return;
    notes_->clear(topic, now);
    settle(now);
}

bool Node::may_note(const notes::AuthorKey& author) const {
    return mesh_ && mesh_->log.role(author, unix_now(now_)).has_value();
}

void Node::settle_notes(Instant now) {
    while (const auto event = notes_->next_event())
        core::match(
            *event,
            core::Cases{[&](const notes::NoteSet& told) { tell(NotesChanged{told.topic}); },
                        [&](const notes::NoteGone& told) { tell(NotesChanged{told.topic}); },
                        [&](const notes::Misbehaved& told) {
                            const auto session = sessions_.find(told.peer);
                            if (session != sessions_.end())
                                break_off(session->second, "what is no note");
                        }});
    for (auto& [peer, session] : sessions_)
        while (session.sender.waiting_size(Lane::notes) < notes_waiting_size_max) {
            auto message = notes_->next_message(peer, now);
            if (!message) break;
            session.sender.put(Lane::notes, *std::move(message));
        }
}

void Node::forget_notes_of_strangers(Instant now) {
    std::set<notes::AuthorKey> strangers;
    for (const notes::Said& said : notes_->all())
        if (!may_note(said.author)) strangers.insert(said.author);
    for (const notes::AuthorKey& author : strangers) notes_->author_gone(author, now);
}

}  // namespace fabric::node
