// Target is where values go: one behind another in format 1, most into a column of their own in
// format 2. How many structs a client has stands in front of them: who does not know it has the
// rest cut into sections until all are counted.
#include "core/crdt/yjs/update_writer.h"

#include <optional>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/columns.h"
#include "core/crdt/yjs/delete_set_codec.h"

namespace core::crdt::yjs {
namespace {

struct Columns {
    DifferenceWriter key_clocks;
    RunWriter clients;
    DifferenceWriter left_clocks;
    DifferenceWriter right_clocks;
    ByteWriter infos;
    TextWriter texts;
    ByteWriter parent_infos;
    RunWriter types;
    RunWriter lengths;
    std::uint64_t keys = 0;
};

}  // namespace

class UpdateWriter::Target {
public:
    explicit Target(Format format) {
        // Most updates are those of somebody who types.
        constexpr std::size_t small_size = 64;
        rest_.reserve(small_size);
        if (format == Format::v2) columns_.emplace();
    }

    void expect_clients(std::size_t count) {
        is_counted_ = true;
        clients_left_ = count;
        append_var_uint(rest_, count);
    }
    void begin_client(Client client, std::uint64_t first_clock, std::size_t struct_count) {
        ASSERT(is_counted_ && structs_left_ == 0 && clients_left_ > 0);
        --clients_left_;
        structs_left_ = struct_count;
        append_var_uint(rest_, struct_count);
        write_client(client);
        append_var_uint(rest_, first_clock);
    }
    void begin_client(Client client, std::uint64_t first_clock) {
        ASSERT(!is_counted_);
        sections_.push_back({.begin = rest_.size()});
        write_client(client);
        append_var_uint(rest_, first_clock);
    }

    // Returns what went wrong in the values, which are somebody else's.
    Result<void> add(const Struct& whole, std::uint64_t offset);
    void remember(Result<void> outcome) {
        if (outcome_ && !outcome) outcome_ = outcome;
    }
    Result<Buffer> finish(const DeleteSet& deleted);

private:
    struct Section {
        std::size_t begin;
        std::size_t structs = 0;
    };

    void count_struct() {
        if (is_counted_) {
            ASSERT(structs_left_ > 0);
            --structs_left_;
        } else {
            ASSERT(!sections_.empty());
            ++sections_.back().structs;
        }
    }
    void append_sections(Buffer& update) const;

    void write_client(Client client) {
        columns_ ? columns_->clients.write(client.value) : append_var_uint(rest_, client.value);
    }
    void write_info(std::uint8_t info) {
        columns_ ? columns_->infos.write(info) : append_byte(rest_, info);
    }
    void write_left(ItemId id) {
        write_client(id.client);
        columns_ ? columns_->left_clocks.write(id.clock) : append_var_uint(rest_, id.clock);
    }
    void write_right(ItemId id) {
        write_client(id.client);
        columns_ ? columns_->right_clocks.write(id.clock) : append_var_uint(rest_, id.clock);
    }
    void write_parent_info(std::uint8_t info) {
        columns_ ? columns_->parent_infos.write(info) : append_byte(rest_, info);
    }
    void write_length(std::uint64_t length) {
        columns_ ? columns_->lengths.write(length) : append_var_uint(rest_, length);
    }
    Result<void> write_text(std::string_view text) {
        if (columns_)
            columns_->texts.write({.utf8 = text, .units = TRY(utf16_units(text))});
        else
            append_text(rest_, text);
        return {};
    }
    Result<void> write_key(std::string_view key) {
        if (columns_) columns_->key_clocks.write(columns_->keys++);
        return write_text(key);
    }
    Result<void> write_type(const Struct& item);
    Result<void> write_string(const Struct& item, std::uint64_t offset);
    Result<void> write_values(const Struct& item, std::uint64_t offset);
    Result<void> write_value(const Value& value);
    Result<void> write_content(const Struct& whole, std::uint64_t offset);

    std::optional<Columns> columns_;
    Buffer rest_;
    bool is_counted_ = false;
    std::size_t clients_left_ = 0;
    std::size_t structs_left_ = 0;
    std::vector<Section> sections_;
    Result<void> outcome_;
};

Result<void> UpdateWriter::Target::add(const Struct& whole, std::uint64_t offset) {
    ASSERT(offset < whole.length);
    count_struct();
    std::optional<ItemId> origin = whole.origin;
    if (offset > 0 && whole.is_item()) origin = {whole.id.client, whole.id.clock + offset - 1};
    const bool has_neighbour = origin || whole.right_origin;
    write_info(static_cast<std::uint8_t>(
        static_cast<unsigned>(whole.kind) | (origin ? has_origin : 0u) |
        (whole.right_origin ? has_right_origin : 0u) | (whole.parent_sub ? has_parent_sub : 0u)));
    if (origin) write_left(*origin);
    if (whole.right_origin) write_right(*whole.right_origin);
    if (whole.is_item() && !has_neighbour) {
        const auto* const name = get_if<std::string_view>(&whole.parent);
        write_parent_info(name ? 1 : 0);
        if (name)
            TRY(write_text(*name));
        else
            write_left(get<ItemId>(whole.parent));
        if (whole.parent_sub) TRY(write_text(*whole.parent_sub));
    }
    return write_content(whole, offset);
}

Result<void> UpdateWriter::Target::write_content(const Struct& whole, std::uint64_t offset) {
    switch (whole.kind) {
        case Kind::gc:
        case Kind::deleted: write_length(whole.length - offset); break;
        case Kind::skip: append_var_uint(rest_, whole.length - offset); break;
        case Kind::json:
        case Kind::any: return write_values(whole, offset);
        case Kind::binary: append_var_bytes(rest_, whole.binary); break;
        case Kind::string: return write_string(whole, offset);
        case Kind::embed: return write_value(whole.value);
        case Kind::format: TRY(write_key(whole.text)); return write_value(whole.value);
        case Kind::type: return write_type(whole);
        case Kind::document:
            TRY(write_text(whole.text));
            append(rest_, as_bytes(whole.value.bytes));
            break;
    }
    return {};
}

Result<void> UpdateWriter::Target::write_type(const Struct& item) {
    const auto type = static_cast<std::uint8_t>(item.type);
    columns_ ? columns_->types.write(type) : append_byte(rest_, type);
    const bool is_named = item.type == TypeKind::xml_element || item.type == TypeKind::xml_hook;
    return is_named ? write_key(item.text) : Result<void>();
}

Result<void> UpdateWriter::Target::write_string(const Struct& item, std::uint64_t offset) {
    const UnitPlace place = place_of_unit(item.text, offset, item.length);
    const std::string_view rest = item.text.substr(place.size + (place.is_cut ? 4 : 0));
    const std::string_view beginning = place.is_cut ? replacement : std::string_view();
    if (columns_) {
        columns_->texts.write(beginning, rest, item.length - offset);
    } else {
        append_var_uint(rest_, beginning.size() + rest.size());
        append(rest_, as_bytes(beginning));
        append(rest_, as_bytes(rest));
    }
    return {};
}

Result<void> UpdateWriter::Target::write_values(const Struct& item, std::uint64_t offset) {
    write_length(item.values.count - offset);
    Reader values(as_bytes(item.values.bytes));
    const bool is_json = item.kind == Kind::json;
    for (std::uint64_t i = 0; i < offset; ++i) {
        if (is_json)
            TRY(read_var_bytes(values));
        else
            TRY(read_any(values));
    }
    if (!is_json || !columns_) {
        append(rest_, values.rest());
        return {};
    }
    while (!values.at_end()) columns_->texts.write(TRY(read_text(values)));
    return {};
}

Result<void> UpdateWriter::Target::write_value(const Value& value) {
    const bool is_json = value.form == Value::Form::json;
    if (columns_ && is_json) return append_any_of_json(rest_, value.bytes);
    if (columns_)
        append(rest_, as_bytes(value.bytes));
    else
        append_text(rest_, is_json ? value.bytes : TRY(json_of_any(value.bytes)));
    return {};
}

Result<Buffer> UpdateWriter::Target::finish(const DeleteSet& deleted) {
    ASSERT(clients_left_ == 0 && structs_left_ == 0);
    TRY(outcome_);
    if (is_counted_ && !columns_) {
        append_delete_set(rest_, deleted, Format::v1);
        return std::move(rest_);
    }
    Buffer update;
    update.reserve(rest_.size() + sections_.size() * 2 + 16);
    if (columns_) {
        append_var_uint(update, 0);  // No features.
        append_var_bytes(update, columns_->key_clocks.finish());
        append_var_bytes(update, columns_->clients.finish());
        append_var_bytes(update, columns_->left_clocks.finish());
        append_var_bytes(update, columns_->right_clocks.finish());
        append_var_bytes(update, columns_->infos.finish());
        append_var_bytes(update, columns_->texts.finish());
        append_var_bytes(update, columns_->parent_infos.finish());
        append_var_bytes(update, columns_->types.finish());
        append_var_bytes(update, columns_->lengths.finish());
    }
    if (is_counted_)
        append(update, rest_);
    else
        append_sections(update);
    append_delete_set(update, deleted, columns_ ? Format::v2 : Format::v1);
    return update;
}

void UpdateWriter::Target::append_sections(Buffer& update) const {
    append_var_uint(update, sections_.size());
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        const std::size_t end = i + 1 < sections_.size() ? sections_[i + 1].begin : rest_.size();
        append_var_uint(update, sections_[i].structs);
        append(update, Bytes(rest_).subspan(sections_[i].begin, end - sections_[i].begin));
    }
}

UpdateWriter::UpdateWriter(Format format) : target_(std::make_unique<Target>(format)) {}
UpdateWriter::UpdateWriter(Format format, std::size_t client_count) : UpdateWriter(format) {
    target_->expect_clients(client_count);
}
UpdateWriter::UpdateWriter(UpdateWriter&&) noexcept = default;
UpdateWriter& UpdateWriter::operator=(UpdateWriter&&) noexcept = default;
UpdateWriter::~UpdateWriter() = default;

void UpdateWriter::begin_client(Client client, std::size_t struct_count,
                                std::uint64_t first_clock) {
    target_->begin_client(client, first_clock, struct_count);
}
void UpdateWriter::begin_client(Client client, std::uint64_t first_clock) {
    target_->begin_client(client, first_clock);
}

void UpdateWriter::add(const Struct& whole, std::uint64_t offset) {
    target_->remember(target_->add(whole, offset));
}

Result<Buffer> UpdateWriter::finish(const DeleteSet& deleted) && {
    return target_->finish(deleted);
}

}  // namespace core::crdt::yjs
