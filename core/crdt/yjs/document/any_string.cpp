// Values were checked for their depth when they came, so that functions may call themselves.
#include "core/crdt/yjs/document/any_string.h"

#include <cmath>

#include "core/codec/number_text.h"
#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

using Tag = AnyToken::Tag;

void append_number(std::string& text, double number) {
    if (std::isfinite(number)) return codec::append_number(text, number);
    text += std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}

Result<void> append_value(std::string& text, Reader& reader) {
    const Reader begin = reader;
    const AnyToken token = TRY(read_any_token(reader));
    switch (token.tag) {
        case Tag::undefined: text += "undefined"; break;
        case Tag::null: text += "null"; break;
        case Tag::yes: text += "true"; break;
        case Tag::no: text += "false"; break;
        case Tag::bigint: text += std::to_string(token.bigint); break;
        case Tag::integer:
        case Tag::float32:
        case Tag::float64: append_number(text, token.number); break;
        case Tag::text: text += token.bytes; break;
        case Tag::bytes: text += string_of_bytes(token.bytes); break;
        case Tag::object:
            reader = begin;
            TRY(read_any(reader));
            text += string_of_object;
            break;
        case Tag::array:
            for (std::uint64_t i = 0; i < token.count; ++i) {
                if (i > 0) text += ',';
                const std::size_t before = text.size();
                const std::byte tag = reader.rest().front();
                TRY(append_value(text, reader));
                // In a list these are nothing.
                const bool is_nothing = tag == static_cast<std::byte>(Tag::undefined) ||
                                        tag == static_cast<std::byte>(Tag::null);
                if (is_nothing) text.resize(before);
            }
            break;
    }
    return {};
}

}  // namespace

Result<std::string> string_of_any(std::string_view any) {
    std::string text;
    Reader reader(as_bytes(any));
    TRY(append_value(text, reader));
    return text;
}

Result<std::string> string_of_json(std::string_view json) {
    if (json == "undefined") return std::string(json);
    Buffer any;
    TRY(append_any_of_json(any, json));
    return string_of_any(as_text(any));
}

std::string string_of_bytes(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        if (!text.empty()) text += ',';
        text += std::to_string(static_cast<unsigned char>(byte));
    }
    return text;
}

}  // namespace core::crdt::yjs
