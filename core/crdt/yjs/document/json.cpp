// Types may be nested as deep as anybody likes: what is open is on a stack of its own.
#include "core/crdt/yjs/document/json.h"

#include <algorithm>

#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/document/delta.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// Bytes are what JSON.stringify makes of an Uint8Array.
std::string json_of_bytes(std::string_view bytes) {
    std::string json = "{";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0) json += ',';
        json += '"' + std::to_string(i) + "\":";
        json += std::to_string(static_cast<unsigned char>(bytes[i]));
    }
    return json + "}";
}

bool is_undefined(const Element& element) {
    if (element.kind == Kind::json) return element.bytes == "undefined";
    return element.kind == Kind::any && element.bytes == "\x7F";
}

// Of what is not a type. Nothing for `undefined`.
Result<std::string> json_of_plain(const Element& element) {
    if (is_undefined(element)) return std::string();
    if (element.kind == Kind::any) return json_of_any(element.bytes);
    if (element.kind == Kind::json) return std::string(element.bytes);
    if (element.kind == Kind::string) return json_of_text(element.bytes);
    if (element.kind == Kind::binary) return json_of_bytes(element.bytes);
    if (element.kind == Kind::embed && element.is_json) return std::string(element.bytes);
    if (element.kind == Kind::embed) return json_of_any(element.bytes);
    return std::string("{}");  // A document within.
}

class Printer {
public:
    explicit Printer(const Store& store) : store_(store) {}

    Result<std::string> print(const Type& type) {
        TRY(open(type));
        while (!open_.empty()) {
            if (open_.back().is_map)
                TRY(next_member());
            else
                TRY(next_element());
        }
        return std::move(json_);
    }

private:
    struct Open {
        bool is_map;
        bool is_first = true;
        const Item* item = nullptr;
        std::uint64_t offset = 0;                                       // Of elements of the item,
        std::size_t position = 0;                                       // and of their bytes.
        std::vector<std::pair<std::string_view, const Item*>> members;  // The last one first.
    };

    Result<void> open(const Type& type) {
        switch (type.kind) {
            case TypeKind::array:
                json_ += '[';
                open_.push_back({false, true, type.start, 0, 0, {}});
                break;
            case TypeKind::map:
            case TypeKind::xml_hook:
                json_ += '{';
                open_.push_back({true, true, nullptr, 0, 0, {}});
                for (const auto& [key, chain] : type.keys)
                    if (!chain.last->is_deleted)
                        open_.back().members.emplace_back(store_.key_name(key), chain.last);
                std::sort(open_.back().members.rbegin(), open_.back().members.rend());
                break;
            case TypeKind::text:
            case TypeKind::xml_element:
            case TypeKind::xml_fragment:
            case TypeKind::xml_text: json_ += json_of_text(TRY(xml_of(store_, type))); break;
        }
        return {};
    }

    void separate() {
        if (!std::exchange(open_.back().is_first, false)) json_ += ',';
    }

    Result<void> next_member() {
        Open& map = open_.back();
        if (map.members.empty()) {
            json_ += '}';
            open_.pop_back();
            return {};
        }
        const auto [key, item] = map.members.back();
        map.members.pop_back();
        const Element element = element_of(*item, item->length - 1);
        if (is_undefined(element)) return {};
        separate();
        json_ += json_of_text(key);
        json_ += ':';
        if (element.type != nullptr) return open(*element.type);
        json_ += TRY(json_of_plain(element));
        return {};
    }

    Result<void> next_element() {
        Open& list = open_.back();
        while (list.item != nullptr && !list.item->is_visible()) list.item = list.item->right;
        if (list.item == nullptr) {
            json_ += ']';
            open_.pop_back();
            return {};
        }
        const Element element = next_element_of(*list.item, list.position);
        if (++list.offset == list.item->length) {
            list.item = list.item->right;
            list.offset = list.position = 0;
        }
        separate();
        if (element.type != nullptr) return open(*element.type);
        json_ += is_undefined(element) ? "null" : TRY(json_of_plain(element));
        return {};
    }

    const Store& store_;
    std::string json_;
    std::vector<Open> open_;
};

}  // namespace

std::string json_of_text(std::string_view utf8) {
    Buffer any;
    append_byte(any, static_cast<std::uint8_t>(AnyToken::Tag::text));
    append_text(any, utf8);
    return json_of_any(as_text(any)).value_or("");
}

Result<std::string> json_of(const Store& store, const Type& type) {
    return Printer(store).print(type);
}

Result<std::string> json_of(const Store& store, const Element& element) {
    if (element.type != nullptr) return json_of(store, *element.type);
    return json_of_plain(element);
}

namespace {

// One into a text, a list of them into a list.
Result<std::string> json_of_elements(const Store& store, const DeltaPart& part, bool is_list) {
    if (!is_list) return json_of(store, part.elements.front());
    std::string json;
    for (const Element& element : part.elements) {
        json += json.empty() ? "[" : ",";
        json += is_undefined(element) ? "null" : TRY(json_of(store, element));
    }
    return json + "]";
}

Result<std::string> json_of_attributes(const Attributes& attributes) {
    std::string json;
    for (const auto& [key, value] : attributes) {
        json += json.empty() ? "{" : ",";
        json += json_of_text(key) + ':';
        json += value.form == Value::Form::json ? std::string(value.bytes)
                                                : TRY(json_of_any(value.bytes));
    }
    return json + "}";
}

}  // namespace

Result<std::string> json_of_delta(const Store& store, const Delta& delta) {
    std::string json = "[";
    for (const DeltaPart& part : delta) {
        json += json.size() > 1 ? ",{" : "{";
        if (part.action == DeltaPart::Action::retain)
            json += "\"retain\":" + std::to_string(part.length);
        else if (part.action == DeltaPart::Action::erase)
            json += "\"delete\":" + std::to_string(part.length);
        else if (!part.text.empty())
            json += "\"insert\":" + json_of_text(part.text);
        else
            json += "\"insert\":" + TRY(json_of_elements(store, part, part.is_list));
        if (!part.attributes.empty())
            json += ",\"attributes\":" + TRY(json_of_attributes(part.attributes));
        json += '}';
    }
    return json + "]";
}

}  // namespace core::crdt::yjs
