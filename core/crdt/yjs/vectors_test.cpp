// Yjs, lib0 and y-protocols against us, byte for byte: spec/vectors/yjs/wire.json.
#include "core/testing/vectors.h"

#include <gtest/gtest.h>

#include <charconv>

#include "core/base/hex.h"
#include "core/crdt/yjs/algebra.h"
#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/awareness.h"
#include "core/crdt/yjs/lib0.h"
#include "core/crdt/yjs/messages.h"

namespace core::crdt::yjs {
namespace {

using core::testing::Case;

std::vector<Case> cases_of(std::string_view kind) {
    std::vector<Case> cases = core::testing::read_cases("spec/vectors/yjs/wire.json");
    std::erase_if(cases, [&](const Case& one) { return one.text("kind") != kind; });
    EXPECT_FALSE(cases.empty());
    return cases;
}

std::string hex(const Result<Buffer>& bytes) {
    return bytes ? to_hex(*bytes) : std::string(describe(bytes.error()));
}

// Of a text that would need escapes in the file.
std::string text_of(const Case& one, const std::string& field) {
    return std::string(as_text(one.bytes(field)));
}

std::vector<std::string> parts(std::string_view text, char separator) {
    std::vector<std::string> list;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        list.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

TEST(Vectors, YW9_YW17_states_of_documents) {
    for (const Case& one : cases_of("update")) {
        const Buffer v1 = one.bytes("v1");
        const Buffer v2 = one.bytes("v2");
        EXPECT_EQ(hex(convert_update(v1, Format::v1, Format::v2)), one.text("v1_to_v2"))
            << one.name();
        EXPECT_EQ(hex(convert_update(v2, Format::v2, Format::v1)), one.text("v2_to_v1"))
            << one.name();
        for (const Format format : {Format::v1, Format::v2}) {
            const auto state = state_vector_of(format == Format::v1 ? v1 : v2, format);
            ASSERT_TRUE(state) << one.name();
            EXPECT_EQ(hex(state_vector_bytes(*state)), one.text("state_vector")) << one.name();
        }
    }
}

TEST(Vectors, YW14_YW15_YW16_merges_and_differences) {
    for (const Case& one : cases_of("merge")) {
        std::vector<Buffer> updates;
        std::vector<Buffer> updates_v2;
        for (const std::string& text : parts(one.text("updates"), ' ')) {
            updates.push_back(from_hex(text).value());
            updates_v2.push_back(convert_update(updates.back(), Format::v1, Format::v2).value());
        }
        const auto merged =
            merge_updates(std::vector<Bytes>(updates.begin(), updates.end()), Format::v1);
        EXPECT_EQ(hex(merged), one.text("merged")) << one.name();
        EXPECT_EQ(hex(merge_updates(std::vector<Bytes>(updates_v2.begin(), updates_v2.end()),
                                    Format::v2)),
                  one.text("merged_v2"))
            << one.name();

        const Buffer whole = one.bytes("merged");
        const auto state = state_vector_of(whole, Format::v1);
        ASSERT_TRUE(state) << one.name();
        EXPECT_EQ(hex(state_vector_bytes(*state)), one.text("state_vector")) << one.name();
        const StateVector known = read_state_vector(one.bytes("known")).value();
        EXPECT_EQ(hex(diff_update(whole, known, Format::v1)), one.text("difference")) << one.name();
        const Buffer whole_v2 = convert_update(whole, Format::v1, Format::v2).value();
        EXPECT_EQ(hex(diff_update(whole_v2, known, Format::v2)), one.text("difference_v2"))
            << one.name();
    }
}

TEST(Vectors, YW3_YW8_values_become_json) {
    for (const Case& one : cases_of("any")) {
        const Buffer any = one.bytes("any");
        Reader reader(any);
        EXPECT_TRUE(read_any(reader)) << one.name();
        EXPECT_TRUE(reader.at_end()) << one.name();
        EXPECT_EQ(json_of_any(as_text(any)).value_or("none"), text_of(one, "json")) << one.name();
    }
}

TEST(Vectors, YW4_YW7_json_becomes_values) {
    for (const Case& one : cases_of("json")) {
        Buffer any;
        ASSERT_TRUE(append_any_of_json(any, text_of(one, "json"))) << one.name();
        EXPECT_EQ(to_hex(any), one.text("any")) << one.name();
        EXPECT_EQ(json_of_any(as_text(any)).value_or("none"), text_of(one, "again")) << one.name();
    }
}

struct Content {
    Bytes operator()(const SyncStep1& step) const { return step.state_vector; }
    Bytes operator()(const SyncStep2& step) const { return step.update; }
    Bytes operator()(const SyncUpdate& sync) const { return sync.update; }
    Bytes operator()(const AwarenessMessage& message) const { return message.update; }
    Bytes operator()(const PermissionDenied& denied) const { return as_bytes(denied.reason); }
    Bytes operator()(const QueryAwareness&) const { return {}; }
};

TEST(Vectors, YW18_messages) {
    std::size_t kind = 0;
    constexpr std::array<std::size_t, 5> kinds{0, 1, 2, 4, 5};
    for (const Case& one : cases_of("message")) {
        const Buffer bytes = one.bytes("bytes");
        Reader reader(bytes);
        const auto message = read_message(reader);
        ASSERT_TRUE(message) << one.name();
        EXPECT_TRUE(reader.at_end());
        EXPECT_EQ(message->index(), kinds.at(kind++)) << one.name();
        EXPECT_EQ(to_hex(match(*message, Content())), one.text("content")) << one.name();
        EXPECT_EQ(message_bytes(*message), bytes) << one.name();
    }
}

std::string joined(const Awareness::Clients& clients) {
    std::string text;
    for (const Client client : clients)
        text += (text.empty() ? "" : ",") + std::to_string(client.value);
    return text;
}

TEST(Vectors, YW19_a_history_of_awareness) {
    const Instant now{};
    Awareness awareness(Client{1}, now);
    for (const Case& one : cases_of("awareness")) {
        const Buffer input = one.bytes("input");
        const auto changes = one.text("action") == "set" ? awareness.set_local(as_text(input), now)
                                                         : awareness.apply(input, now);
        ASSERT_TRUE(changes) << one.name();
        EXPECT_EQ(joined(changes->added) + ";" + joined(changes->updated) + ";" +
                      joined(changes->removed),
                  one.text("told"))
            << one.name();
        Awareness::Clients clients;
        for (const std::string& text : parts(one.text("clients"), ',')) {
            std::uint64_t client = 0;
            std::from_chars(text.data(), text.data() + text.size(), client);
            clients.push_back(Client{client});
        }
        EXPECT_EQ(to_hex(awareness.bytes(clients)), one.text("bytes")) << one.name();
    }
}

}  // namespace
}  // namespace core::crdt::yjs
