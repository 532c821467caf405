// Needs are the bytes elsewhere that a table refers to (TK42): code and inputs of what is open, and
// the outputs of what was completed last. Whoever has the table holds them, as far as it can.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "fabric/tasks/types.h"

namespace fabric::tasks {

// Of what is open: beyond, tasks are refused.
inline constexpr std::uint64_t needed_size_max = std::uint64_t{32} << 20;
// Of outputs: beyond, those that came first may give way.
inline constexpr std::uint64_t results_size_max = std::uint64_t{16} << 20;

struct NeedChange {
    Elsewhere content;
    bool is_needed = false;
};

class Needs {
public:
    // As the task is in the table, and before it is something else.
    void add(const Task& task);
    void remove(const Task& task);

    // What came to be needed, or is not any more, since it was asked.
    [[nodiscard]] std::optional<NeedChange> next_change();
    // All of what follows are changes in comparison with these.
    void follow(const Needs& before);

    [[nodiscard]] bool has_room_for(const Work& work) const;

private:
    // Several may say different sizes of the same bytes.
    struct Uses {
        std::multiset<std::uint64_t> open{};
        std::multiset<std::uint64_t> results{};
    };
    // In the order in which they ended.
    using ResultKey = std::pair<std::uint64_t, std::uint64_t>;
    using Results = std::map<ResultKey, Elsewhere>;

    [[nodiscard]] std::uint64_t open_size_of(const ContentHash& hash) const;
    void add_open(const Elsewhere& content);
    void remove_open(const Elsewhere& content);
    void add_result(const ResultKey& key, const Elsewhere& content);
    void remove_result(Results::iterator result);
    void note(const ContentHash& hash);

    std::map<ContentHash, Uses> uses_;
    std::uint64_t open_size_ = 0;
    Results results_;
    std::uint64_t results_size_ = 0;
    // Not told yet; and what was told as needed, with how large it may be.
    std::set<ContentHash> changed_;
    std::map<ContentHash, std::uint64_t> told_;
};

}  // namespace fabric::tasks
