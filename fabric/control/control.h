// Control is how programs and people use a node: they send requests, a line of JSON each, and are
// answered in such lines. It is one state machine for everything that may ask (a command over a
// socket, a page, a program), beside the node that it speaks for. Rules CT3–CT33, spec/control.md.
//
//     → {"id":1,"do":"set","document":"game","path":"score","value":3,"durability":"quorum(2)"}
//     ← {"id":1,"ok":{"sequence":4,"state":"durable","have":2,"need":2}}
//     → {"id":2,"do":"watch","document":"game"}
//     ← {"id":2,"is":{"score":3}}  and again whenever it is something else
//     ← {"id":9,"error":"not-found","cause":"…","remedy":"…"}
//
// Whoever drives it hands it every event of the node, and after every call of either
//   1. sends outgoing() of every session, as far as it takes it, and tells consume(),
//   2. obeys next_order(),
//   3. arms one timer for deadline(), and calls expire() when it is reached.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/base/queue.h"
#include "fabric/control/problem.h"
#include "fabric/control/request.h"
#include "fabric/control/view.h"
#include "fabric/node/node.h"

namespace fabric::control {

struct ControlOptions {
    std::size_t line_size_max = std::size_t{4} << 20;  // Beyond: the session ends.
    // While more waits to be sent, no more requests are carried out, and what is watched is only
    // marked.
    std::size_t outgoing_size_max = std::size_t{1} << 20;
    std::size_t sessions_max = 256;
    std::size_t watches_max = 1'024;  // Of one session.
    std::size_t writes_max = 65'536;  // That wait for their end; many may have joined in one.
    // Who asks for a document that was not kept here until now is answered when it has come, or
    // after so long.
    core::Duration arrival_patience = std::chrono::seconds{2};
    // What is asked for before the mesh is known waits so long for it, a watch for as long as it
    // takes.
    core::Duration mesh_patience = std::chrono::seconds{15};
    // Of one session, before what the node tells of them is taken.
    std::size_t requests_at_once_max = 16'384;
    // Between two tellings of notes: many may change at once.
    core::Duration notes_pause = std::chrono::milliseconds{20};
    std::size_t task_watches_max = 4'096;
    std::size_t contents_max = 1'024;
    core::Duration content_patience = std::chrono::seconds{15};
    std::size_t early_max = 1'024;  // Of one session; together they are no longer than one line.
};

using SessionId = core::Id<struct ControlSessionTag, std::uint64_t>;

// What only the body can do.
struct StopNode {};
using Order = core::Variant<StopNode>;

class Control {
public:
    using Options = ControlOptions;

    // Both outlive it.
    Control(node::Node& node, net::swarm::Swarm& swarm, const Options& options)
        : node_(node), swarm_(swarm), options_(options) {}

    // Where the page is that opens invites; without one they are texts alone.
    void set_page(std::string base) { page_ = std::move(base); }

    // Nothing if there are too many.
    [[nodiscard]] std::optional<SessionId> open();
    void close(SessionId session, core::Instant now);
    void receive(SessionId session, core::Bytes bytes, core::Instant now);
    [[nodiscard]] std::string_view outgoing(SessionId session) const {
        return sessions_.at(session).out;
    }
    void consume(SessionId session, std::size_t size, core::Instant now);
    // It has sent what is no line: to be closed when all is sent.
    [[nodiscard]] bool has_ended(SessionId session) const {
        return sessions_.at(session).has_ended;
    }
    // Something that it asked for once is still to be answered.
    [[nodiscard]] bool owes(SessionId session) const;
    [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }

    void hear(const node::Event& event, core::Instant now);
    void hear(const net::swarm::Event& event, core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    // Whether a program runs units, and the body is not to.
    [[nodiscard]] bool has_body() const { return body_.has_value(); }
    // What a unit may read: names, and values in JSON. What is not there is left out.
    using StateOfRun = std::vector<std::pair<std::string, std::string>>;
    [[nodiscard]] StateOfRun state_for(const tasks::Work& work) const;
    [[nodiscard]] std::optional<Order> next_order() { return orders_.pop(); }

private:
    // A document that is not there (any more) is opened when there is a mesh again.
    struct Watched {
        std::string document;
        core::crdt::Path path;
        bool numbers_states = false;
        std::optional<std::string> told = {};  // What was told last, as JSON.
        bool is_marked = true;
        Views views = Views();
        // The asker's last edit by what this tells, whether or not its answer was given.
        std::optional<RequestId> edit = {};
        std::optional<RequestId> told_edit = {};
    };
    struct WatchedNotes {
        std::string topic;
        std::optional<std::string> told = {};
        bool is_marked = true;
    };
    struct Arriving {
        Get get;
        core::Instant until;
    };
    struct Early {
        Request request;
        std::size_t size;
        std::optional<core::Instant> until;
    };
    struct Session {
        core::Buffer in = {};
        std::string out = {};
        std::map<RequestId, Watched> watches = {};
        std::map<RequestId, WatchedNotes> notes = {};
        std::map<RequestId, Arriving> arriving = {};
        std::deque<Early> early = {};
        std::size_t early_size = 0;
        bool has_marks = false;       // Something of the watches.
        bool has_note_marks = false;  // The same of notes.
        bool has_more = false;        // Lines that are whole.
        std::set<RequestId> hears_events = {};
        bool has_ended = false;
        core::Buffer held = {};  // Parts of what is to be held.
    };
    struct Waiting {
        SessionId session;
        RequestId request;
    };
    template <class T>
    using OrProblem = std::expected<T, Problem>;

    void read_lines(Session& session, SessionId id, core::Instant now);
    void carry_out(Session& session, SessionId id, const Request& request, core::Instant now);
    void fail(Session& session, std::optional<RequestId> id, const Problem& problem);
    void say(Session& session, RequestId id, std::string_view name, std::string_view json);

    // early.cpp
    [[nodiscard]] bool is_ready() const { return node_.is_open() && node_.members(); }
    [[nodiscard]] bool is_early(const Session& session, const Request& request) const;
    void put_off(Session& session, Request request, std::size_t size, core::Instant now);
    [[nodiscard]] Problem no_mesh() const;
    void carry_out_early(Session& session, SessionId id, core::Instant now);
    void give_up_early(Session& session, core::Instant now);
    // How many.
    static std::size_t cancel_early(Session& session, RequestId request);

    // doing.cpp: what is answered at once is the answer; nothing if it comes later.
    using Answer = OrProblem<std::optional<std::string>>;
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Edit& edit,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Get& get, core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Watch& watch,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const WatchEvents& watch,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Cancel& cancel,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const ShowStatus& show,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const ShowPeers& show,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const ShowMembers& show,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const ShowDocuments& show,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const MakeInvite& invite,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const GrantRole& grant,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Revoke& revoke,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Connect& connect,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const Stop& stop,
                                core::Instant now);
    [[nodiscard]] OrProblem<View*> view_of(Session& session, const Edit& edit) const;
    static void note_edit(Session& session, RequestId watch, RequestId edit, bool is_done);
    [[nodiscard]] OrProblem<node::DocumentNumber> open_document(const std::string& name,
                                                                core::Instant now);
    [[nodiscard]] OrProblem<std::string> read(node::DocumentNumber number,
                                              core::crdt::PathView path) const;

    // noting.cpp
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const SayNote& note,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const WatchNotes& watch,
                                core::Instant now);
    [[nodiscard]] std::string notes_about(const std::string& topic) const;
    void mark_notes(const std::string* topic, core::Instant now);
    void tell_notes(core::Instant now);
    void say_notes_again(core::Instant now);

    // tasking.cpp
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const HoldBytes& hold,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const ShowContent& show,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const SubmitTask& submit,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const WatchTask& watch,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const CancelTask& cancel,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const ShowTasks& show,
                                core::Instant now);
    void hear_task(const tasks::Event& event, core::Instant now);
    void tell_standing(const tasks::Standing& standing, core::Instant now);
    void answer_content(core::Instant now);
    std::size_t cancel_task_watch(SessionId id, RequestId request, core::Instant now);
    void forget_tasks_of(SessionId session, core::Instant now);
    void leave_unwatched(const tasks::TaskId& task, core::Instant now);

    // working.cpp
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const OfferWork& offer,
                                core::Instant now);
    [[nodiscard]] Answer answer(SessionId id, RequestId request, const SayOfRun& said,
                                core::Instant now);
    void tell_run(const tasks::StartRun& start);
    void end_work(core::Instant now);

    // telling.cpp
    void finish(const Waiting& waiting, const OrProblem<std::string>& outcome);
    void hear_status(const quorum::Told& told);
    [[nodiscard]] static OrProblem<std::string> answer_of(const quorum::Told& told);
    void end_writes();
    void mark(std::string_view document);
    void tell_watches(Session& session);
    void tell_watch(Session& session, RequestId request, Watched& watched,
                    node::DocumentNumber number);
    void answer_arrived(Session& session, core::Instant now);
    void tell_event(const node::Event& event);

    node::Node& node_;
    net::swarm::Swarm& swarm_;
    Options options_;
    std::string page_;
    std::map<SessionId, Session> sessions_;
    std::uint64_t last_session_ = 0;
    // Writes on their way, and who waits for them.
    std::multimap<quorum::Write, Waiting> writes_;  // Several have joined in one.
    std::map<net::swarm::DialId, Waiting> dials_;
    struct Said {
        SessionId by;
        std::string value;
    };
    std::map<std::string, Said> said_;  // By topic.
    std::optional<core::Instant> tell_notes_at_;
    core::Instant notes_told_at_ = core::Instant::min();
    core::Queue<Order> orders_{4};
    // Who waits until a task is in the table, and who watches it.
    std::multimap<tasks::TaskId, Waiting> submits_;
    std::multimap<tasks::TaskId, Waiting> task_watches_;
    struct WantedContent {
        Waiting who;
        ShowContent show;
        core::Instant until;
    };
    std::vector<WantedContent> contents_;
    std::optional<Waiting> body_;  // The program that runs units.
};

}  // namespace fabric::control
