// XML fragments, elements and texts as strings. They may be nested as deep as anybody likes, in one
// another's attributes too, so what is open is on a stack of its own.
#include <algorithm>

#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/document/any_string.h"
#include "core/crdt/yjs/document/delta.h"
#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// Of what is not a type.
Result<std::string> string_of(const Element& element) {
    if (element.kind == Kind::any) return string_of_any(element.bytes);
    if (element.kind == Kind::json) return string_of_json(element.bytes);
    if (element.kind == Kind::embed)
        return element.is_json ? string_of_json(element.bytes) : string_of_any(element.bytes);
    if (element.kind == Kind::string) return std::string(element.bytes);
    if (element.kind == Kind::binary) return string_of_bytes(element.bytes);
    return std::string(string_of_object);
}

std::string in_lower_case(std::string_view name) {
    std::string lower(name);
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

std::string characters_of(const Type& type) {
    std::string text;
    for (const Item* item = type.start; item != nullptr; item = item->right)
        if (item->kind == Kind::string && !item->is_deleted) text += item->bytes();
    return text;
}

// The tag that an attribute of a text stands for: its name, and the members of its value.
Result<std::string> tag_of(std::string_view name, Value value) {
    std::string tag = "<" + std::string(name);
    Buffer converted;
    if (value.form == Value::Form::json) {
        TRY(append_any_of_json(converted, value.bytes));
        value.bytes = as_text(converted);
    }
    Reader reader(as_bytes(value.bytes));
    const AnyToken token = TRY(read_any_token(reader));
    std::vector<std::pair<std::string_view, std::string_view>> members;
    for (std::uint64_t i = 0; token.tag == AnyToken::Tag::object && i < token.count; ++i) {
        const std::string_view key = TRY(read_text(reader)).utf8;
        members.emplace_back(key, TRY(read_any(reader)));
    }
    std::sort(members.begin(), members.end());
    for (const auto& [key, member] : members)
        tag += ' ' + std::string(key) + "=\"" + TRY(string_of_any(member)) + '"';
    return tag + ">";
}

class XmlPrinter {
public:
    explicit XmlPrinter(const Store& store) : store_(store) {}

    Result<std::string> print(const Type& type) {
        TRY(open(type));
        while (!open_.empty()) {
            xml_ += std::exchange(open_.back().behind, {});
            switch (open_.back().what) {
                case Open::What::attributes: TRY(next_attribute()); break;
                case Open::What::list: TRY(next_of_list()); break;
                case Open::What::text: TRY(next_of_text()); break;
            }
        }
        return std::move(xml_);
    }

private:
    struct Open {
        enum class What : std::uint8_t { attributes, list, text };

        What what;
        const Item* item = nullptr;  // The next one of a list,
        std::uint64_t offset = 0;    // and how many of its elements
        std::size_t position = 0;    // and bytes were printed.
        // What is left of others, the next one last.
        std::vector<std::pair<std::string_view, const Item*>> attributes;
        std::vector<DeltaPart> parts;
        std::string behind;  // To be printed behind what was opened in it,
        std::string end;     // and behind all.
    };

    Open& push(Open::What what) {
        open_.emplace_back().what = what;
        return open_.back();
    }

    Result<void> open(const Type& type) {
        switch (type.kind) {
            case TypeKind::xml_element: open_element(type); break;
            case TypeKind::xml_fragment: push(Open::What::list).item = type.start; break;
            case TypeKind::xml_text: {
                Open& text = push(Open::What::text);
                text.parts = delta_of_text(type);
                std::reverse(text.parts.begin(), text.parts.end());
                break;
            }
            case TypeKind::text: xml_ += characters_of(type); break;
            case TypeKind::array:
            case TypeKind::map:
            case TypeKind::xml_hook: xml_ += string_of_object; break;
        }
        return {};
    }

    void open_element(const Type& type) {
        const std::string name = in_lower_case(type.name);
        xml_ += '<' + name;
        Open& element = push(Open::What::attributes);
        element.item = type.start;
        element.end = "</" + name + '>';
        for (const auto& [key, chain] : type.keys)
            if (!chain.last->is_deleted)
                element.attributes.emplace_back(store_.key_name(key), chain.last);
        std::sort(element.attributes.rbegin(), element.attributes.rend());
    }

    Result<void> print(const Element& element) {
        if (element.type != nullptr) return open(*element.type);
        xml_ += TRY(string_of(element));
        return {};
    }

    // Behind the last one comes the list of the element.
    Result<void> next_attribute() {
        Open& element = open_.back();
        if (element.attributes.empty()) {
            xml_ += '>';
            element.what = Open::What::list;
            return {};
        }
        const auto [key, item] = element.attributes.back();
        element.attributes.pop_back();
        element.behind = '"';
        xml_ += ' ' + std::string(key) + "=\"";
        return print(element_of(*item, item->length - 1));
    }

    Result<void> next_of_list() {
        Open& list = open_.back();
        while (list.item != nullptr && !list.item->is_visible()) list.item = list.item->right;
        if (list.item == nullptr) {
            xml_ += list.end;
            open_.pop_back();
            return {};
        }
        const Element element = next_element_of(*list.item, list.position);
        if (++list.offset == list.item->length) {
            list.item = list.item->right;
            list.offset = list.position = 0;
        }
        return print(element);
    }

    Result<void> next_of_text() {
        Open& text = open_.back();
        if (text.parts.empty()) {
            open_.pop_back();
            return {};
        }
        const DeltaPart part = std::move(text.parts.back());
        text.parts.pop_back();
        std::vector<Attributes::Entry> nodes(part.attributes.begin(), part.attributes.end());
        std::sort(nodes.begin(), nodes.end(),
                  [](const auto& left, const auto& right) { return left.first < right.first; });
        for (const auto& [name, value] : nodes) xml_ += TRY(tag_of(name, value));
        for (auto node = nodes.rbegin(); node != nodes.rend(); ++node)
            text.behind += "</" + std::string(node->first) + ">";
        if (!part.elements.empty()) return print(part.elements.front());
        xml_ += part.text;
        return {};
    }

    const Store& store_;
    std::string xml_;
    std::vector<Open> open_;
};

}  // namespace

Result<std::string> xml_of(const Store& store, const Type& type) {
    return XmlPrinter(store).print(type);
}

}  // namespace core::crdt::yjs
