// A whole session between two indexes in one place, without a stream between them: what tests,
// fuzzers and benchmarks measure.
#pragma once

#include "core/base/assert.h"
#include "core/codec/varint.h"
#include "core/sync/answerer.h"
#include "core/sync/opener.h"

namespace core::sync {

struct Conversation {
    std::size_t messages = 0;
    std::size_t bytes = 0;
    std::optional<Told> opener;
    std::optional<Told> answerer;
    std::optional<EndReason> opener_end;
    std::optional<EndReason> answerer_end;

    // As the opener counts them.
    [[nodiscard]] std::size_t round_trips() const { return (messages + 1) / 2; }
};

// The message as it comes out of its bytes.
inline Message through_bytes(const Message& message, Conversation& conversation) {
    const Buffer bytes = write_message(message);
    ++conversation.messages;
    conversation.bytes += bytes.size();
    Reader reader(bytes);
    ASSERT(codec::read_varint(reader) == reader.remaining());
    return read_message(reader.rest()).value();
}

inline Conversation converse(const Index& one, const Index& other,
                             const Opener::Options& opener_options = {},
                             const Answerer::Options& answerer_options = {}) {
    Conversation conversation;
    Opener opener(one, opener_options);
    Answerer answerer(other, answerer_options);
    std::optional<Message> message = opener.open();
    for (bool is_to_answerer = true; message; is_to_answerer = !is_to_answerer) {
        const Message heard = through_bytes(*message, conversation);
        Step step = is_to_answerer ? answerer.take(heard) : opener.take(heard);
        if (step.told) (is_to_answerer ? conversation.answerer : conversation.opener) = step.told;
        if (step.end)
            (is_to_answerer ? conversation.answerer_end : conversation.opener_end) = step.end;
        message = std::move(step.reply);
    }
    return conversation;
}

}  // namespace core::sync
