// What others recorded: runs of y-crdt's tests with what they come to, documents from the Yjs of
// old, large documents of real people, and a paper key by key. They are not part of the project:
// the tests read them from ../shared/data beside it, and say so where they are not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/codec/json.h"
#include "core/codec/multibase.h"
#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

using codec::JsonValue;

const std::string recorded = SELVAGE_ROOT "/../shared/data/";

bool is_there(const std::string& name) {
    if (std::filesystem::exists(recorded + name)) return true;
    std::printf("There is no %s%s.\n", recorded.c_str(), name.c_str());
    return false;
}

std::string content_of(const std::string& name) {
    std::ifstream file(recorded + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string unpacked(const std::string& name) {
    const std::string command = "gzip -dc '" + recorded + name + "'";
    std::FILE* const pipe = popen(command.c_str(), "r");
    std::string text;
    char piece[65536];
    while (const std::size_t size = std::fread(piece, 1, sizeof piece, pipe))
        text.append(piece, size);
    EXPECT_EQ(pclose(pipe), 0);
    return text;
}

// With the members of objects in the order of their names.
JsonValue in_order(const JsonValue& value) {
    if (const auto list = value.as_array()) {
        std::vector<JsonValue> items;
        for (const JsonValue& item : *list) items.push_back(in_order(item));
        return JsonValue::of(std::move(items));
    }
    if (const auto object = value.as_object()) {
        std::vector<codec::JsonMember> members;
        for (const auto& [name, member] : *object) members.push_back({name, in_order(member)});
        std::sort(members.begin(), members.end(),
                  [](const auto& left, const auto& right) { return left.name < right.name; });
        return JsonValue::of(std::move(members));
    }
    return value;
}

JsonValue parsed(std::string_view json) {
    const auto value = codec::parse_json(json);
    EXPECT_TRUE(value);
    return in_order(*value);
}

JsonValue content(Document& document, Type& type) {
    return parsed(json_of(document.store(), type).value());
}

std::string_view text_in(Reader& reader) { return read_text(reader).value().utf8; }

TEST(Recorded, YX3_runs_of_others_come_to_what_they_say) {
    if (!is_there("yjs/runs-2660.bin")) return;
    const std::string all = content_of("yjs/runs-2660.bin");
    Reader reader(as_bytes(all));
    const std::uint64_t runs = read_var_uint(reader).value();
    for (std::uint64_t run = 0; run < runs; ++run) {
        Document document(Client{1});
        for (auto left = read_var_uint(reader).value(); left > 0; --left)
            ASSERT_TRUE(document.apply_update(read_var_bytes(reader).value(), Format::v1));
        ASSERT_EQ(document.text("text").to_string(), text_in(reader)) << run;
        const std::string map = json_of_any(read_any(reader).value()).value();
        ASSERT_EQ(content(document, document.map("map").type()), parsed(map)) << run;
        const std::string array = json_of_any(read_any(reader).value()).value();
        ASSERT_EQ(content(document, document.array("array").type()), parsed(array)) << run;
    }
    EXPECT_EQ(runs, 2660u);
    EXPECT_TRUE(reader.at_end());
}

TEST(Recorded, YX1_documents_of_yjs_13_2_are_read) {
    if (!is_there("yjs/v13.2.0-fixtures.json")) return;
    const std::string file = content_of("yjs/v13.2.0-fixtures.json");
    const auto fixtures = codec::parse_json(file);
    for (const JsonValue& fixture : fixtures->as_array().value()) {
        const std::string_view root = fixture.find("root")->as_text().value();
        const std::string_view base64 = fixture.find("update_v1_base64")->as_text().value();
        Document document(Client{1});
        const Buffer update = codec::decode_base(codec::Base::base64_pad, base64).value();
        ASSERT_TRUE(document.apply_update(update, Format::v1));
        const JsonValue expected = in_order(*fixture.find("expected"));
        if (root == "text") {
            const Delta delta = delta_of_text(document.text(root).type());
            EXPECT_EQ(parsed(json_of_delta(document.store(), delta).value()), expected);
        } else {
            Type& type = root == "map" ? document.map(root).type() : document.array(root).type();
            EXPECT_EQ(content(document, type), expected);
        }
    }
}

TEST(Recorded, YX11_large_documents_are_written_as_they_were_read) {
    for (const char* const name : {"yjs/S1.yjs", "yjs/C1.yjs", "yjs/A1.yjs"}) {
        if (!is_there(name)) continue;
        const std::string file = content_of(name);
        Document document(Client{1});
        const auto applied = document.apply_update(as_bytes(file), Format::v2);
        ASSERT_TRUE(applied);
        EXPECT_FALSE(applied->is_waiting);
        const Buffer first = document.encode_state_as_update({}, Format::v1).value();
        Document copied(Client{2});
        ASSERT_TRUE(copied.apply_update(first, Format::v1));
        EXPECT_TRUE(equal(copied.encode_state_as_update({}, Format::v1).value(), first));
        const Buffer second = copied.encode_state_as_update({}, Format::v2).value();
        EXPECT_EQ(second.size(), file.size());
        // The others were written by y-crdt, in its own order.
        EXPECT_EQ(equal(second, as_bytes(file)), std::string_view(name) == "yjs/S1.yjs");
    }
}

struct Patch {
    std::uint64_t position;
    std::uint64_t erased;
    std::string inserted;
};

// One list that is longer than the parser allows; each transaction in it is not.
std::vector<Patch> patches_in(std::string_view trace) {
    constexpr std::string_view beginning = R"({"time")";
    std::vector<Patch> patches;
    for (std::size_t at = trace.find(beginning); at != std::string_view::npos;) {
        const std::size_t next = trace.find(beginning, at + 1);
        const std::string_view piece = trace.substr(at, next - at);
        // Behind the last one the whole ends, with a brace of its own.
        const std::size_t end = piece.rfind("]]}");
        const auto transaction = codec::parse_json(piece.substr(0, end + 3));
        for (const JsonValue& patch : transaction->find("patches")->as_array().value()) {
            const auto parts = patch.as_array().value();
            patches.push_back({parts[0].as_uint64().value(), parts[1].as_uint64().value(),
                               std::string(parts[2].as_text().value())});
        }
        at = next;
    }
    return patches;
}

TEST(Recorded, YX4_a_paper_written_key_by_key_has_the_bytes_of_yjs) {
    if (!is_there("traces/automerge-paper.json.gz")) return;
    const std::vector<Patch> patches = patches_in(unpacked("traces/automerge-paper.json.gz"));
    ASSERT_EQ(patches.size(), 259778u);
    Document document(Client{1});
    const SharedText text = document.text("t");
    for (const auto& [position, erased, inserted] : patches)
        document.transact([&] {
            EXPECT_TRUE(text.erase(position, erased));
            EXPECT_TRUE(text.insert(position, inserted));
        });
    EXPECT_EQ(text.length(), 104852u);
    for (const auto& [format, name] : {std::pair(Format::v1, "v1"), std::pair(Format::v2, "v2")}) {
        const std::string file =
            content_of(std::string("yjs/automerge-paper.client1.") + name + ".bin");
        EXPECT_TRUE(equal(document.encode_state_as_update({}, format).value(), as_bytes(file)));
    }
}

}  // namespace
}  // namespace core::crdt::yjs
