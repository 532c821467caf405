// What a LOGOS program is once it was read: a tree of nodes in one table, each with its kind, where
// it stands in the source, a text and its parts. What the parts of a kind are stands beside it.
// Parts that may be missing are there as `absent`, so that each part has its place. A tree is never
// deeper than `nesting_max`: whoever walks it may call itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logos {

inline constexpr std::size_t source_size_max = std::size_t{16} << 20;
inline constexpr std::size_t nesting_max = 200;

struct Span {
    std::uint32_t begin = 0;  // Bytes of the source.
    std::uint32_t end = 0;

    friend bool operator==(Span, Span) = default;
};

enum class Kind : std::uint8_t {
    absent,

    // The whole: of sections in their order. Each `## Main` is a block of its own.
    program,

    // Definitions.
    function,   // text: name; parts: parameters…, result type or absent, body (block). flag: native
    parameter,  // text: name; parts: type or absent. flag: mutable
    record,     // text: name; parts: type_name… of its parameters, then field…; flag: shared
    field,      // text: name; parts: type
    choice,     // an enum. text: name; parts: type_name… of its parameters, then variant…
    variant,    // text: name; parts: field…
    policy,  // text: predicate or action; parts: name of the subject's type, name of the object's
             // type or absent, condition (an expression in which the subject and the object are
             // `name`s in lower case: of the types A User, A Document: user, document)

    // Types.
    type_name,      // text: Int, Seq, Map, …, a definition's or a parameter's; parts: its types
    type_function,  // parts: types of parameters…, type of the result
    type_refined,   // parts: type, condition over the name `it`

    // Values.
    integer,      // text: decimal digits, or 0x…, 0b…, 0o…, without '_'
    real,         // text: as the source has it without '_'; or infinity, nan
    truth,        // text: true, false
    nothing,      // also `none`
    character,    // text: the character, UTF-8
    text,         // parts: text_piece and hole, in their order
    text_piece,   // text: what it says, escapes resolved
    hole,         // text: format after ':' or empty; parts: value
    duration,     // text: nanoseconds, decimal digits
    name,         // text: name
    negate,       // parts: value
    complement,   // parts: value
    logical_not,  // parts: value
    logical_and,  // parts: left, right
    logical_or,   // parts: left, right
    binary,       // op; parts: left, right
    chain,        // 1 <= x < 3. parts: value, link…
    link,         // op; parts: value
    predicate,    // text: even, odd, divisible, between, approximately, or a policy's word;
                  // parts: value, arguments…
    call,  // text: name of a function, a variable with one in it, or a built-in; parts: arguments…
    call_value,        // parts: function, arguments…
    method,            // x.f(y). text: name; parts: receiver, arguments…
    member,            // x's f, x.f. text: name; parts: value
    item,              // x[i], item i of x. parts: value, position
    slice,             // parts: value, first, last
    list,              // parts: values…
    set,               // parts: values…
    map,               // parts: key, value, key, value…
    tuple,             // parts: values…
    empty_list,        // [] of T; parts: type
    empty_map,         // {} of K to V; parts: type, type
    create,            // a new T with f v: parts: type, capacity or absent, given…; flag: shared
    given,             // text: name of the field; parts: value
    copies,            // n copies of e. parts: count, value
    length_of,         // parts: value
    copy_of,           // parts: value
    some,              // parts: value
    closure,           // parts: parameter…, body: an expression or a block
    pipe,              // a new Pipe of T. parts: type
    launch,            // Launch a task to f with …: parts: call
    exactly_once,      // parts: block
    offload,           // parts: expression
    platform,          // I am a Citizen. text: authority, citizen, ephemeral
    quorum_available,  // parts: count
    handle_state,  // h is finished. text: pending, running, finished, abandoned, stopped; parts:
                   // value
    peer_agent,    // a PeerAgent at …: parts: address

    // Statements.
    block,      // parts: statements…
    let,        // text: name; parts: type or absent, value. flag: mutable
    let_tuple,  // Let (a, b) be e. parts: name…, value
    assign,  // parts: place (name, member, item), value. flag: written `x = 5`, which makes x where
             // there is none
    update,  // x += 1. op; parts: place, value
    show,    // parts: value, recipient or absent
    evaluate,        // an expression for what it does. parts: value
    condition,       // If. parts: condition, block, else: block, condition or absent
    loop_while,      // parts: condition, variant (decreasing) or absent, block
    loop_in,         // parts: pattern (name or tuple of names), values, block
    loop_range,      // parts: pattern (name), from, to, block
    loop_forever,    // parts: block
    leave,           // Break
    next,            // Continue
    give_back,       // Return. parts: value or absent, condition or absent
    assertion,       // Assert that, Trust that. parts: condition, reason or absent. flag: trust
    requires_that,   // parts: condition
    ensures_that,    // parts: condition
    inspect,         // parts: value, arm…
    arm,             // text: variant, or empty for Otherwise; parts: binding…, block
    binding,         // text: name it gets; flag: by its field, whose name is the part (name)
    check_that,      // text: predicate or action, parts: subject, object or absent
    push,            // parts: list, values…
    pop,             // parts: list, place or absent
    add,             // Add v to s. parts: value, place
    remove,          // Remove v from s. parts: value, place
    append,          // parts: value, place
    increase,        // parts: place, amount
    decrease,        // parts: place, amount
    resolve,         // parts: place, value
    merge,           // Merge b into a. parts: b, a
    zone,            // text: name; parts: size or absent, path or absent, block
    attempt_all,     // parts: block
    simultaneously,  // parts: block
    stop,            // parts: handle
    send_into,       // Send e into p. parts: value, pipe. flag: try
    receive_from,    // Receive x from p. text: name; parts: pipe. flag: try
    select,          // parts: select_receive, select_fabric, select_after…
    select_receive,  // text: name; parts: source, block
    select_fabric,   // text: name; parts: block
    select_after,    // parts: duration (an expression), block
    sleep,           // parts: duration or milliseconds
    after,           // After 5 seconds: as a statement. parts: duration, block
    read_from,       // text: name; parts: path, or absent for the console
    write_to,        // parts: value, path
    spawn,           // parts: type, name (text)
    send_to,         // parts: value, recipient. text: modifiers, by spaces
    await_from,      // text: name; parts: source
    listen_on,       // parts: address
    connect_to,      // parts: address
    sync_on,         // text: name; parts: topic
    mount_at,  // text: name; parts: path, quorum count or absent. op: none, local, leader, quorum,
               // strict
    let_mounted,      // text: name; parts: type or absent, path
    stream_to,        // parts: values, recipient. flag: into a pipe
    enable_mesh,      // text: authority, citizen, ephemeral; parts: id
    across_the_mesh,  // parts: block
    locally,          // parts: expression
    skip,             // parts: expression
    show_invite,      // parts: id
    local_discovery,  // flag: on
    heartbeat,        // flag: on
    pulse,            // Pulse.
    reconcile,        // text: name
    on_warning,       // parts: block
};

enum class Op : std::uint8_t {
    none,
    plus,
    minus,
    times,
    divide,
    floor_divide,
    remainder,
    power,
    shift_left,
    shift_right,
    bit_and,
    bit_or,
    bit_xor,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    inside,
    outside,
    contains,  // e in x, e not in x, x contains e
    joined,    // combined with
    followed,  // followed by
    united,
    intersected,
    without,  // union, intersection, without
    local,
    leader,
    quorum,
    strict,  // of a mount
};

using NodeId = std::uint32_t;

struct Node {
    Kind kind = Kind::absent;
    Op op = Op::none;
    bool flag = false;
    Span span;
    std::string text;
    std::uint32_t first = 0;  // Of its parts, in the tree's list of them.
    std::uint32_t count = 0;
};

class Tree {
public:
    NodeId add(Node node, std::span<const NodeId> parts) {
        node.first = static_cast<std::uint32_t>(parts_.size());
        node.count = static_cast<std::uint32_t>(parts.size());
        parts_.insert(parts_.end(), parts.begin(), parts.end());
        nodes_.push_back(std::move(node));
        return static_cast<NodeId>(nodes_.size() - 1);
    }

    // Of all nodes; the last one added is the program.
    [[nodiscard]] NodeId root() const { return static_cast<NodeId>(nodes_.size() - 1); }
    const Node& operator[](NodeId id) const { return nodes_[id]; }
    Node& operator[](NodeId id) { return nodes_[id]; }
    [[nodiscard]] std::span<const NodeId> parts(NodeId id) const {
        return std::span(parts_).subspan(nodes_[id].first, nodes_[id].count);
    }
    [[nodiscard]] NodeId part(NodeId id, std::size_t index) const { return parts(id)[index]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }

private:
    std::vector<Node> nodes_;
    std::vector<NodeId> parts_;
};

}  // namespace logos
