// Statements about the mesh: joining it, what is journaled and shared, and what runs where.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

std::optional<NodeId> Parser::mesh_statement() {
    const std::uint32_t from = begin();
    if ((is_word(0, "enable") || is_word(0, "disable")) && is_word(1)) {
        const bool on = is_word(0, "enable");
        advance();
        return enable(on);
    }
    if (is_word(0, "across") && is_word(1)) return advance(), across();
    if (are_words({"exactly", "once"})) {
        const NodeId task = exactly_once();
        return node(Kind::evaluate, from, {task});
    }
    if (is_word(0, "pulse") && ends_statement(1)) return advance(), node(Kind::pulse, from);
    if (are_words({"on", "sovereignty", "warning"})) {
        advance(3);
        const NodeId body = block("On sovereignty warning:");
        return node(Kind::on_warning, from, {body});
    }
    if (!begins_value(1)) return std::nullopt;
    if (is_word(0, "offload")) {
        const NodeId away = offload();
        return node(Kind::evaluate, from, {away});
    }
    if (take_word("mount")) return mount();
    if (take_word("sync")) {
        std::string name = expect_name("Sync state on \"topic\".");
        expect_word("on", "Sync state on \"topic\".");
        const NodeId topic = expression();
        return node(Kind::sync_on, from, {topic}, std::move(name));
    }
    if (take_word("execute")) {
        const NodeId value = expression();
        expect_word("locally", "Execute work locally.");
        return node(Kind::locally, from, {value});
    }
    if (take_word("skip")) {
        const NodeId value = expression();
        return node(Kind::skip, from, {value});
    }
    if (take_word("reconcile")) {
        std::string name = expect_name("Reconcile state with the mesh.");
        expect_word("with", "Reconcile state with the mesh.");
        take_word("the");
        expect_word("mesh", "Reconcile state with the mesh.");
        return node(Kind::reconcile, from, {}, std::move(name));
    }
    return std::nullopt;
}

NodeId Parser::enable(bool on) {
    const std::uint32_t from = begin();
    take_word("the");
    if (take_words({"local", "discovery"}))
        return node(Kind::local_discovery, from, {}, {}, Op::none, on);
    if (take_words({"automatic", "heartbeat"}) || take_words({"automatic", "heartbeats"})) {
        return node(Kind::heartbeat, from, {}, {}, Op::none, on);
    }
    if (!on)
        expect_one_of({"local discovery", "automatic heartbeat"}, "Disable automatic heartbeat.");
    expect_word("networked", "Enable Networked Mode with ID \"Alpha\" as Citizen.");
    expect_word("mode", "Enable Networked Mode with ID \"Alpha\" as Citizen.");
    take_word("with");
    take_word("id");
    const NodeId id = expression();
    expect_word("as", "Enable Networked Mode with ID \"Alpha\" as Citizen.");
    take_one_of({"a", "an"});
    std::string platform = lower_case(text());
    expect_one_of({"citizen", "authority", "ephemeral"},
                  "Enable Networked Mode with ID \"Alpha\" as Citizen.");
    return node(Kind::enable_mesh, from, {id}, std::move(platform));
}

NodeId Parser::across() {
    const std::uint32_t from = begin();
    constexpr std::string_view example = "Across the mesh, parallel launch:";
    take_word("the");
    expect_word("mesh", example);
    take_sign(",");
    take_word("in");
    take_word("parallel");
    take_word("launch");
    const NodeId body = block(example);
    return node(Kind::across_the_mesh, from, {body});
}

// `Exactly once, launch task:`.
NodeId Parser::exactly_once() {
    const std::uint32_t from = begin();
    advance(2);
    take_sign(",");
    take_word("launch");
    take_one_of({"a", "the"});
    take_word("task");
    const NodeId body = block("Exactly once, launch task:");
    return node(Kind::exactly_once, from, {body});
}

NodeId Parser::offload() {
    const std::uint32_t from = begin();
    advance();
    const NodeId value = expression();
    expect_word("to", "Offload work(1) to an Authority.");
    take_one_of({"an", "a", "the"});
    expect_word("authority", "Offload work(1) to an Authority.");
    return node(Kind::offload, from, {value});
}

// `Mount x at "path" with Strict Quorum of 2`.
NodeId Parser::mount() {
    const std::uint32_t from = begin();
    std::string name = expect_name("Mount state at \"state.journal\".");
    expect_word("at", "Mount state at \"state.journal\".");
    const NodeId path = expression();
    NodeId count = absent();
    Op op = Op::none;
    if (take_word("with")) {
        if (take_one_of({"a", "an"})) take_word("the");
        if (take_word("local")) {
            op = Op::local;
        } else if (take_word("leader")) {
            op = Op::leader;
        } else {
            op = take_word("strict") ? Op::strict : Op::quorum;
            expect_one_of({"quorum", "local", "leader", "strict"},
                          "Mount x at \"x.journal\" with Quorum of 2.");
            take_word("of");
            count = expression(Level::bit_or);
        }
    }
    return node(Kind::mount_at, from, {path, count}, std::move(name), op);
}

}  // namespace logos
