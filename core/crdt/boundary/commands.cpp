// Each command is read and done before the next is read: what it needs is in the document by then.
#include "core/crdt/boundary/commands.h"

#include "core/codec/count.h"
#include "core/codec/varint.h"
#include "core/crdt/boundary/text_units.h"
#include "core/crdt/boundary/tree_codec.h"
#include "core/crdt/boundary/weight.h"

namespace core::crdt {

namespace {

Result<std::uint32_t> read_position(Reader& reader) {
    const std::uint64_t position = TRY(codec::read_varint(reader));
    if (position > UINT32_MAX) return fail(Error::too_large);
    return static_cast<std::uint32_t>(position);
}

Result<Step> read_step(Reader& reader) {
    const std::uint64_t head = TRY(codec::read_varint(reader));
    if (head % 2 == 0) return Step(std::string(as_text(TRY(reader.take(head / 2)))));
    if (head / 2 > UINT32_MAX) return fail(Error::too_large);
    return Step(static_cast<std::uint32_t>(head / 2));
}

// In place of all steps behind the first `kept`.
Result<void> read_steps(Reader& reader, Path& path, std::uint64_t kept) {
    if (kept > path.size()) return fail(Error::malformed);
    path.resize(static_cast<std::size_t>(kept));
    const std::uint64_t more = TRY(codec::read_count(reader, 1));
    if (more > depth_max - std::min(depth_max, path.size())) return fail(Error::too_deep);
    for (std::uint64_t i = 0; i < more; ++i) path.push_back(TRY(read_step(reader)));
    return {};
}

class Commands {
public:
    Commands(Document& document, Editor& editor, Bytes bytes, std::size_t& removals_left)
        : document_(document), editor_(editor), reader_(bytes), removals_left_(removals_left) {}

    CommandsDone perform() {
        CommandsDone done;
        while (!reader_.at_end()) {
            done.outcome = perform_next();
            if (!done.outcome) break;
            ++done.count;
        }
        return done;
    }

private:
    Result<void> perform_next() {
        const std::uint8_t kind = TRY(reader_.u8());
        if (kind >= command_kind_count) return fail(Error::malformed);
        const std::uint64_t kept = TRY(codec::read_varint(reader_));
        TRY(read_steps(reader_, path_, kept));
        switch (static_cast<CommandKind>(kind)) {
            case CommandKind::put:
                TRY(check_removal());
                return editor_.put(path_, TRY(read_tree(reader_)));
            case CommandKind::make: return make();
            case CommandKind::remove: return remove();
            case CommandKind::insert_items: return insert_items();
            case CommandKind::insert_text: return insert_text();
            case CommandKind::erase_text: return erase_text();
            case CommandKind::erase_items: return erase_items();
            case CommandKind::add: return editor_.add(path_, TRY(read_zigzag(reader_)));
            case CommandKind::add_member:
                return editor_.add_member(path_, TRY(Coder<Value>::read(reader_)));
            case CommandKind::remove_member:
                return editor_.remove_member(path_, TRY(Coder<Value>::read(reader_)));
        }
        std::unreachable();
    }

    // Of all that is at the path.
    Result<void> check_removal() {
        const Slot* const slot = find_slot(document_.root(), path_);
        if (slot && !weighs_no_more(*slot, removals_left_)) return fail(Error::too_large);
        return {};
    }

    // Each run of characters that were typed together is taken away by itself, and put back with
    // all of them if it is undone.
    Result<void> check_runs(sequence::Sequence& sequence, std::uint32_t begin, std::uint32_t end) {
        while (begin < end) {
            const std::uint32_t size = std::min(sequence.visible_at(begin).size, end - begin);
            if (!run_weighs_no_more(size, removals_left_)) return fail(Error::too_large);
            begin += size;
        }
        return {};
    }

    // What is not there is done: a page that asked first would hand over each by itself.
    Result<void> remove() {
        const Slot* const slot = find_slot(document_.root(), path_);
        const bool is_named = !path_.empty() && holds_alternative<std::string>(path_.back());
        if (is_named && (!slot || !slot->seen())) return {};
        TRY(check_removal());
        return editor_.remove(path_);
    }

    Result<void> make() {
        const std::uint8_t kind = TRY(reader_.u8());
        if (kind >= node_kind_count) return fail(Error::malformed);
        return editor_.make(path_, static_cast<NodeKind>(kind));
    }

    Result<void> insert_items() {
        const std::uint32_t position = TRY(read_position(reader_));
        const std::uint64_t count = TRY(codec::read_count(reader_, 1));
        std::vector<Tree> items;
        for (std::uint64_t i = 0; i < count; ++i) items.push_back(TRY(read_tree(reader_)));
        return editor_.insert_items(path_, position, items);
    }

    Result<void> erase_items() {
        const std::uint32_t position = TRY(read_position(reader_));
        const std::uint32_t size = TRY(read_position(reader_));
        Path item = path_;
        item.emplace_back(position);
        for (std::uint32_t i = 0; i < size; ++i, ++get<std::uint32_t>(item.back())) {
            const Slot* const slot = find_slot(document_.root(), item);
            if (!slot) break;  // The editor says what is wrong.
            if (!weighs_no_more(*slot, removals_left_)) return fail(Error::too_large);
        }
        return editor_.erase(path_, NodeKind::list, position, size);
    }

    Result<void> insert_text() {
        const std::uint32_t units = TRY(read_position(reader_));
        const std::uint32_t position = TRY(code_points(units));
        const std::uint64_t size = TRY(codec::read_varint(reader_));
        const Bytes characters = TRY(reader_.take(size));
        return editor_.insert_text(path_, position, as_text(characters));
    }

    Result<void> erase_text() {
        const std::uint32_t begin = TRY(read_position(reader_));
        const std::uint32_t size = TRY(read_position(reader_));
        if (size > UINT32_MAX - begin) return fail(Error::too_large);
        const std::uint32_t first = TRY(code_points(begin));
        const std::uint32_t last = TRY(code_points(begin + size));
        Node* const text = find_node(document_.root(), path_, NodeKind::text);
        if (text) TRY(check_runs(text->as<TextBody>()->sequence, first, last));
        return editor_.erase(path_, NodeKind::text, first, last - first);
    }

    // Of the text at the path, which may not be there yet.
    Result<std::uint32_t> code_points(std::uint32_t utf16_position) {
        const Node* const node = find_node(document_.root(), path_, NodeKind::text);
        if (node)
            return code_points_before(*node->as<TextBody>(), document_.characters(),
                                      utf16_position);
        if (utf16_position > 0) return fail(Error::too_large);
        return 0;
    }

    Document& document_;
    Editor& editor_;
    Reader reader_;
    std::size_t& removals_left_;
    Path path_;
};

}  // namespace

CommandsDone perform_commands(Document& document, Editor& editor, Bytes commands,
                              std::size_t& removals_left) {
    return Commands(document, editor, commands, removals_left).perform();
}

Result<Path> read_path(Reader& reader) {
    Path path;
    TRY(read_steps(reader, path, 0));
    return path;
}

void write_path(BufferWriter& writer, const Path& path) {
    codec::write_varint(writer, path.size());
    for (const Step& step : path) {
        if (const std::string* const key = get_if<std::string>(&step)) {
            codec::write_varint(writer, std::uint64_t{key->size()} * 2);
            writer.text(*key);
        } else {
            codec::write_varint(writer, std::uint64_t{get<std::uint32_t>(step)} * 2 + 1);
        }
    }
}

}  // namespace core::crdt
