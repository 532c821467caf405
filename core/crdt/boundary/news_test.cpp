// News in bytes: read back, they say where something is different now, and how.
#include "core/crdt/boundary/news.h"

#include <gtest/gtest.h>

#include "core/codec/varint.h"
#include "core/crdt/boundary/commands.h"
#include "core/crdt/boundary/tree_codec.h"

namespace core::crdt {
namespace {

// One event as words, read by the format alone.
std::string read_event(Reader& reader) {
    const auto number = [&reader] { return std::to_string(*codec::read_varint(reader)) + " "; };
    const auto values = [&reader] {
        std::string all;
        for (std::uint64_t left = *codec::read_varint(reader); left > 0; --left)
            all += *Coder<Value>::read(reader)->as_text() + ",";
        return all;
    };
    const auto splices = [&] {
        std::string all;
        for (std::uint64_t left = *codec::read_varint(reader) * 3; left > 0; --left)
            all += number();
        return all;
    };
    const std::uint64_t head = *codec::read_varint(reader);
    const std::string seen = head % 2 == 1 ? " seen " : " hidden ";
    const std::string path = formatted(*read_path(reader)) + seen;
    switch (head / 2) {
        case 0: return path + "slot " + number();
        case 1: return path + "list " + splices();
        case 2: {
            const std::string all = splices();
            return path + "text " + all + *Coder<std::string>::read(reader);
        }
        case 3: return path + "counter " + std::to_string(*read_zigzag(reader));
        default: {
            const std::string added = values();
            return path + "set " + added + " " + values();
        }
    }
}

std::vector<std::string> news_of(Replica& replica, const auto& act) {
    static_cast<void>(replica.take_news());
    EXPECT_TRUE(replica.edit(0, act));
    std::vector<std::string> all;
    for (const Replica::News& news : replica.take_news()) {
        Buffer bytes;
        BufferWriter writer(bytes, SIZE_MAX);
        write_news(writer, news);
        Reader reader(bytes);
        std::string ids = "ids";
        for (std::uint64_t left = *codec::read_varint(reader); left > 0; --left)
            ids += " " + std::to_string(*codec::read_varint(reader));
        all.push_back(ids);
        for (std::uint64_t left = *codec::read_varint(reader); left > 0; --left)
            all.push_back(read_event(reader));
        EXPECT_TRUE(reader.at_end());
    }
    return all;
}

using Lines = std::vector<std::string>;

TEST(News, BN1_say_what_the_events_say) {
    Replica replica({}, Author{1}, crypto::Ed25519KeyPair(crypto::Ed25519Seed{}));
    replica.subscribe(Path{"other"});
    const SubscriptionId id = replica.subscribe(Path{"a"});
    EXPECT_EQ(id.value, 2U);
    EXPECT_EQ(news_of(replica,
                      [](Editor& editor) -> Result<void> {
                          TRY(editor.set(Path{"a"}, Value::of(1)));
                          TRY(editor.make(Path{"l"}, NodeKind::list));
                          return editor.make(Path{"t"}, NodeKind::text);
                      }),
              (Lines{"ids 2", "a seen slot 1 ", "l seen slot 3 ", "t seen slot 4 "}));
    EXPECT_EQ(news_of(replica,
                      [](Editor& editor) -> Result<void> {
                          TRY(editor.insert_text(Path{"t"}, 0, "hello"));
                          TRY(editor.insert_items(Path{"l"}, 0, {{Value::of(1)}, {Value::of(2)}}));
                          return editor.remove(Path{"a"});
                      }),
              (Lines{"ids 2", "a seen slot 0 ", "l seen list 0 0 2 ", "t seen text 0 0 5 hello"}));
    EXPECT_EQ(news_of(replica,
                      [](Editor& editor) -> Result<void> {
                          TRY(editor.erase(Path{"t"}, NodeKind::text, 1, 2));
                          TRY(editor.put(Path{"l", 1u}, {MapTree{{{"m", {Value::of(1)}}}}}));
                          TRY(editor.add(Path{"n"}, -7));
                          TRY(editor.add_member(Path{"s"}, Value::of("x")));
                          return editor.add_member(Path{"s"}, Value::of("y"));
                      }),
              (Lines{"ids", "l[1] seen slot 2 ", "l[1].m hidden slot 1 ", "n seen slot 5 ",
                     "n hidden counter -7", "s seen slot 6 ", "s hidden set x,y, ",
                     "t seen text 1 2 0 "}));
    EXPECT_EQ(
        news_of(replica,
                [](Editor& editor) { return editor.remove_member(Path{"s"}, Value::of("x")); }),
        (Lines{"ids", "s seen set  x,"}));
}

}  // namespace
}  // namespace core::crdt
