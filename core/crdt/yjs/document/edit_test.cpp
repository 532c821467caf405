// What types show, and what events say of them.
#include <gtest/gtest.h>

#include <string>

#include "core/base/hex.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/json.h"

namespace core::crdt::yjs {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view one = "\x7D\x01";
constexpr std::string_view yes = "\x78";
constexpr std::string_view undefined = "\x7F";

std::string json(const Document& document, const Shared& shared) {
    return json_of(document.store(), shared.type()).value();
}

std::string events(const Document& document) {
    std::string all;
    for (const Event& event : document.events()) {
        all += event.type->name;
        for (const KeyChange& change : event.keys)
            all += " " + std::string(change.key) +
                   std::string(1, "+*-"[static_cast<std::size_t>(change.action)]);
        all += " " + json_of_delta(document.store(), event.delta).value() + ";";
    }
    return all;
}

TEST(YjsTypes, YX14_types_become_json) {
    Document document(Client{1});
    const SharedArray list = document.array("a");
    const std::array contents{Content::any(one),
                              Content::any(undefined),
                              Content::shared(TypeKind::map),
                              Content::shared(TypeKind::text),
                              Content::binary(as_bytes("\x01\x02")),
                              Content::document("guid", "\x76\x00"sv)};
    EXPECT_TRUE(list.insert(0, contents));
    const SharedMap map(document, *list.get(2)->type);
    EXPECT_TRUE(map.set("z", Content::any(one)));
    EXPECT_TRUE(map.set("a", Content::any(yes)));
    EXPECT_TRUE(map.set("none", Content::any(undefined)));
    const SharedText text(document, *list.get(3)->type);
    EXPECT_TRUE(text.insert(0, "say \"hi\""));
    EXPECT_EQ(json(document, list), R"([1,null,{"a":true,"z":1},"say \"hi\"",{"0":1,"1":2},{}])");
    EXPECT_EQ(list.insert(7, Content::any(one)), fail(Error::too_large));
    EXPECT_EQ(list.erase(5, 2), fail(Error::too_large));
    EXPECT_EQ(list.insert(0, Content::any("\x01")), fail(Error::malformed));
}

// Nothing that could not be written, in either format, comes in.
TEST(YjsTypes, YX11_what_has_no_bytes_is_refused) {
    Document document(Client{1});
    const SharedText text = document.text("t");
    const Value big{Value::Form::any, "\x7A\0\0\0\0\0\0\0\1"sv};
    const Attributes odd_key{{"\xFF", {Value::Form::any, yes}}};
    EXPECT_EQ(text.insert(0, "a", {{"b", big}}), fail(Error::type_wrong));
    EXPECT_EQ(text.insert(0, "a", odd_key), fail(Error::malformed));
    EXPECT_EQ(text.insert_embed(0, {Value::Form::any, undefined}), fail(Error::type_wrong));
    EXPECT_EQ(text.insert_embed(0, {Value::Form::json, "{"}), fail(Error::truncated));
    EXPECT_EQ(text.insert_embed(0, {Value::Form::any, one}, odd_key), fail(Error::malformed));
    EXPECT_EQ(text.insert_type(0, Content::shared(TypeKind::map), odd_key), fail(Error::malformed));
    EXPECT_EQ(document.xml("x").insert(0, Content::shared(TypeKind::xml_element, "\xFF")),
              fail(Error::malformed));
    EXPECT_EQ(document.map("m").set("\xFF", Content::any(one)), fail(Error::malformed));
    EXPECT_TRUE(document.last_update(Format::v1)->empty());
    EXPECT_TRUE(text.insert(0, "a"));
    EXPECT_EQ(text.format(0, 1, odd_key), fail(Error::malformed));
    EXPECT_EQ(text.format(0, 1, {{"b", big}}), fail(Error::type_wrong));
    EXPECT_TRUE(document.map("m").set("k", Content::any(big.bytes)));  // Values of maps may be big.
}

TEST(YjsTypes, YX14_xml_becomes_a_string) {
    Document document(Client{1});
    const SharedXml root = document.xml("x");
    EXPECT_TRUE(root.insert(0, Content::shared(TypeKind::xml_element, "Paragraph")));
    const SharedXml element(document, *root.get(0)->type);
    EXPECT_TRUE(element.attributes().set("class", Content::any("\x77\x03red"sv)));
    EXPECT_TRUE(element.insert(0, Content::shared(TypeKind::xml_text)));
    const SharedText text(document, *element.get(0)->type);
    EXPECT_TRUE(text.insert(0, "plain "));
    EXPECT_TRUE(text.insert(6, "bold", {{"b", {Value::Form::any, "\x76\x00"sv}}}));
    EXPECT_EQ(xml_of(document.store(), root.type()).value(),
              R"(<paragraph class="red">plain <b>bold</b></paragraph>)");
    EXPECT_EQ(element.name(), "Paragraph");
}

// Nobody can put types, or characters, into such places but by writing updates by hand.
TEST(YjsTypes, YX14_odd_things_in_odd_places_are_shown) {
    Document document(Client{1});
    const SharedXml root = document.xml("x");
    EXPECT_TRUE(root.insert(0, Content::shared(TypeKind::xml_element, "p")));
    const SharedXml element(document, *root.get(0)->type);
    EXPECT_TRUE(element.attributes().set("a", Content::shared(TypeKind::xml_element, "i")));
    EXPECT_TRUE(element.attributes().set("b", Content::any("\x75\x02\x7E\x75\x01\x7D\x05"sv)));
    EXPECT_TRUE(element.attributes().set("c", Content::any("\x76\x00"sv)));
    EXPECT_TRUE(element.attributes().set("d", Content::binary(as_bytes("\x01\x02"))));
    EXPECT_EQ(xml_of(document.store(), root.type()).value(),
              R"(<p a="<i></i>" b=",5" c="[object Object]" d="1,2"></p>)");
    const SharedArray list = document.array("a");
    EXPECT_EQ(list.insert(0, Content::string("z")), fail(Error::type_wrong));
    const Buffer characters = from_hex("010109000401016105f09f98807a00").value();
    EXPECT_TRUE(document.apply_update(characters, Format::v1));
    EXPECT_EQ(json(document, list), "[\"\uFFFD\",\"\uFFFD\",\"z\"]");
    EXPECT_EQ(list.get(1)->bytes, "\uFFFD");
    EXPECT_EQ(list.get(2)->bytes, "z");
}

TEST(YjsTypes, YX13_events_say_what_became_of_lists_and_maps) {
    Document document(Client{1});
    document.observe(true);
    const SharedArray list = document.array("list");
    EXPECT_TRUE(list.insert(0, std::array{Content::any(one), Content::any(one)}));
    EXPECT_EQ(events(document), R"(list [{"insert":[1,1]}];)");
    document.transact([&] {
        EXPECT_TRUE(list.erase(0, 1));
        EXPECT_TRUE(list.insert(1, Content::any(yes)));
        EXPECT_TRUE(document.map("map").set("k", Content::any(one)));
    });
    EXPECT_EQ(events(document), R"(list [{"delete":1},{"retain":1},{"insert":[true]}];map k+ [];)");
    EXPECT_TRUE(document.map("map").set("k", Content::any(yes)));
    EXPECT_EQ(events(document), "map k* [];");
    EXPECT_TRUE(document.map("map").erase("k"));
    EXPECT_EQ(events(document), "map k- [];");
}

TEST(YjsTypes, YX13_events_say_what_became_of_texts) {
    Document document(Client{1});
    document.observe(true);
    const SharedText text = document.text("text");
    const Attributes bold{{"bold", {Value::Form::any, yes}}};
    EXPECT_TRUE(text.insert(0, "abc"));
    EXPECT_TRUE(text.insert(3, "d"));
    EXPECT_EQ(events(document), R"(text [{"retain":3},{"insert":"d"}];)");
    // What came and went is not in it, though it was a part of what was there.
    document.transact([&] {
        EXPECT_TRUE(text.insert(4, "e"));
        EXPECT_TRUE(text.erase(3, 2));
    });
    EXPECT_EQ(events(document), R"(text [{"retain":3},{"delete":1}];)");
    EXPECT_TRUE(text.insert(3, "d"));
    EXPECT_TRUE(text.format(1, 1, bold));
    EXPECT_EQ(events(document), R"(text [{"retain":1},{"retain":1,"attributes":{"bold":true}}];)");
    EXPECT_TRUE(text.insert_embed(0, {Value::Form::any, one}));
    EXPECT_EQ(events(document), R"(text [{"insert":1}];)");
    EXPECT_TRUE(text.format(2, 1, {{"bold", null_value}}));
    EXPECT_EQ(events(document), R"(text [{"retain":2},{"retain":3,"attributes":{"bold":null}}];)");
    EXPECT_EQ(json_of_delta(document.store(), delta_of_text(text.type())).value(),
              R"([{"insert":1},{"insert":"abcd"}])");
}

}  // namespace
}  // namespace core::crdt::yjs
