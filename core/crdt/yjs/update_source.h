// Where an UpdateReader takes each kind of value from: in format 1 all of them lie one behind
// another, in format 2 most have a column of their own. Both classes have the same functions.
#pragma once

#include <forward_list>
#include <string>
#include <vector>

#include "core/crdt/yjs/columns.h"
#include "core/crdt/yjs/format.h"
#include "core/crdt/yjs/struct.h"

namespace core::crdt::yjs {

// Where they are does not change when the list is moved.
using MadeTexts = std::forward_list<std::string>;

// A key may be used again, though Yjs never does. It then counts as if it lay there again, since
// that is what becomes of it when it is written: so many bytes for each one of the update.
inline constexpr std::uint64_t repeated_key_bytes_per_byte_max = 16;

class SourceV1 {
public:
    static constexpr Format format = Format::v1;

    [[nodiscard]] static Result<SourceV1> open(Bytes update) { return SourceV1(Reader(update)); }

    // Of what has no column in either format.
    Reader& rest() { return rest_; }

    Result<std::uint64_t> client() { return read_var_uint(rest_); }
    Result<std::uint8_t> info() { return rest_.u8(); }
    Result<ItemId> left_id() {
        const Client client{TRY(read_var_uint(rest_))};
        return ItemId{client, TRY(read_var_uint(rest_))};
    }
    Result<ItemId> right_id() { return left_id(); }
    Result<std::uint64_t> parent_info() { return read_var_uint(rest_); }
    Result<std::uint64_t> type() { return read_var_uint(rest_); }
    Result<std::uint64_t> length() { return read_var_uint(rest_); }
    Result<Text> text() { return read_text(rest_); }
    Result<std::string_view> key() { return TRY(read_text(rest_)).utf8; }
    Result<Value> value();
    // JSON texts, or the word undefined.
    Result<Values> json_values();
    // Texts that do not lie in the update as they are.
    [[nodiscard]] static MadeTexts made() { return {}; }

private:
    explicit SourceV1(Reader rest) : rest_(rest) {}

    Reader rest_;
};

class SourceV2 {
public:
    static constexpr Format format = Format::v2;

    [[nodiscard]] static Result<SourceV2> open(Bytes update);

    Reader& rest() { return rest_; }

    Result<std::uint64_t> client() { return clients_.read(); }
    Result<std::uint8_t> info() { return infos_.read(); }
    Result<ItemId> left_id() {
        const Client client{TRY(clients_.read())};
        return ItemId{client, TRY(left_clocks_.read())};
    }
    Result<ItemId> right_id() {
        const Client client{TRY(clients_.read())};
        return ItemId{client, TRY(right_clocks_.read())};
    }
    Result<std::uint64_t> parent_info() { return parent_infos_.read(); }
    Result<std::uint64_t> type() { return types_.read(); }
    Result<std::uint64_t> length() { return lengths_.read(); }
    Result<Text> text() {
        TextReader::Piece piece = TRY(texts_.read());
        if (piece.is_begun_cut || piece.is_ended_cut) [[unlikely]]
            patch(piece);
        return piece.text;
    }
    Result<std::string_view> key();
    Result<Value> value() { return Value{.form = Value::Form::any, .bytes = TRY(read_any(rest_))}; }
    Result<Values> json_values();
    [[nodiscard]] MadeTexts made() && { return std::move(made_); }

private:
    explicit SourceV2(Reader rest) : rest_(rest) {}

    // Puts U+FFFD where there is half of a pair.
    void patch(TextReader::Piece& piece);

    Reader rest_;
    DifferenceReader key_clocks_;
    RunReader clients_;
    DifferenceReader left_clocks_;
    DifferenceReader right_clocks_;
    ByteReader infos_;
    TextReader texts_;
    ByteReader parent_infos_;
    RunReader types_;
    RunReader lengths_;
    std::vector<std::string_view> keys_;
    std::uint64_t repeated_key_bytes_left_ = 0;
    MadeTexts made_;
};

// Error::malformed if it is neither JSON nor the word undefined.
Result<void> check_json_value(std::string_view text);

}  // namespace core::crdt::yjs
