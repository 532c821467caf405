// Documents driven from outside: differential.test.mjs does the same to these and to Yjs' own, and
// compares. A request is its size (u32, little-endian) and then lib0 values: a command, the number
// of a document, and what the command needs. So is a response: 0 or 1 for an error, and a result.
#include <cstdio>
#include <map>
#include <memory>

#include "core/base/reader.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/encode.h"
#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

enum class Command : std::uint8_t {
    make,
    apply,
    encode,
    state_vector,
    last_update,
    dump,
    begin,
    end,
    edit,
    json,
    events,
    set_client
};

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

class Peer {
public:
    Result<Buffer> answer(Bytes request) {
        Reader reader(request);
        const auto command = static_cast<Command>(TRY(reader.u8()));
        const std::uint64_t number = TRY(read_var_uint(reader));
        if (command == Command::make) {
            documents_[number] = std::make_unique<Document>(Client{TRY(read_var_uint(reader))});
            documents_[number]->observe(true);
            return Buffer{};
        }
        Open& open = open_[number];
        Document& document = *documents_.at(number);
        switch (command) {
            case Command::make: break;
            case Command::apply: {
                const auto format = static_cast<Format>(TRY(reader.u8()));
                const Bytes update = TRY(read_var_bytes(reader));
                const Applied applied = TRY(document.apply_update(update, format));
                Buffer flags;
                append_byte(flags, applied.is_waiting);
                append_byte(flags, applied.is_client_taken);
                return flags;
            }
            case Command::encode: {
                const auto format = static_cast<Format>(TRY(reader.u8()));
                const Bytes state = TRY(read_var_bytes(reader));
                const StateVector since = TRY(read_state_vector(state));
                return document.encode_state_as_update(since, format);
            }
            case Command::state_vector: return state_vector_bytes(document.state_vector());
            case Command::last_update:
                return document.last_update(static_cast<Format>(TRY(reader.u8())));
            case Command::dump: return text(dump(document));
            case Command::begin: open.is_open = true; return Buffer{};
            case Command::end: return end(document, open);
            case Command::edit:
                if (!open.is_open) {
                    TRY(edit(document, reader));
                    return Buffer{};
                }
                open.edits.emplace_back(reader.rest().begin(), reader.rest().end());
                return Buffer{};
            case Command::json: {
                Type& type = TRY(type_at(document, reader));
                return text(TRY(json_of(document.store(), type)));
            }
            case Command::events: return text(TRY(events(document)));
            case Command::set_client:
                document.set_client(Client{TRY(read_var_uint(reader))});
                return Buffer{};
        }
        return fail(Error::malformed);
    }

private:
    // The edits of a transaction, which are made together when it ends.
    struct Open {
        bool is_open = false;
        std::vector<Buffer> edits;
    };

    static Buffer text(std::string_view text) {
        return {as_bytes(text).begin(), as_bytes(text).end()};
    }

    static Result<Buffer> end(Document& document, Open& open) {
        Result<void> done;
        document.transact([&] {
            for (const Buffer& one : open.edits) {
                Reader reader(one);
                if (auto edited = edit(document, reader); !edited) done = edited;
            }
        });
        open = {};
        TRY(done);
        return Buffer{};
    }

    // A root's name and kind, and then from type to type by key or place.
    static Result<std::reference_wrapper<Type>> type_at(Document& document, Reader& reader) {
        const auto kind = static_cast<TypeKind>(TRY(reader.u8()));
        const std::string_view name = TRY(read_string(reader));
        Type* type = &document.root(name, kind);
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

    static Result<void> edit(Document& document, Reader& reader) {
        Type& type = TRY(type_at(document, reader));
        const SharedText text(document, type);
        const SharedArray list(document, type);
        const SharedMap map(document, type);
        switch (static_cast<Edit>(TRY(reader.u8()))) {
            case Edit::text_insert: {
                const auto position = TRY(read_var_uint(reader));
                return text.insert(position, TRY(read_string(reader)));
            }
            case Edit::text_insert_with: {
                const auto position = TRY(read_var_uint(reader));
                const auto characters = TRY(read_string(reader));
                return text.insert(position, characters, TRY(read_attributes(reader)));
            }
            case Edit::text_erase: {
                const auto position = TRY(read_var_uint(reader));
                return text.erase(position, TRY(read_var_uint(reader)));
            }
            case Edit::text_format: {
                const auto position = TRY(read_var_uint(reader));
                const auto units = TRY(read_var_uint(reader));
                return text.format(position, units, TRY(read_attributes(reader)));
            }
            case Edit::text_embed: {
                const auto position = TRY(read_var_uint(reader));
                const Value value{Value::Form::any, as_text(TRY(read_var_bytes(reader)))};
                return text.insert_embed(position, value, TRY(read_attributes(reader)));
            }
            case Edit::text_type: {
                const auto position = TRY(read_var_uint(reader));
                const auto content = TRY(read_content(reader));
                return text.insert_type(position, content, TRY(read_attributes(reader)));
            }
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

    static std::uint64_t client_of(const Document& document, const Item& item) {
        return document.store().client_of(item.client).value;
    }

    static Result<std::string> events(const Document& document) {
        std::string json = "[";
        for (const Event& event : document.events()) {
            json += json.size() > 1 ? ",{\"of\":" : "{\"of\":";
            const Item* const item = event.type->item;
            json += item ? json_of_text(std::to_string(client_of(document, *item)) + '.' +
                                        std::to_string(item->clock))
                         : json_of_text(event.type->name);
            json += ",\"keys\":{";
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

    // One line a struct: where it is, how long, what, and whether deleted.
    static std::string dump(const Document& document) {
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

    std::map<std::uint64_t, std::unique_ptr<Document>> documents_;
    std::map<std::uint64_t, Open> open_;
};

int serve() {
    Peer peer;
    Buffer request;
    std::uint32_t size = 0;
    while (std::fread(&size, sizeof size, 1, stdin) == 1) {
        request.resize(size);
        if (size > 0 && std::fread(request.data(), size, 1, stdin) != 1) return 1;
        const Result<Buffer> answer = peer.answer(request);
        Buffer response{answer ? std::byte{0} : std::byte{1}};
        append(response, answer ? Bytes(*answer) : as_bytes(describe(answer.error())));
        size = static_cast<std::uint32_t>(response.size());
        std::fwrite(&size, sizeof size, 1, stdout);
        std::fwrite(response.data(), response.size(), 1, stdout);
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace
}  // namespace core::crdt::yjs

int main() { return core::crdt::yjs::serve(); }
