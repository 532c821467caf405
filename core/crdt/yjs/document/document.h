// Document is a document of Yjs: it takes updates in, is edited, and gives updates out, the same
// bytes as Yjs 13.6 with garbage collection would (spec/yjs-document.md).
//
//     Document document(Client{7});
//     TRY(document.apply_update(bytes, Format::v1));
//     SharedText text = document.text("t");
//     document.transact([&] { text.insert(0, "hello"); });
//     const Buffer update = TRY(document.last_update(Format::v1));
//
// Every change happens in a transaction, which edits outside of one make for themselves; the others
// hear of it as one update. The client must be nobody else's: `Applied` says if it turns out to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/crdt/yjs/document/arrivals.h"
#include "core/crdt/yjs/document/events.h"
#include "core/crdt/yjs/document/shared.h"
#include "core/crdt/yjs/document/store.h"
#include "core/crdt/yjs/state_vector.h"

namespace core::crdt::yjs {

struct Applied {
    // Whether something waits for structs that did not come yet.
    bool is_waiting = false;
    // Whether somebody else wrote as this document's client: set_client() another one.
    bool is_client_taken = false;
    // How many structs and deletions found no room to wait; they have to be asked for again.
    std::size_t left_out_count = 0;
};

class Document {
public:
    explicit Document(Client client) : arrivals_(store_) { set_client(client); }
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    [[nodiscard]] Client client() const { return client_; }
    // Outside of a transaction.
    void set_client(Client client);

    // If it is refused, nothing has changed. Outside of a transaction.
    [[nodiscard]] Result<Applied> apply_update(Bytes update, Format format);

    [[nodiscard]] StateVector state_vector() const;
    // All that a document of that state lacks, and what waits.
    [[nodiscard]] Result<Buffer> encode_state_as_update(const StateVector& since,
                                                        Format format) const;
    // What the last transaction changed; empty if that was nothing.
    [[nodiscard]] Result<Buffer> last_update(Format format) const;

    // What the last transaction did to which types, if somebody wants to know: it takes time in
    // proportion to the size of the types that changed. Valid until the next one begins.
    void observe(bool wants_events) { wants_events_ = wants_events; }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

    // Transactions within transactions are part of the outermost.
    template <class Edit>
    void transact(Edit edit) {
        begin();
        edit();
        end();
    }

    // Root types come to be when they are asked for; the first to ask says what they are.
    [[nodiscard]] Type& root(std::string_view name, TypeKind kind);
    [[nodiscard]] SharedText text(std::string_view name) {
        return {*this, root(name, TypeKind::text)};
    }
    [[nodiscard]] SharedArray array(std::string_view name) {
        return {*this, root(name, TypeKind::array)};
    }
    [[nodiscard]] SharedMap map(std::string_view name) {
        return {*this, root(name, TypeKind::map)};
    }
    [[nodiscard]] SharedXml xml(std::string_view name) {
        return {*this, root(name, TypeKind::xml_fragment)};
    }

    [[nodiscard]] Store& store() { return store_; }
    [[nodiscard]] const Store& store() const { return store_; }
    [[nodiscard]] std::uint32_t client_number() const { return client_number_; }

private:
    void begin();
    void end();

    Store store_;
    Arrivals arrivals_;
    Client client_;
    std::uint32_t client_number_ = nobody;
    std::uint32_t depth_ = 0;
    bool wants_events_ = false;
    std::vector<Event> events_;
};

}  // namespace core::crdt::yjs
