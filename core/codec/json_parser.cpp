// Puts the tokens of a text together to a tree. Containers that are not closed yet stand on a
// stack of their own.
#include <optional>
#include <utility>

#include "core/codec/json.h"
#include "core/codec/json_reader.h"
#include "core/codec/utf8.h"

namespace core::codec {
namespace {

class Builder {
public:
    Result<JsonValue> build(std::string_view json) {
        JsonReader reader(json);
        for (;;) {
            JsonToken token = TRY(reader.next());
            if (token.kind == JsonToken::Kind::end) return *std::move(root_);
            TRY(take(std::move(token)));
        }
    }

private:
    struct Open {
        bool is_object;
        std::string name;  // Of the member that comes next.
        std::vector<JsonValue> items;
        std::vector<JsonMember> members;
    };

    Result<void> take(JsonToken token) {
        using Kind = JsonToken::Kind;
        switch (token.kind) {
            case Kind::null: return add(JsonValue());
            case Kind::no: return add(JsonValue::of(false));
            case Kind::yes: return add(JsonValue::of(true));
            case Kind::number: return add(JsonValue::number(std::move(token.text)));
            case Kind::text: return add(JsonValue::of(token.text));
            case Kind::name: open_.back().name = std::move(token.text); return {};
            case Kind::begin_array:
            case Kind::begin_object:
                TRY(count());
                open_.push_back({token.kind == Kind::begin_object, {}, {}, {}});
                return {};
            case Kind::end_array: close(JsonValue::of(std::move(open_.back().items))); return {};
            case Kind::end_object: close(JsonValue::of(std::move(open_.back().members))); return {};
            case Kind::end: break;
        }
        std::unreachable();
    }

    Result<void> count() {
        if (values_left_-- == 0) return fail(Error::too_large);
        return {};
    }
    Result<void> add(JsonValue value) {
        TRY(count());
        put(std::move(value));
        return {};
    }
    void close(JsonValue value) {
        open_.pop_back();
        put(std::move(value));
    }
    void put(JsonValue value) {
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (Open& open = open_.back(); open.is_object) {
            open.members.push_back({std::move(open.name), std::move(value)});
        } else {
            open.items.push_back(std::move(value));
        }
    }

    std::vector<Open> open_;
    std::optional<JsonValue> root_;
    std::size_t values_left_ = json_values_max;
};

}  // namespace

Result<JsonValue> parse_json(std::string_view text) {
    if (text.size() > json_size_max) return fail(Error::too_large);
    if (!is_utf8(text)) return fail(Error::malformed);
    return Builder().build(text);
}

}  // namespace core::codec
