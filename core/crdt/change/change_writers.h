// Authors for tests: each has a key and a history of its own, writes changes and hears of those of
// others; and the bytes of a history, to compare.
#pragma once

#include "core/base/assert.h"
#include "core/crdt/change/history.h"

namespace core::crdt {

inline crypto::Ed25519KeyPair key_of(Author author) {
    crypto::Ed25519Seed seed;
    for (std::byte& byte : seed.mutable_view()) byte = static_cast<std::byte>(author.value);
    return crypto::Ed25519KeyPair(std::move(seed));
}

inline DocumentId document_of_tests() {
    DocumentId document;
    document.bytes.fill(std::byte{0xd0});
    return document;
}

inline Buffer signed_change(const Change& change) {
    return write_change(change, document_of_tests(), key_of(change.author)).value();
}

inline Buffer snapshot_of(const History& history) {
    Buffer bytes;
    BufferWriter writer(bytes, std::size_t{1} << 24);
    history.write(writer);
    ASSERT(writer.finish());
    return bytes;
}

inline Result<History> history_from(Bytes bytes) {
    Reader reader(bytes);
    History history = TRY(History::read(reader));
    TRY(reader.expect_end());
    return history;
}

struct Writer {
    Author author;
    History history;

    [[nodiscard]] Change next(std::uint64_t events = 1) const {
        Change change = history.next(author);
        change.events = events;
        return change;
    }
    Buffer write(std::uint64_t events = 1) {
        Buffer bytes = signed_change(next(events));
        ASSERT(history.take(bytes).value().verdict == History::Verdict::delivered);
        return bytes;
    }
    void hear(const Writer& other) {
        const std::vector<Bytes> changes = other.history.since(history.version()).value();
        for (const Bytes change : changes)
            ASSERT(history.take(change).value().verdict == History::Verdict::delivered);
    }
};

inline Version version_of(std::initializer_list<Dot> dots) {
    Version version;
    for (const Dot dot : dots) version.include(dot);
    return version;
}

}  // namespace core::crdt
