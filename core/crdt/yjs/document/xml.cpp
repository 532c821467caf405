// XML fragments, elements and texts as strings. Elements may be nested as deep as anybody likes, so
// what is open is on a stack of its own.
#include <algorithm>

#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/document/delta.h"
#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// A value between quotes: texts as they are, all others as JSON.
Result<std::string> plain(const Store& store, const Element& element) {
    if (element.kind == Kind::any) {
        Reader reader(as_bytes(element.bytes));
        const AnyToken token = TRY(read_any_token(reader));
        if (token.tag == AnyToken::Tag::text) return std::string(token.bytes);
    }
    return json_of(store, element);
}

std::string in_lower_case(std::string_view name) {
    std::string lower(name);
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

// The tag that an attribute of a text stands for: its name, and the parts of its value.
Result<std::string> tag_of(const Store& store, std::string_view name, Value value) {
    std::string tag = "<" + std::string(name);
    Buffer converted;
    if (value.form == Value::Form::json) {
        TRY(append_any_of_json(converted, value.bytes));
        value.bytes = as_text(converted);
    }
    Reader reader(as_bytes(value.bytes));
    const AnyToken token = TRY(read_any_token(reader));
    std::vector<std::pair<std::string_view, std::string_view>> parts;
    for (std::uint64_t i = 0; token.tag == AnyToken::Tag::object && i < token.count; ++i) {
        const std::string_view key = TRY(read_text(reader)).utf8;
        parts.emplace_back(key, TRY(read_any(reader)));
    }
    std::sort(parts.begin(), parts.end());
    for (const auto& [key, part] : parts) {
        tag += ' ' + std::string(key) + "=\"";
        tag += TRY(plain(store, {Kind::any, part, {}, nullptr, false})) + '"';
    }
    return tag + ">";
}

Result<std::string> xml_of_text(const Store& store, const Type& type) {
    std::string xml;
    for (const DeltaPart& part : delta_of_text(type)) {
        std::vector<Attributes::Entry> nodes(part.attributes.begin(), part.attributes.end());
        std::sort(nodes.begin(), nodes.end(),
                  [](const auto& left, const auto& right) { return left.first < right.first; });
        for (const auto& [name, value] : nodes) xml += TRY(tag_of(store, name, value));
        xml += part.elements.empty() ? part.text : "[object Object]";
        for (auto node = nodes.rbegin(); node != nodes.rend(); ++node)
            xml += "</" + std::string(node->first) + ">";
    }
    return xml;
}

class XmlPrinter {
public:
    explicit XmlPrinter(const Store& store) : store_(store) {}

    Result<std::string> print(const Type& type) {
        TRY(open(type));
        while (!open_.empty()) {
            const Item*& item = open_.back().item;
            while (item != nullptr && !item->is_visible()) item = item->right;
            if (item == nullptr) {
                xml_ += open_.back().end;
                open_.pop_back();
                continue;
            }
            const Item& next = *std::exchange(item, item->right);
            if (next.kind == Kind::type) {
                TRY(open(*next.type));
                continue;
            }
            std::size_t position = 0;
            for (std::uint64_t i = 0; i < next.length; ++i)
                xml_ += TRY(plain(store_, next_element_of(next, position)));
        }
        return std::move(xml_);
    }

private:
    struct Open {
        const Item* item;
        std::string end;
    };

    Result<void> open(const Type& type) {
        if (type.kind == TypeKind::xml_text) {
            xml_ += TRY(xml_of_text(store_, type));
        } else if (type.kind == TypeKind::xml_fragment) {
            open_.push_back({type.start, {}});
        } else if (type.kind == TypeKind::xml_element) {
            const std::string name = in_lower_case(type.name);
            xml_ += '<' + name;
            TRY(print_attributes(type));
            xml_ += '>';
            open_.push_back({type.start, "</" + name + '>'});
        } else {
            xml_ += "[object Object]";
        }
        return {};
    }

    Result<void> print_attributes(const Type& type) {
        std::vector<std::pair<std::string_view, const Item*>> attributes;
        for (const auto& [key, chain] : type.keys)
            if (!chain.last->is_deleted) attributes.emplace_back(store_.key_name(key), chain.last);
        std::sort(attributes.begin(), attributes.end());
        for (const auto& [key, item] : attributes) {
            xml_ += ' ' + std::string(key) + "=\"";
            xml_ += TRY(plain(store_, element_of(*item, item->length - 1))) + '"';
        }
        return {};
    }

    const Store& store_;
    std::string xml_;
    std::vector<Open> open_;
};

std::string characters_of(const Type& type) {
    std::string text;
    for (const Item* item = type.start; item != nullptr; item = item->right)
        if (item->kind == Kind::string && !item->is_deleted) text += item->bytes();
    return text;
}

}  // namespace

Result<std::string> xml_of(const Store& store, const Type& type) {
    if (type.kind == TypeKind::text) return characters_of(type);
    return XmlPrinter(store).print(type);
}

}  // namespace core::crdt::yjs
