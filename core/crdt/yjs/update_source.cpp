// The columns come in a fixed order, each with its size in front; what is left is the rest.
#include "core/crdt/yjs/update_source.h"

#include "core/crdt/yjs/any_json.h"

namespace core::crdt::yjs {

Result<void> check_json_value(std::string_view text) {
    if (text == "undefined") return {};
    return check_json(text);
}

Result<Value> SourceV1::value() {
    const Text text = TRY(read_text(rest_));
    TRY(check_json(text.utf8));
    return Value{.form = Value::Form::json, .bytes = text.utf8};
}

Result<Values> SourceV1::json_values() {
    const std::uint64_t count = TRY(length());
    const Bytes begin = rest_.rest();
    for (std::uint64_t i = 0; i < count; ++i) {
        const Text text = TRY(read_text(rest_));
        TRY(check_json_value(text.utf8));
    }
    const std::size_t size = begin.size() - rest_.remaining();
    return Values{.count = count, .bytes = as_text(begin.first(size))};
}

Result<SourceV2> SourceV2::open(Bytes update) {
    SourceV2 source{Reader(update)};
    Reader& rest = source.rest_;
    const std::uint64_t feature_flag = TRY(read_var_uint(rest));
    // No feature is known; one that changes the format would be misread.
    if (feature_flag != 0) return fail(Error::malformed);
    source.key_clocks_ = DifferenceReader(TRY(read_var_bytes(rest)));
    source.clients_ = RunReader(TRY(read_var_bytes(rest)));
    source.left_clocks_ = DifferenceReader(TRY(read_var_bytes(rest)));
    source.right_clocks_ = DifferenceReader(TRY(read_var_bytes(rest)));
    source.infos_ = ByteReader(TRY(read_var_bytes(rest)));
    const Bytes texts = TRY(read_var_bytes(rest));
    source.texts_ = TRY(TextReader::open(texts));
    source.parent_infos_ = ByteReader(TRY(read_var_bytes(rest)));
    source.types_ = RunReader(TRY(read_var_bytes(rest)));
    source.lengths_ = RunReader(TRY(read_var_bytes(rest)));
    source.repeated_key_bytes_left_ = repeated_key_bytes_per_byte_max * update.size();
    return source;
}

Result<std::string_view> SourceV2::key() {
    const std::uint64_t clock = TRY(key_clocks_.read());
    if (clock < keys_.size()) {
        const std::string_view key = keys_[static_cast<std::size_t>(clock)];
        if (key.size() > repeated_key_bytes_left_) return fail(Error::too_large);
        repeated_key_bytes_left_ -= key.size();
        return key;
    }
    keys_.push_back(TRY(text()).utf8);
    return keys_.back();
}

Result<Values> SourceV2::json_values() {
    const std::uint64_t count = TRY(length());
    Buffer bytes;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Text one = TRY(text());
        TRY(check_json_value(one.utf8));
        append_text(bytes, one.utf8);
    }
    return Values{.count = count, .bytes = made_.emplace_front(as_text(bytes))};
}

void SourceV2::patch(TextReader::Piece& piece) {
    std::string whole;
    if (piece.is_begun_cut) whole += replacement;
    whole += piece.text.utf8;
    if (piece.is_ended_cut) whole += replacement;
    piece.text.utf8 = made_.emplace_front(std::move(whole));
}

}  // namespace core::crdt::yjs
