// One function reads a struct from either source, so that both formats are checked alike.
#include "core/crdt/yjs/struct_reader.h"

#include <utility>

#include "core/base/assert.h"

namespace core::crdt::yjs {
namespace {

constexpr std::uint8_t kind_bits = 0x1f;

template <class Source>
Result<void> read_parent(Source& source, Struct& item) {
    switch (TRY(source.parent_info())) {
        case 0: item.parent = TRY(source.left_id()); return {};
        case 1: item.parent = TRY(source.text()).utf8; return {};
        default: return fail(Error::malformed);
    }
}

template <class Source>
Result<void> read_type(Source& source, Struct& item) {
    const std::uint64_t type = TRY(source.type());
    if (type > static_cast<std::uint64_t>(TypeKind::xml_text)) return fail(Error::type_wrong);
    item.type = static_cast<TypeKind>(type);
    if (item.type == TypeKind::xml_element || item.type == TypeKind::xml_hook)
        item.text = TRY(source.key());
    return {};
}

// Cheaper than a new one, of which most is empty as well.
void clear(Struct& item) {
    item.origin.reset();
    item.right_origin.reset();
    item.parent = Nothing();
    item.parent_sub.reset();
    item.text = {};
    item.binary = {};
    item.value.bytes = {};
    item.values = {.count = 0, .bytes = {}};
}

// Sets the length of what is not counted elsewhere.
template <class Source>
Result<void> read_content(Source& source, Struct& item) {
    item.length = 1;
    switch (item.kind) {
        case Kind::gc:
        case Kind::deleted: item.length = TRY(source.length()); break;
        case Kind::skip: item.length = TRY(read_var_uint(source.rest())); break;
        case Kind::json:
            item.values = TRY(source.json_values());
            item.length = item.values.count;
            break;
        case Kind::binary: item.binary = TRY(read_var_bytes(source.rest())); break;
        case Kind::string: {
            const Text text = TRY(source.text());
            item.text = text.utf8;
            item.length = text.units;
            break;
        }
        case Kind::embed: item.value = TRY(source.value()); break;
        case Kind::format:
            item.text = TRY(source.key());
            item.value = TRY(source.value());
            break;
        case Kind::type: TRY(read_type(source, item)); break;
        case Kind::any: {
            item.length = item.values.count = TRY(source.length());
            const Bytes begin = source.rest().rest();
            for (std::uint64_t i = 0; i < item.length; ++i) TRY(read_any(source.rest()));
            item.values.bytes = as_text(begin.first(begin.size() - source.rest().remaining()));
            break;
        }
        case Kind::document:
            item.text = TRY(source.text()).utf8;
            item.value = {.form = Value::Form::any, .bytes = TRY(read_any(source.rest()))};
            break;
    }
    return {};
}

}  // namespace

template <class Columns>
Result<StructReader<Columns>> StructReader<Columns>::open(Bytes update) {
    Columns columns = TRY(Columns::open(update));
    const std::uint64_t clients = TRY(read_var_uint(columns.rest()));
    if (clients > columns.rest().remaining()) return fail(Error::truncated);
    std::uint64_t structs_max = update.size();
    if (Columns::format == Format::v2)
        structs_max = structs_free_max + structs_per_byte_max * structs_max;
    return StructReader(std::move(columns), structs_max, clients);
}

template <class Columns>
Result<const Struct*> StructReader<Columns>::next() {
    while (structs_left_ == 0) {
        if (clients_left_ == 0) return nullptr;
        TRY(begin_client());
    }
    TRY(read());
    --structs_left_;
    return &struct_;
}

template <class Columns>
Result<void> StructReader<Columns>::finish(DeletedRanges& deleted) {
    ASSERT(structs_left_ == 0 && clients_left_ == 0);
    TRY(read_deleted(columns_.rest(), Columns::format, deleted));
    return columns_.rest().expect_end();
}

template <class Columns>
Result<void> StructReader<Columns>::begin_client() {
    const std::uint64_t count = TRY(read_var_uint(columns_.rest()));
    if (count > budget_) return fail(Error::truncated);
    client_ = Client{TRY(columns_.client())};
    if (client_.value > number_max) return fail(Error::too_large);
    clock_ = TRY(read_var_uint(columns_.rest()));
    budget_ -= count;
    structs_left_ = count;
    --clients_left_;
    return {};
}

template <class Columns>
Result<void> StructReader<Columns>::read() {
    clear(struct_);
    struct_.id = {client_, clock_};
    const std::uint8_t info = TRY(columns_.info());
    if ((info & kind_bits) > static_cast<std::uint8_t>(Kind::skip)) return fail(Error::type_wrong);
    struct_.kind = static_cast<Kind>(info & kind_bits);
    if (struct_.is_item()) {
        if ((info & has_origin) != 0) struct_.origin = TRY(columns_.left_id());
        if ((info & has_right_origin) != 0) struct_.right_origin = TRY(columns_.right_id());
        const bool has_neighbour = (info & (has_origin | has_right_origin)) != 0;
        if (!has_neighbour) TRY(read_parent(columns_, struct_));
        if ((info & has_parent_sub) != 0)
            struct_.parent_sub = has_neighbour ? std::string_view() : TRY(columns_.text()).utf8;
    }
    TRY(read_content(columns_, struct_));
    if (struct_.length == 0) return fail(Error::malformed);
    if (struct_.length > number_max - clock_) return fail(Error::too_large);
    clock_ += struct_.length;
    return {};
}

template class StructReader<SourceV1>;
template class StructReader<SourceV2>;

}  // namespace core::crdt::yjs
