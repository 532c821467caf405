// Numbers of edits are those of protocol.mjs, of contents and types those of Yjs.
#include "interop/yjs/edits.h"

#include <array>

#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"

namespace interop::yjs {

using namespace core::crdt::yjs;
using core::as_text;
using core::Error;
using core::fail;
using core::Reader;
using core::Result;

namespace {

enum class Edit : std::uint8_t {
    text_insert,
    text_insert_with,
    text_erase,
    text_format,
    text_embed,
    text_type,
    list_insert,
    list_push,
    list_erase,
    map_set,
    map_erase
};

Result<std::string_view> read_string(Reader& reader) { return TRY(read_text(reader)).utf8; }

Result<Content> read_content(Reader& reader) {
    const auto kind = static_cast<Kind>(TRY(reader.u8()));
    if (kind == Kind::any) return Content::any(as_text(TRY(read_var_bytes(reader))));
    if (kind == Kind::binary) return Content::binary(TRY(read_var_bytes(reader)));
    const auto number = TRY(reader.u8());
    const std::string_view name = TRY(read_string(reader));
    if (kind == Kind::type) return Content::shared(static_cast<TypeKind>(number), name);
    return Content::document(name, as_text(TRY(read_var_bytes(reader))));
}

Result<std::vector<Content>> read_contents(Reader& reader) {
    std::vector<Content> contents;
    for (std::uint64_t left = TRY(read_var_uint(reader)); left > 0; --left)
        contents.push_back(TRY(read_content(reader)));
    return contents;
}

Result<Attributes> read_attributes(Reader& reader) {
    Attributes attributes;
    for (std::uint64_t left = TRY(read_var_uint(reader)); left > 0; --left) {
        const std::string_view key = TRY(read_string(reader));
        const std::string_view value = as_text(TRY(read_var_bytes(reader)));
        attributes.set(key, {Value::Form::any, value});
    }
    return attributes;
}

Result<void> edit_text(const SharedText& text, Edit how, Reader& reader) {
    const std::uint64_t position = TRY(read_var_uint(reader));
    if (how == Edit::text_insert) return text.insert(position, TRY(read_string(reader)));
    if (how == Edit::text_erase) return text.erase(position, TRY(read_var_uint(reader)));
    if (how == Edit::text_insert_with) {
        const std::string_view characters = TRY(read_string(reader));
        return text.insert(position, characters, TRY(read_attributes(reader)));
    }
    if (how == Edit::text_embed) {
        const Value value{Value::Form::any, as_text(TRY(read_var_bytes(reader)))};
        return text.insert_embed(position, value, TRY(read_attributes(reader)));
    }
    if (how == Edit::text_type) {
        const Content content = TRY(read_content(reader));
        return text.insert_type(position, content, TRY(read_attributes(reader)));
    }
    const std::uint64_t units = TRY(read_var_uint(reader));
    return text.format(position, units, TRY(read_attributes(reader)));
}

std::uint64_t client_of(const Document& document, const Item& item) {
    return document.store().client_of(item.client).value;
}

std::string name_of(const Document& document, const Type& type) {
    if (type.item == nullptr) return json_of_text(type.name);
    return json_of_text(std::to_string(client_of(document, *type.item)) + '.' +
                        std::to_string(type.item->clock));
}

}  // namespace

Result<std::reference_wrapper<Type>> type_at(Document& document, Reader& reader) {
    const auto kind = static_cast<TypeKind>(TRY(reader.u8()));
    Type* type = &document.root(TRY(read_string(reader)), kind);
    for (std::uint64_t left = TRY(read_var_uint(reader)); left > 0; --left) {
        std::optional<Element> element;
        if (TRY(reader.u8()) == 0)
            element = SharedMap(document, *type).get(TRY(read_string(reader)));
        else
            element = SharedArray(document, *type).get(TRY(read_var_uint(reader)));
        if (!element || element->type == nullptr) return fail(Error::value_missing);
        type = element->type;
    }
    return *type;
}

Result<void> edit(Document& document, Reader& reader) {
    Type& type = TRY(type_at(document, reader));
    const SharedArray list(document, type);
    const SharedMap map(document, type);
    const auto how = static_cast<Edit>(TRY(reader.u8()));
    switch (how) {
        case Edit::text_insert:
        case Edit::text_insert_with:
        case Edit::text_erase:
        case Edit::text_format:
        case Edit::text_embed:
        case Edit::text_type: return edit_text({document, type}, how, reader);
        case Edit::list_insert: {
            const auto position = TRY(read_var_uint(reader));
            return list.insert(position, TRY(read_contents(reader)));
        }
        case Edit::list_push: return list.push(TRY(read_contents(reader)));
        case Edit::list_erase: {
            const auto position = TRY(read_var_uint(reader));
            return list.erase(position, TRY(read_var_uint(reader)));
        }
        case Edit::map_set: {
            const auto key = TRY(read_string(reader));
            return map.set(key, TRY(read_content(reader)));
        }
        case Edit::map_erase: return map.erase(TRY(read_string(reader)));
    }
    return fail(Error::malformed);
}

Result<std::string> events_of(const Document& document) {
    std::string json = "[";
    for (const Event& event : document.events()) {
        if (json.size() > 1) json += ',';
        json += "{\"of\":" + name_of(document, *event.type) + ",\"keys\":{";
        for (const KeyChange& change : event.keys) {
            constexpr std::array names{"\"add\"", "\"update\"", "\"delete\""};
            if (&change != event.keys.data()) json += ',';
            json += json_of_text(change.key) + ":";
            json += names[static_cast<std::size_t>(change.action)];
        }
        json += "},\"delta\":" + TRY(json_of_delta(document.store(), event.delta)) + "}";
    }
    return json + "]";
}

std::string structs_of(const Document& document) {
    std::string lines;
    const Store& store = document.store();
    store.each_client([&](Client id, std::uint32_t client) {
        if (store.state(client) == 0) return;
        store.list(client).each({}, [&](const Item* item) {
            lines += std::to_string(id.value) + ' ' + std::to_string(item->clock) + ' ' +
                     std::to_string(item->length) + ' ' +
                     std::to_string(static_cast<int>(item->kind)) +
                     (item->is_deleted ? " deleted\n" : "\n");
        });
    });
    return lines;
}

}  // namespace interop::yjs
