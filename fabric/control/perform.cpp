// Each act, at a position in what is there or in what the asker saw.
#include "fabric/control/perform.h"

#include "core/codec/utf8.h"
#include "core/crdt/document/path.h"

namespace fabric::control {

using core::crdt::NodeKind;

namespace {

std::uint32_t end_of(const core::crdt::Document& document, core::crdt::PathView path) {
    const auto tree = core::crdt::find_tree(document.root(), document.characters(), path);
    if (!tree) return 0;
    if (const auto* const text = core::get_if<core::crdt::TextTree>(&tree->what))
        return static_cast<std::uint32_t>(core::codec::code_point_count(text->characters));
    const auto* const list = core::get_if<core::crdt::ListTree>(&tree->what);
    return list ? static_cast<std::uint32_t>(list->items.size()) : 0;
}

struct Perform : Performing {
    core::Result<void> operator()(const Put& put) const { return editor.put(path, put.tree); }
    core::Result<void> operator()(const AddToCounter& add) const {
        return editor.add(path, add.by);
    }
    core::Result<void> operator()(const InsertText& typed) const {
        const auto& [position, characters] = typed;
        const core::crdt::Dot front = TRY(front_of(position));
        if (front.counter == 0) TRY(editor.make(path, NodeKind::text));
        if (!view) return editor.insert_text(path, position_or_end(position), characters);
        const core::crdt::Dot first = editor.next();
        TRY(editor.insert_text_behind(path, front, characters));
        note(position, first, core::codec::code_point_count(characters));
        return {};
    }
    core::Result<void> operator()(const EraseText& erased) const {
        const auto& [position, size] = erased;
        if (!view) return editor.erase(path, NodeKind::text, position, size);
        if (position > view->size() || size > view->size() - position)
            return core::fail(core::Error::too_large);
        TRY(editor.erase(path, NodeKind::text, view->items(position, size)));
        view->erase(position, size);
        return {};
    }
    core::Result<void> operator()(const InsertItems& inserted) const {
        const auto& [position, items] = inserted;
        const core::crdt::Dot front = TRY(front_of(position));
        if (front.counter == 0) TRY(editor.make(path, NodeKind::list));
        if (!view) return editor.insert_items(path, position_or_end(position), items);
        const core::crdt::Dot first = editor.next();
        TRY(editor.insert_items_behind(path, front, items));
        note(position, first, items.size());
        return {};
    }
    core::Result<void> operator()(const AddMember& added) const {
        return editor.add_member(path, added.value);
    }
    core::Result<void> operator()(const RemoveMember& removed) const {
        return editor.remove_member(path, removed.value);
    }
    core::Result<void> operator()(const Remove&) const { return editor.remove(path); }

private:
    using Position = std::optional<std::uint32_t>;

    [[nodiscard]] std::uint32_t position_or_end(Position position) const {
        return position ? *position : end_of(document, path);
    }
    // What was seen in front of a position, which is always said then.
    [[nodiscard]] core::Result<core::crdt::Dot> front_of(Position position) const {
        if (!view) return core::crdt::Dot();
        if (!position || *position > view->size()) return core::fail(core::Error::too_large);
        return view->before(*position);
    }
    void note(Position position, core::crdt::Dot first, std::size_t count) const {
        view->insert(*position, {first, static_cast<std::uint32_t>(count)});
    }
};

}  // namespace

core::Result<void> perform(const Act& act, const Performing& performing) {
    return core::match(act, Perform{performing});
}

}  // namespace fabric::control
