// From tokens to the tree: one function for each construct of the language, which reads it and
// gives its node. A function that meets what it cannot read says so once and gives an absent node;
// from there on nothing matches any more (`failed_`) until the statement's end, where reading
// begins anew. How the words are arranged in files: cursor (tokens and errors), sections,
// definitions, types, policies, statements by their kinds, expressions by their levels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "logos/syntax/lexer.h"
#include "logos/syntax/parse.h"

namespace logos {

// How tightly operators bind, loosest first.
enum class Level : std::uint8_t {
    either,  // or
    both,    // and
    negated,
    compared,
    bit_or,
    bit_xor,
    bit_and,
    sum,
    shift,
    product,
    power,
    unary,
};

struct Operator {
    Op op = Op::none;
    Level level = Level::unary;
    std::size_t words = 0;  // Of how many tokens it is made.
};

struct HoleParts;

class Parser {
public:
    explicit Parser(std::string_view source) : source_(source) {}
    Parsed run();

private:
    using Parts = std::vector<NodeId>;
    using Words = std::initializer_list<std::string_view>;

    // The tokens. `ahead` counts from the next one.
    [[nodiscard]] const Token& token(std::size_t ahead = 0) const;
    [[nodiscard]] std::string_view text(std::size_t ahead = 0) const;
    [[nodiscard]] std::string_view text_of(const Token& token) const;
    [[nodiscard]] bool is_word(std::size_t ahead = 0) const;
    [[nodiscard]] bool is_word(std::size_t ahead, std::string_view word) const;
    [[nodiscard]] bool is_sign(std::size_t ahead, std::string_view sign) const;
    [[nodiscard]] bool is_kind(std::size_t ahead, TokenKind kind) const;
    [[nodiscard]] bool are_words(Words words, std::size_t ahead = 0) const;
    [[nodiscard]] bool ends_statement(std::size_t ahead = 0) const;
    [[nodiscard]] std::uint32_t begin() const { return token().span.begin; }
    void advance(std::size_t count = 1);
    bool take_word(std::string_view word);
    bool take_words(Words words);
    bool take_one_of(Words words);
    bool take_sign(std::string_view sign);
    void take_article();
    void skip_newlines();

    // What is wrong.
    NodeId fail(std::string what, std::string suggestion);
    NodeId fail_at(Span span, std::string what, std::string suggestion);
    void expect_word(std::string_view word, std::string_view example);
    void expect_one_of(Words words, std::string_view example);
    void expect_sign(std::string_view sign, std::string_view example);
    std::string expect_name(std::string_view example);
    void recover();
    void recover_with_block();
    [[nodiscard]] std::string found() const;

    // Nodes. Each reaches from `begin` to the last token that was taken.
    NodeId node(Kind kind, std::uint32_t begin, std::span<const NodeId> parts = {},
                std::string said = {}, Op op = Op::none, bool flag = false);
    NodeId node(Kind kind, std::uint32_t begin, std::initializer_list<NodeId> parts,
                std::string said = {}, Op op = Op::none, bool flag = false);
    NodeId absent();
    NodeId name_node(std::string name, std::uint32_t begin);
    void declare(std::string_view name) { names_.emplace(name); }
    [[nodiscard]] bool is_declared(std::string_view name) const { return names_.contains(name); }
    [[nodiscard]] bool is_function(std::string_view name) const {
        return functions_.contains(name);
    }
    [[nodiscard]] bool is_predicate(std::string_view word) const;

    // Counts how deep the parser is in itself.
    struct Deeper {
        explicit Deeper(Parser& of) : parser(of) { ++parser.depth_; }
        ~Deeper() { --parser.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        Parser& parser;
    };
    bool too_deep();

    // Sections and definitions.
    void find_functions();
    void find_policies();
    void section(Parts& program);
    void statements_until_header(Parts& statements);
    NodeId function();
    void parameters(Parts& parts);
    void parameter_group(Parts& parts);
    void generic_names(Parts& parts);
    void definitions(Parts& program);
    [[nodiscard]] bool at_definition() const;
    NodeId definition();
    NodeId record_rest(std::uint32_t begin, std::string name, Parts parts, bool shared);
    NodeId choice_rest(std::uint32_t begin, std::string name, Parts parts);
    NodeId field();
    NodeId variant();
    void variant_fields(Parts& parts);
    template <class Read>
    void indented(Parts& parts, Read read);
    void policies(Parts& program);
    NodeId policy();
    NodeId policy_condition();
    std::string action_words();

    // Types.
    NodeId type();
    NodeId type_core();
    NodeId type_arguments(std::uint32_t begin, std::string name);
    NodeId function_type(std::uint32_t begin);
    [[nodiscard]] bool begins_type(std::size_t ahead) const;

    // Statements.
    NodeId block(std::string_view example);
    NodeId block_body();
    void statement(Parts& statements);
    void end_statement();
    NodeId simple_or_block();
    std::optional<NodeId> keyword_statement();
    std::optional<NodeId> flow_statement();
    std::optional<NodeId> collection_statement();
    std::optional<NodeId> task_statement();
    std::optional<NodeId> mesh_statement();
    std::optional<NodeId> wire_statement();
    NodeId expression_statement();
    NodeId unknown_statement();
    [[nodiscard]] bool is_used_as_name() const;
    NodeId let();
    NodeId let_rest(std::uint32_t begin, bool is_mutable);
    NodeId let_tuple(std::uint32_t begin);
    NodeId set();
    NodeId show();
    NodeId give();
    NodeId give_back();
    NodeId assertion(bool trust);
    NodeId check();
    NodeId if_statement();
    bool take_otherwise_if();
    NodeId while_statement();
    NodeId repeat_statement();
    NodeId repeat_rest(std::uint32_t begin);
    NodeId pattern();
    NodeId inspect();
    NodeId arm();
    NodeId arm_if_it_is();
    void bindings(Parts& parts);
    NodeId push();
    NodeId pop();
    NodeId two(Kind kind, Words joins, std::string_view example);
    NodeId zone();
    NodeId zone_size();
    NodeId send();
    NodeId receive();
    NodeId attempt_to();
    NodeId await();
    NodeId select_arm();
    NodeId after_statement(Kind kind);
    NodeId sleep();
    NodeId read();
    NodeId write();
    NodeId spawn();
    NodeId connect();
    NodeId mount();
    NodeId stream();
    NodeId enable(bool on);
    NodeId across();
    NodeId place();

    // Expressions.
    NodeId expression(Level least = Level::either);
    NodeId prefixed(Level least);
    [[nodiscard]] Operator next_operator() const;
    [[nodiscard]] Operator word_operator() const;
    NodeId joined(Operator found, NodeId left, std::uint32_t begin);
    NodeId comparison(NodeId left, std::uint32_t begin);
    NodeId chain_or_binary(NodeId left, std::uint32_t begin);
    [[nodiscard]] Op comparing_sign(std::size_t ahead) const;
    NodeId is_rest(NodeId left, std::uint32_t begin);
    NodeId is_predicate_rest(NodeId left, std::uint32_t begin);
    Op take_is_comparison();
    NodeId postfix(std::uint32_t begin, NodeId value);
    NodeId postfix_value();
    NodeId method_or_member(std::uint32_t begin, NodeId value);
    NodeId primary();
    NodeId literal();
    NodeId number_literal();
    NodeId bracketed();
    NodeId parenthesised();
    NodeId list_literal();
    NodeId brace_literal();
    NodeId word_value();
    std::optional<NodeId> phrase();
    std::optional<NodeId> the_phrase();
    std::optional<NodeId> item_phrase();
    std::optional<NodeId> article_phrase();
    std::optional<NodeId> task_phrase();
    NodeId name_or_call();
    void arguments(Parts& parts, std::string_view close);
    void with_arguments(Parts& parts);
    NodeId call_phrase();
    NodeId launch();
    NodeId exactly_once();
    NodeId offload();
    NodeId create(std::uint32_t begin);
    void given_fields(Parts& parts);
    NodeId given_field();
    NodeId closure();
    [[nodiscard]] bool begins_value(std::size_t ahead) const;
    [[nodiscard]] bool is_phrase_of() const;
    NodeId text_literal();
    NodeId hole(Span span);
    NodeId named_by_its_source(Span span, const HoleParts& parts);
    NodeId duration_value();
    NodeId with_unit(NodeId value, std::uint32_t begin);

    std::string_view source_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    bool failed_ = false;
    bool told_of_depth_ = false;
    std::size_t depth_ = 0;
    std::uint32_t last_end_ = 0;
    std::vector<std::uint16_t> depths_;  // Of the nodes: how deep what hangs from each is.
    std::vector<NodeId> hoisted_;        // Functions that stand among statements.
    std::set<std::string, std::less<>> names_;
    std::set<std::string, std::less<>> functions_;
    std::set<std::string, std::less<>> predicates_;
    std::set<std::string, std::less<>> actions_;
    std::string subject_;  // Of the policy that is read: its types.
    std::string object_;
    Parsed parsed_;
};

}  // namespace logos
