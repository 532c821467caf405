// Recorded histories of others, with the text that every implementation of the order fugue_max
// comes to. They are not part of the project: the test reads them from ../shared/data/order beside
// it, and says so where they are not.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "core/base/variant.h"
#include "core/codec/json.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt::sequence {
namespace {

using codec::JsonValue;

constexpr const char* recorded = SELVAGE_ROOT "/../shared/data/order/conformance-500.json.gz";

std::string unpacked(const std::string& path) {
    const std::string command = "gzip -dc '" + path + "'";
    std::FILE* const pipe = popen(command.c_str(), "r");
    std::string text;
    char piece[65536];
    while (const std::size_t size = std::fread(piece, 1, sizeof piece, pipe))
        text.append(piece, size);
    EXPECT_EQ(pclose(pipe), 0);
    return text;
}

// The file is one list that is longer than the parser allows; each history in it is not.
std::vector<std::string> histories_in(std::string_view text) {
    constexpr std::string_view beginning = R"({"txns")";
    std::vector<std::string> histories;
    for (std::size_t at = text.find(beginning); at != std::string_view::npos;) {
        const std::size_t next = text.find(beginning, at + 1);
        const std::string_view piece = text.substr(at, next - at);
        histories.emplace_back(piece.substr(0, piece.rfind('}') + 1));
        at = next;
    }
    return histories;
}

std::uint64_t number(const JsonValue& value) { return value.as_uint64().value(); }
std::span<const JsonValue> list(const JsonValue& value, std::string_view name) {
    return value.find(name)->as_array().value();
}

class History {
public:
    explicit History(const JsonValue& root) {
        for (const JsonValue& transaction : list(root, "txns")) play(transaction);
    }

    [[nodiscard]] std::string text() const {
        std::set<std::uint64_t> all;
        for (std::uint64_t version = 0; version < operations_.size(); ++version)
            all.insert(version);
        const Sequence whole = sequence_of(all);
        std::string text;
        whole.each([&](Dot first, std::uint32_t size, bool is_deleted) {
            for (std::uint32_t i = 0; i < size && !is_deleted; ++i)
                text += contents_.at({first.author, first.counter + i});
        });
        return text;
    }

private:
    struct Operation {
        Variant<Insertion, Deletion> what;
        std::set<std::uint64_t> parents;
    };

    // What led to these, and they themselves.
    [[nodiscard]] std::set<std::uint64_t> all_of(std::set<std::uint64_t> wanted) const {
        std::set<std::uint64_t> all;
        while (!wanted.empty()) {
            const std::uint64_t version = *wanted.begin();
            wanted.erase(wanted.begin());
            if (!all.insert(version).second) continue;
            for (const std::uint64_t parent : operations_[version].parents) wanted.insert(parent);
        }
        return all;
    }

    [[nodiscard]] Sequence sequence_of(const std::set<std::uint64_t>& versions) const {
        Sequence sequence;
        for (const std::uint64_t version : versions)
            match(operations_[version].what,
                  [&](const auto& one) { EXPECT_TRUE(sequence.integrate(one)); });
        return sequence;
    }

    void play(const JsonValue& transaction) {
        const Author author{
            static_cast<std::uint64_t>(transaction.find("agent")->as_text().value()[0])};
        std::uint64_t counter = number(*transaction.find("seqStart")) + 1;
        std::set<std::uint64_t> parents;
        for (const JsonValue& parent : list(transaction, "parents")) parents.insert(number(parent));
        Sequence sequence = sequence_of(all_of(parents));
        const auto add = [&](const auto& what) {
            operations_.push_back({what, parents});
            parents = {operations_.size() - 1};
            ++counter;
        };
        for (const JsonValue& operation : list(transaction, "ops")) {
            const auto parts = operation.as_array().value();
            auto position = static_cast<std::uint32_t>(number(parts[0]));
            for (std::uint64_t i = number(parts[1]); i > 0; --i) sequence.erase(position, 1, add);
            for (const char letter : parts[2].as_text().value()) {
                contents_[{author, counter}] = letter;
                add(sequence.insert(position++, 1, {author, counter}));
            }
        }
    }

    std::vector<Operation> operations_;
    std::map<Dot, char> contents_;
};

TEST(Conformance, SQ5_recorded_histories_come_to_the_recorded_text) {
    if (!std::filesystem::exists(recorded)) {
        std::printf("There are no recorded histories at %s.\n", recorded);
        return;
    }
    const std::vector<std::string> histories = histories_in(unpacked(recorded));
    ASSERT_EQ(histories.size(), 500u);
    for (const std::string& history : histories) {
        const auto root = codec::parse_json(history);
        ASSERT_TRUE(root);
        ASSERT_EQ(History(*root).text(), root->find("endContent")->as_text().value());
    }
}

}  // namespace
}  // namespace core::crdt::sequence
