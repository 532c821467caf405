// Addresses are built up component by component, from text, bytes or calls alike, so that one place
// checks them.
#include "core/codec/multiaddr.h"

#include <iterator>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace core::codec {

using multiaddr_internal::ProtocolRow;

namespace {

struct Found {
    const ProtocolRow& row;
    Bytes value;  // Not checked yet.
};

Result<Found> read_component(Reader& reader) {
    const std::uint64_t code = TRY(read_varint(reader));
    const ProtocolRow* const row = multiaddr_internal::find_protocol(code);
    if (!row) return fail(Error::protocol_unknown);
    const auto fixed_size = multiaddr_internal::fixed_value_size(row->kind);
    const std::uint64_t size = fixed_size ? *fixed_size : TRY(read_varint(reader));
    return Found{*row, TRY(reader.take(size))};
}

// The text up to the next slash, which goes with it.
std::string_view take_part(std::string_view& text) {
    const std::size_t end = text.find('/');
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

}  // namespace

Multiaddr::Iterator::Iterator(Bytes bytes) : bytes_(bytes) {
    if (bytes.empty()) return;
    Reader reader(bytes);
    const auto found = read_component(reader);
    ASSERT(found);  // Every address was checked when it was made.
    component_ = {found->row.protocol, found->value};
    behind_ = reader.rest();
}

Multiaddr::Iterator& Multiaddr::Iterator::operator++() { return *this = Iterator(behind_); }

Multiaddr::Iterator Multiaddr::Iterator::operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
}

Result<Multiaddr> Multiaddr::from_bytes(Bytes bytes) {
    if (bytes.empty()) return fail(Error::truncated);
    if (bytes.size() > multiaddr_size_max) return fail(Error::too_large);
    Multiaddr address;
    Reader reader(bytes);
    while (!reader.at_end()) {
        const Found found = TRY(read_component(reader));
        TRY(address.add(found.row, found.value));
    }
    return address;
}

Result<Multiaddr> Multiaddr::from_text(std::string_view text) {
    if (text.size() > multiaddr_text_size_max) return fail(Error::too_large);
    if (!text.starts_with('/')) return fail(Error::malformed);
    text.remove_prefix(1);
    Multiaddr address;
    do {
        const ProtocolRow* const row = multiaddr_internal::find_protocol(take_part(text));
        if (!row) return fail(Error::protocol_unknown);
        const bool has_value = row->kind != multiaddr_internal::ValueKind::none;
        if (has_value && text.empty()) return fail(Error::value_missing);
        const std::string_view part = has_value ? take_part(text) : std::string_view();
        const Buffer value = TRY(multiaddr_internal::value_from_text(row->kind, part));
        TRY(address.add(*row, value));
    } while (!text.empty());
    return address;
}

Result<void> Multiaddr::add(const ProtocolRow& row, Bytes value) {
    TRY(multiaddr_internal::check_value(row.kind, value));
    if (std::distance(begin(), end()) >= std::ptrdiff_t{multiaddr_components_max})
        return fail(Error::too_large);
    BufferWriter writer(bytes_, multiaddr_size_max);
    write_varint(writer, static_cast<std::uint64_t>(row.protocol));
    if (!multiaddr_internal::fixed_value_size(row.kind)) write_varint(writer, value.size());
    writer.bytes(value);
    return writer.finish();
}

std::string Multiaddr::to_text() const {
    std::string text;
    for (const Component& component : *this) {
        const ProtocolRow* const row =
            multiaddr_internal::find_protocol(static_cast<std::uint64_t>(component.protocol));
        text += '/';
        text += row->name;
        if (row->kind == multiaddr_internal::ValueKind::none) continue;
        text += '/';
        text += multiaddr_internal::value_to_text(row->kind, component.value);
    }
    return text;
}

std::optional<Bytes> Multiaddr::find(Protocol protocol) const {
    for (const Component& component : *this)
        if (component.protocol == protocol) return component.value;
    return std::nullopt;
}

Result<Multiaddr> Multiaddr::with(Protocol protocol, Bytes value) const {
    const ProtocolRow* const row =
        multiaddr_internal::find_protocol(static_cast<std::uint64_t>(protocol));
    ASSERT(row);
    Multiaddr longer = *this;
    TRY(longer.add(*row, value));
    return longer;
}

}  // namespace core::codec
