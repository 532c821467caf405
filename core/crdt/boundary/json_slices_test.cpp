// JSON in slices: out of a document as in one go, and into one by shape, in many small changes.
#include <gtest/gtest.h>

#include "core/crdt/boundary/json_export.h"
#include "core/crdt/boundary/json_import.h"
#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

crypto::Ed25519KeyPair any_key() { return crypto::Ed25519KeyPair(crypto::Ed25519Seed{}); }

std::string exported(const Document& document, Steps steps, std::size_t* largest = nullptr) {
    codec::JsonWriter writer;
    std::string json;
    Pace pace;
    Slices work(pace, export_json(pace, document, writer));
    for (bool is_done = false; !is_done;) {
        is_done = work.run(steps);
        const std::string part = writer.take();
        if (largest) *largest = std::max(*largest, part.size());
        json += part;
    }
    EXPECT_TRUE(work.result());
    return json + *writer.finish();
}

Shape any_shape() { return {}; }
Shape of_kind(Shape::Kind kind) {
    Shape shape;
    shape.kind = kind;
    return shape;
}
Shape of_values(std::initializer_list<Value::Kind> kinds, Shape::Kind kind = Shape::Kind::value) {
    Shape shape = of_kind(kind);
    for (const Value::Kind one : kinds)
        shape.values = static_cast<std::uint8_t>(shape.values | 1u << static_cast<unsigned>(one));
    return shape;
}
Shape with_inside(Shape::Kind kind, Shape inside) {
    Shape shape = of_kind(kind);
    shape.inside.push_back(std::move(inside));
    return shape;
}
Shape map_of(std::vector<ShapeField> fields) {
    Shape shape = of_kind(Shape::Kind::map);
    shape.fields = std::move(fields);
    return shape;
}

struct Imported {
    Replica replica{{}, Author{1}, any_key()};
    Result<void> outcome;
    std::size_t position = 0;
    int slices = 1;

    std::string shown() { return exported(replica.document(), UINT64_MAX); }
};

Imported imported(std::string_view json, Shape shape, Steps steps = 1000) {
    Imported result;
    Import import(result.replica, std::move(shape), 0);
    import.reserve(json.size());
    for (std::size_t at = 0; at < json.size(); at += 1000)
        import.add(as_bytes(json.substr(at, 1000)));
    for (;; ++result.slices) {
        const auto done = import.run(steps);
        if (!done) result.outcome = fail(done.error());
        if (!done || *done) break;
    }
    result.position = import.position();
    return result;
}

std::string large_json() {
    std::string json = R"({"list":[)";
    for (int i = 0; i < 2000; ++i)
        json += R"({"number":)" + std::to_string(i) + R"(,"word":"some words","in":[1,[2],{}]},)";
    json += R"("end"],"map":{)";
    for (int i = 1000; i < 3000; ++i)
        json += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    json += R"("z":null},"text":")" + std::string(50'000, 't') + R"(äöü🙂"})";
    return json;
}

TEST(JsonSlices, BJ1_a_document_is_written_as_its_tree) {
    Imported import = imported(large_json(), any_shape());
    Document& document = import.replica.document();
    Transaction edit(document, Author{1}, Lamport{1'000'000});
    Node& text = edit.make(edit.root(), "typed", NodeKind::text);
    edit.insert(text, 0, std::string(20'000, 'x') + "\"quoted\" \x01 🙂");
    edit.erase(text, 100, 1000);
    edit.add(edit.make(edit.root(), "counter", NodeKind::counter), -5);
    Node& set = edit.make(edit.root(), "set", NodeKind::set);
    edit.add(set, Value::of(Buffer{std::byte{1}}));
    edit.add(set, Value::of(1.5));
    edit.make(edit.root(), "empty list", NodeKind::list);
    static_cast<void>(edit.finish());

    const std::string expected = to_json(document.tree());
    for (const Steps steps : {1u, 10u, 1000u, 1'000'000u})
        EXPECT_EQ(exported(document, steps), expected) << steps;
    std::size_t largest = 0;
    static_cast<void>(exported(document, 20, &largest));
    EXPECT_LT(largest, 60'000U);  // The value of 50 000 bytes is written at once.
}

TEST(JsonSlices, BJ2_JSON_is_shown_again_in_slices_of_any_size) {
    const std::string json = large_json();
    const std::string expected = to_json(*tree_from_json(json));
    for (const Steps steps : {1u, 100u, 1'000'000u}) {
        Imported import = imported(json, any_shape(), steps);
        ASSERT_TRUE(import.outcome) << steps;
        EXPECT_EQ(import.position, json.size());
        EXPECT_EQ(import.shown(), expected) << steps;
    }
    EXPECT_GT(imported(json, any_shape(), 100).slices, 100);
}

TEST(JsonSlices, BJ2_the_shape_decides_what_becomes_of_it) {
    const Shape shape =
        map_of({{"title", of_kind(Shape::Kind::text)},
                {"votes", of_kind(Shape::Kind::counter)},
                {"tags", of_values({Value::Kind::text}, Shape::Kind::set)},
                {"todos", with_inside(Shape::Kind::list,
                                      map_of({{"label", of_kind(Shape::Kind::text)},
                                              {"done", of_values({Value::Kind::boolean})}}))},
                {"pictures", with_inside(Shape::Kind::record, of_values({Value::Kind::bytes}))}});
    const std::string json =
        R"({"other":["kept",{"a":1}],"pictures":{"one":{"$bytes":"AAEC"},"two":{"$bytes":""}},)"
        R"("tags":["a","b"],"title":"hello","todos":[{"done":true,"label":"milk"}],"votes":-3})";
    Imported import = imported(json, shape);
    ASSERT_TRUE(import.outcome);
    EXPECT_EQ(import.shown(), json);
    const auto seen = [&import](const Path& path) {
        Document& document = import.replica.document();
        return find_tree(document.root(), document.characters(), path)->what.index();
    };
    EXPECT_EQ(seen({"title"}), Tree{TextTree{}}.what.index());
    EXPECT_EQ(seen({"votes"}), Tree{CounterTree{}}.what.index());
    EXPECT_EQ(seen({"tags"}), Tree{SetTree{}}.what.index());
    EXPECT_EQ(seen({"todos", 0u, "label"}), Tree{TextTree{}}.what.index());
    EXPECT_EQ(seen({"pictures", "one"}), Tree{Value()}.what.index());
    EXPECT_EQ(seen({"other", 0u}), Tree{Value()}.what.index());
}

TEST(JsonSlices, BJ3_changes_are_small_and_cannot_be_undone) {
    const Shape shape =
        map_of({{"long", with_inside(Shape::Kind::list, of_kind(Shape::Kind::text))},
                {"text", of_kind(Shape::Kind::text)}});
    const std::string long_text = std::string(300'000, 'a') + "äöü🙂" + std::string(100'000, 'b');
    std::string json = large_json();
    json.insert(1, R"("long":["first",")" + long_text + R"(","last"],)");
    Imported import = imported(json, shape);
    ASSERT_TRUE(import.outcome);
    EXPECT_EQ(import.shown(), to_json(*tree_from_json(json)));
    const auto changes = import.replica.history().since({});
    ASSERT_TRUE(changes);
    EXPECT_GT(changes->size(), 20U);
    for (const Bytes change : *changes) EXPECT_LT(change.size(), 65'536U);
    EXPECT_FALSE(import.replica.undo_log().can_undo());
    EXPECT_TRUE(import.replica.take_news().empty());
}

TEST(JsonSlices, BJ4_what_the_shape_does_not_have_is_refused) {
    const auto refusal = [](std::string_view json, const Shape& shape) {
        const Imported import = imported(json, map_of({{"a", shape}}));
        return import.outcome ? Error{} : import.outcome.error();
    };
    const Shape number = of_values({Value::Kind::integer, Value::Kind::real});
    const Shape text = of_kind(Shape::Kind::text);
    for (const std::string_view json :
         {R"({"a":"x"})", R"({"a":true})", R"({"a":[]})", R"({"a":{}})", R"([])", R"(1)", R"("a")"})
        EXPECT_EQ(refusal(json, number), Error::type_wrong) << json;
    for (const std::string_view json : {R"({"a":1})", R"({"a":["x"]})", R"({"a":{"$bytes":""}})"})
        EXPECT_EQ(refusal(json, text), Error::type_wrong) << json;
    EXPECT_EQ(refusal(R"({"a":1.5})", of_kind(Shape::Kind::counter)), Error::type_wrong);
    EXPECT_EQ(refusal(R"({"a":{}})", with_inside(Shape::Kind::list, text)), Error::type_wrong);
    EXPECT_EQ(refusal(R"({"a":[null]})", with_inside(Shape::Kind::list, text)), Error::type_wrong);
    EXPECT_EQ(refusal(R"({"a":[1]})", with_inside(Shape::Kind::record, text)), Error::type_wrong);
    const Shape set = of_values({Value::Kind::text}, Shape::Kind::set);
    for (const std::string_view json : {R"({"a":[1]})", R"({"a":[[]]})", R"({"a":[{}]})"})
        EXPECT_EQ(refusal(json, set), Error::type_wrong) << json;
    const Shape bytes = of_values({Value::Kind::bytes});
    for (const std::string_view json :
         {R"({"a":{}})", R"({"a":{"$bytes":1}})", R"({"a":{"$bytes":"?"}})", R"({"a":{"b":""}})",
          R"({"a":{"$bytes":"","b":1}})", R"({"a":{"$bytes":"","$bytes":""}})"})
        EXPECT_EQ(refusal(json, bytes), Error::type_wrong) << json;

    for (const Shape& shape : {number, text, set, with_inside(Shape::Kind::list, text)}) {
        Imported import = imported(R"({"a":null,"b":null})", map_of({{"a", shape}}));
        EXPECT_EQ(import.shown(), R"({"b":null})");
    }
    const Imported import = imported("{\"a\":1}\n x", any_shape());
    EXPECT_EQ(import.outcome.error(), Error::trailing_bytes);
    EXPECT_EQ(import.position, 9U);
    EXPECT_EQ(imported("{\"a\":\"\xff\"}", any_shape()).outcome.error(), Error::malformed);
}

TEST(JsonSlices, BJ5_the_last_of_equal_names_holds) {
    const std::string filler = std::string(20'000, 'x');
    for (const std::string& json : {std::string(R"({"a":1,"a":{"b":2},"a":{"c":3}})"),
                                    R"({"a":{"b":")" + filler + R"("},"z":1,"a":{"c":3}})",
                                    R"({"in":{"a":[1],"z":")" + filler + R"(","a":{"c":3}}})"}) {
        Imported import = imported(json, any_shape());
        EXPECT_EQ(import.shown(), to_json(*tree_from_json(json)));
    }
}

TEST(JsonSlices, BJ2_maps_that_only_look_like_bytes_stay_maps) {
    for (const std::string_view json :
         {R"({"a":{"$bytes":"?"}})", R"({"a":{"$bytes":1}})", R"({"a":{"$bytes":"AA","b":1}})"}) {
        Imported import = imported(json, any_shape());
        EXPECT_EQ(import.shown(), json);
    }
}

TEST(JsonSlices, RP9_who_cannot_write_cannot_import) {
    Replica before({}, Author{1}, any_key());
    const auto change = before.edit(0, [](Editor& editor) { return editor.add(Path{"count"}, 1); });
    Replica alice({}, Author{1}, any_key());
    ASSERT_TRUE(alice.edit(0, [](Editor& editor) { return editor.add(Path{"count"}, 2); }));
    ASSERT_EQ(alice.take(**change)->verdict, History::Verdict::quarantined);
    const std::string long_text(100'000, 'x');
    for (const std::string& json : {std::string(R"({"a":1})"), "{\"a\":\"" + long_text + "\"}"}) {
        Shape text;
        text.kind = Shape::Kind::text;
        Shape shape;
        shape.kind = Shape::Kind::map;
        shape.fields.push_back({"a", json.size() > 100 ? text : Shape{}});
        Import import(alice, std::move(shape), 0);
        import.add(as_bytes(json));
        EXPECT_EQ(import.run(UINT64_MAX).error(), Error::author_quarantined);
    }
    EXPECT_EQ(exported(alice.document(), UINT64_MAX), R"({"count":2})");
}

}  // namespace
}  // namespace core::crdt
