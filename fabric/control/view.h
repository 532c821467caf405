// A view is a text or a list as an asker sees it: what a watch told, and what the asker itself did
// since. It knows the items by name, so that a position in it can be found in what is there now,
// whatever others did meanwhile (rules CT18–CT21, spec/control.md).
//
//     const auto state = views.tell(View(sequence));   // with each `is`
//     View* const view = views.use(state);             // an edit bears it; null if it is forgotten
//     editor.insert_text_behind(path, view->before(position), characters);
//     view->insert(position, {first, size});
//     views.changed();
#pragma once

#include <cstdint>
#include <vector>

#include "core/crdt/sequence/sequence.h"

namespace fabric::control {

class View {
public:
    // Items behind one another that are counted on from the first.
    using Run = core::crdt::sequence::Deletion;

    View() = default;
    explicit View(const core::crdt::sequence::Sequence& sequence);

    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] std::size_t run_count() const { return runs_.size(); }
    // What is in front of the position, which is within; a dot with counter 0 at the beginning.
    [[nodiscard]] core::crdt::Dot before(std::uint32_t position) const;
    // What is there from the position on; all of it is within.
    [[nodiscard]] std::vector<Run> items(std::uint32_t position, std::uint32_t size) const;

    // What the asker did.
    void insert(std::uint32_t position, const Run& run);
    void erase(std::uint32_t position, std::uint32_t size);

private:
    void append(const Run& run);
    // The run that begins at the position, where one ends if none did.
    [[nodiscard]] std::size_t split(std::uint32_t position);

    std::vector<Run> runs_;
    std::uint32_t size_ = 0;
};

struct ViewsOptions {
    std::size_t states_max = 1'024;
    // Of all but the last.
    std::size_t runs_max = std::size_t{1} << 18;
};

// The states that a watch told and its asker may still be at. It takes over none that lacks an edit
// of its own, and none that is older than one it had: so there is one view that has been edited at
// most, the oldest.
class Views {
public:
    using Options = ViewsOptions;

    explicit Views(const Options& options = {}) : options_(options) {}

    // The number of the state.
    std::uint64_t tell(View view);
    // Null if it is not known (any more). Older ones are forgotten.
    [[nodiscard]] View* use(std::uint64_t state);
    // The one that was used last was edited: those told after it lack that.
    void changed();
    // Of another document. Numbers go on.
    void forget() { told_.clear(); }

    [[nodiscard]] std::size_t count() const { return told_.size(); }

private:
    struct Told {
        std::uint64_t state;
        View view;
    };

    Options options_;
    std::vector<Told> told_;  // By state, ascending.
    std::uint64_t last_ = 0;
};

}  // namespace fabric::control
