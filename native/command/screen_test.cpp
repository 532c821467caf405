// Frames of nodes with little and with much, on terminals of every size.
#include "native/command/screen.h"

#include <gtest/gtest.h>

#include "core/codec/utf8.h"

namespace command {
namespace {

using core::codec::parse_json;

ScreenContent content_with(std::size_t peers) {
    ScreenContent content;
    content.status = *parse_json(
        R"({"name":"Al\u001bpha","self":"12D3KooWabcdefgh","mesh":"00","role":"authority",)"
        R"("connections":3,"authorities":2,"authorities_reachable":1,"writes_open":4})");
    std::string list;
    for (std::size_t i = 0; i < peers; ++i)
        list += std::string(i > 0 ? "," : "") + R"({"peer":"12D3KooWpeer)" +
                std::to_string(1000 + i) +
                R"(","role":"citizen","transport":"tcp","round_trip_us":1250,"load":305})";
    content.peers = *parse_json("[" + list + "]");
    content.documents = *parse_json(
        R"([{"name":"ga\nme","changes":12,"peers":2,"in_step":true},{"name":"own","changes":1,"peers":0,"in_step":false}])");
    return content;
}

std::string text_of(const std::vector<ScreenLine>& lines) {
    std::string text;
    for (const ScreenLine& line : lines) text += line.text + "\n";
    return text;
}

TEST(Screen, CX14_status_peers_documents_and_what_was_told) {
    ScreenContent content = content_with(1);
    add_lately(content, "first");
    add_lately(content, "write\n4");
    add_lately(content, "write\n4");
    EXPECT_EQ(text_of(frame_of(content, {200, 50})),
              "selvage  Al\uFFFDpha  …abcdefgh  authority\n"
              "3 connections, 1 of 2 authorities, 4 writes open, leader -\n"
              "\n"
              "PEERS  1\n"
              "peer       role     transport  round trip  activity  load  platform\n"
              "…peer1000  citizen  tcp        1.2 ms      -         30 %  -\n"
              "\n"
              "DOCUMENTS  2\n"
              "name   changes  peers  in step\n"
              "ga me  12       2      yes\n"
              "own    1        0      -\n"
              "\n"
              "LATELY\n"
              "write 4  ×2\n"
              "first\n");
}

TEST(Screen, CX14_before_anything_was_answered) {
    ScreenContent with_keys;
    with_keys.keys = "q quits";
    EXPECT_EQ(text_of(frame_of(with_keys, {})),
              "selvage  …  q quits\nwaiting for the node\n\nPEERS  …\n\nDOCUMENTS  …\n");
    EXPECT_EQ(text_of(frame_of({*parse_json("{}"), *parse_json("[]")}, {80, 4})),
              "selvage  -  -  -  (no mesh yet)\n- connections, - of - authorities, - "
              "writes open, leader -\n\nDOCUMENTS  …\n");
}

TEST(Screen, CX15_no_more_lines_and_no_longer_ones_than_there_is_room_for) {
    ScreenContent content = content_with(100);
    for (std::size_t i = 0; i < 2 * lately_max; ++i)
        add_lately(content, "told ä " + std::to_string(i));
    EXPECT_EQ(content.lately.size(), lately_max);
    for (std::size_t rows = 0; rows < 60; ++rows) {
        for (const std::size_t columns : {0uz, 1uz, 7uz, 40uz, 200uz}) {
            const auto lines = frame_of(content, {columns, rows});
            EXPECT_LE(lines.size(), rows);
            for (const ScreenLine& line : lines)
                EXPECT_LE(core::codec::code_point_count(line.text), columns);
        }
    }
    // What is left out is counted: of 24 rows the long lists share what the short one leaves.
    const std::string text = text_of(frame_of(content, {80, 24}));
    EXPECT_NE(text.find("PEERS  100\n"), std::string::npos);
    EXPECT_NE(text.find("ga me"), std::string::npos);
    EXPECT_NE(text.find("… 95 more\n\nDOCUMENTS"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("… 95 more\n")) << text;
}

TEST(Screen, CX15_what_was_there_before_is_painted_over) {
    EXPECT_EQ(painted({{"A", true}, {"b"}}), "\x1b[H\x1b[1mA\x1b[0m\x1b[K\r\nb\x1b[K\x1b[J");
}

}  // namespace
}  // namespace command
