// Transactions, and what crosses the border of a document.
#include "core/crdt/yjs/document/document.h"

#include <array>

#include "core/base/assert.h"
#include "core/crdt/yjs/algebra.h"
#include "core/crdt/yjs/document/encode.h"

namespace core::crdt::yjs {

void Document::set_client(Client client) {
    ASSERT(depth_ == 0);
    client_ = client;
    client_number_ = store_.number_of(client);
}

Type& Document::root(std::string_view name, TypeKind kind) {
    Type& type = *store_.root(name);
    if (!type.is_kind_known) type.kind = kind;
    type.is_kind_known = true;
    return type;
}

void Document::begin() {
    if (depth_++ > 0) return;
    store_.begin();
    events_.clear();
}

void Document::end() {
    if (--depth_ > 0) return;
    store_.close_record();
    if (wants_events_) events_ = events_of(store_);
    store_.clean_up();
}

Result<Applied> Document::apply_update(Bytes update, Format format) {
    ASSERT(depth_ == 0);
    TRY(arrivals_.read(update, format));
    transact([this] { arrivals_.integrate(); });
    const bool is_client_taken =
        store_.state(client_number_) != store_.state_before(client_number_);
    return Applied{arrivals_.is_waiting(), is_client_taken, arrivals_.left_out_count()};
}

StateVector Document::state_vector() const { return state_vector_of(store_); }

Result<Buffer> Document::encode_state_as_update(const StateVector& since, Format format) const {
    Buffer known = TRY(encode_since(store_, since, format));
    if (!arrivals_.is_waiting()) return known;
    const Buffer waiting = TRY(encode_waiting(store_, arrivals_, format));
    const Buffer lacking = TRY(diff_update(waiting, since, format));
    return merge_updates(std::array<Bytes, 2>{known, lacking}, format);
}

Result<Buffer> Document::last_update(Format format) const {
    ASSERT(depth_ == 0);
    if (store_.record().empty()) return Buffer{};
    return encode_record(store_, format);
}

}  // namespace core::crdt::yjs
