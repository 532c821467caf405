// Mesh is a peer of a mesh in this process, Document what its members share under a name, Stream
// what comes again and again.
//
//     auto mesh = selvage::join({.id = "Alpha"});
//     if (!mesh) return complain(mesh.error());
//     selvage::Document game = mesh->doc("game");
//     auto score = game.watch("score");
//     auto written = game.add("score", 5, selvage::quorum(2)).wait();
//     for (;;) show(score.next().wait());
//
// All of them may be used on any thread, and moved; nothing of one object may be called while it is
// moved from, assigned to or destroyed. A Document and a Stream may outlive their Mesh: what is
// asked then is answered as closed.
#pragma once

#include <selvage/pending.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selvage {

// As the settings of `selvage run`. Where nothing is said, it is as there.
struct Options {
    std::string id = {};      // The mesh's name; who joins with the same is in the same mesh.
    std::string invite = {};  // Or a way in: its link or text, which says which mesh.
    std::string as = {};      // authority, citizen (founds no mesh) or ephemeral (keeps nothing).
    bool closed = false;      // A mesh that is founded lets in by invites alone.
    std::string data = {};    // The folder for what must not be lost.
    std::vector<std::string> listen = {};  // As multiaddrs.
    std::string mdns = {};  // The port for looking around on the local network, or off.
};

// How safe a write has to be before it counts as done.
struct Durability {
    std::string policy = "local";
    std::optional<std::chrono::seconds> patience = {};
};
inline Durability local() { return {}; }
// On so many Authorities; if they cannot be reached it is done all the same, and Written says so.
inline Durability quorum(unsigned count) { return {"quorum(" + std::to_string(count) + ")"}; }
// The same, or not at all.
inline Durability strict(unsigned count) { return {"strict(" + std::to_string(count) + ")"}; }
// In the one order that all Authorities agree on.
inline Durability leader() { return {"leader"}; }

// What became of a write.
struct Written {
    bool has_changed = false;  // Otherwise it was so already.
    bool is_degraded = false;  // It is done, and less safe than was asked for.
    std::int64_t have = 0;     // In so many journals,
    std::int64_t need = 0;     // of so many.
};

namespace detail {

inline Value as_it_is(Value value) { return value; }

inline Written written_of(Value answer) {
    const auto number = [&](std::string_view name) {
        const auto value = answer.find(name);
        return value ? value->as_integer().value_or(0) : 0;
    };
    const auto state = answer.find("state");
    return {state.has_value(), state && state->as_text() == "degraded", number("have"),
            number("need")};
}

struct FreeMesh {
    void operator()(selvage_mesh* mesh) const { selvage_mesh_free(mesh); }
};

inline Pending<Value> pending(selvage_mesh* mesh, const Value& request) {
    auto inbox = std::make_shared<Inbox>(1);
    ask(mesh, request, inbox);
    return {std::move(inbox), as_it_is};
}

}  // namespace detail

// What comes again and again, until this is destroyed.
class Stream {
public:
    Stream(std::shared_ptr<selvage_mesh> mesh, const Value& request, std::size_t room)
        : mesh_(std::move(mesh)), inbox_(std::make_shared<detail::Inbox>(room)) {
        request_ = detail::ask(mesh_.get(), request, inbox_);
    }
    ~Stream() {
        if (mesh_) selvage_cancel(mesh_.get(), request_);
    }
    Stream(Stream&&) noexcept = default;
    Stream& operator=(Stream&& other) noexcept {
        std::swap(mesh_, other.mesh_);
        std::swap(inbox_, other.inbox_);
        std::swap(request_, other.request_);
        return *this;
    }

    // What was not taken yet, or what comes next. Its failure is the last.
    [[nodiscard]] Pending<Value> next() const { return {inbox_, detail::as_it_is}; }
    // How much came and was given up for something newer, before it was taken.
    [[nodiscard]] std::size_t lost() const { return inbox_->lost(); }

private:
    std::shared_ptr<selvage_mesh> mesh_;
    std::shared_ptr<detail::Inbox> inbox_;
    std::uint64_t request_ = 0;
};

// A tree of values under a name. Paths are names with dots between, and positions in brackets:
// `players[2].name`; the empty one is the document itself. What is not there is made.
class Document {
public:
    Document(std::shared_ptr<selvage_mesh> mesh, std::string name)
        : mesh_(std::move(mesh)), name_(std::move(name)) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Pending<Value> get(std::string_view path = {}) const {
        return detail::pending(mesh_.get(), request("get", path, {}));
    }
    // What is there, null for nothing, and again whenever it is something else. Of values that came
    // and went before they were taken, the newest.
    [[nodiscard]] Stream watch(std::string_view path = {}) const {
        return {mesh_, request("watch", path, {}), 1};
    }

    // Objects become maps, lists lists.
    Pending<Written> set(std::string_view path, Value value, const Durability& safe = {}) const {
        return write("set", path, {{"value", std::move(value)}}, safe);
    }
    // To a counter.
    Pending<Written> add(std::string_view path, std::int64_t by = 1,
                         const Durability& safe = {}) const {
        return write("add", path, {{"by", by}}, safe);
    }
    // At the end of a text.
    Pending<Written> type(std::string_view path, std::string_view text,
                          const Durability& safe = {}) const {
        return write("type", path, {{"text", text}}, safe);
    }
    Pending<Written> type(std::string_view path, std::uint32_t position, std::string_view text,
                          const Durability& safe = {}) const {
        return write("type", path, {{"text", text}, {"position", number(position)}}, safe);
    }
    Pending<Written> erase(std::string_view path, std::uint32_t position, std::uint32_t size,
                           const Durability& safe = {}) const {
        return write("erase", path, {{"position", number(position)}, {"size", number(size)}}, safe);
    }
    // At the end of a list.
    Pending<Written> insert(std::string_view path, std::span<const Value> items,
                            const Durability& safe = {}) const {
        return write("insert", path, {{"items", Value::list(items)}}, safe);
    }
    Pending<Written> insert(std::string_view path, std::uint32_t position,
                            std::span<const Value> items, const Durability& safe = {}) const {
        return write("insert", path,
                     {{"items", Value::list(items)}, {"position", number(position)}}, safe);
    }
    // Of a set.
    Pending<Written> put_in(std::string_view path, Value value, const Durability& safe = {}) const {
        return write("put-in", path, {{"value", std::move(value)}}, safe);
    }
    Pending<Written> take_out(std::string_view path, Value value,
                              const Durability& safe = {}) const {
        return write("take-out", path, {{"value", std::move(value)}}, safe);
    }
    Pending<Written> remove(std::string_view path, const Durability& safe = {}) const {
        return write("remove", path, {}, safe);
    }

private:
    static Value number(std::uint32_t number) { return std::int64_t{number}; }
    Value request(std::string_view what, std::string_view path,
                  std::vector<Value::Member> more) const {
        std::vector<Value::Member> all{{"do", what}, {"document", name_}, {"path", path}};
        for (auto& member : more) all.push_back(std::move(member));
        return Value::object(all);
    }
    Pending<Written> write(std::string_view what, std::string_view path,
                           std::vector<Value::Member> more, const Durability& safe) const {
        more.emplace_back("durability", safe.policy);
        if (safe.patience)
            more.emplace_back("patience", static_cast<std::int64_t>(safe.patience->count()));
        auto inbox = std::make_shared<detail::Inbox>(1);
        detail::ask(mesh_.get(), request(what, path, std::move(more)), inbox);
        return {std::move(inbox), detail::written_of};
    }

    std::shared_ptr<selvage_mesh> mesh_;
    std::string name_;
};

class Mesh {
public:
    // Of what the node tells, the newest so many wait to be taken.
    static constexpr std::size_t events_max = 1'024;

    ~Mesh() { leave(); }
    Mesh(Mesh&&) noexcept = default;
    Mesh& operator=(Mesh&& other) noexcept {
        std::swap(mesh_, other.mesh_);
        return *this;
    }
    // Tells the others, and ends the node: when this returns, another may have its data. Within the
    // library's thread it does not wait for that.
    void leave() {
        if (mesh_) selvage_leave(mesh_.get());
    }

    [[nodiscard]] Document doc(std::string name) const { return {mesh_, std::move(name)}; }

    // Lists and objects, as spec/control.md has them.
    [[nodiscard]] Pending<Value> status() const { return ask_for("status"); }
    [[nodiscard]] Pending<Value> peers() const { return ask_for("peers"); }
    [[nodiscard]] Pending<Value> members() const { return ask_for("members"); }
    [[nodiscard]] Pending<Value> documents() const { return ask_for("documents"); }
    // A way in for everybody who reads it, in the member `text`.
    [[nodiscard]] Pending<Value> invite() const { return ask_for("invite"); }
    // To that address.
    [[nodiscard]] Pending<Value> connect(std::string_view address) const {
        return ask(Value::object({{"do", "connect"}, {"address", address}}));
    }
    // What the node tells as it happens: who came and went, which documents there are, …
    [[nodiscard]] Stream events() const {
        return {mesh_, Value::object({{"do", "events"}}), events_max};
    }
    // Any request of spec/control.md, without its id.
    [[nodiscard]] Pending<Value> ask(const Value& request) const {
        return detail::pending(mesh_.get(), request);
    }

private:
    friend Result<Mesh> join(const Options& options);

    explicit Mesh(selvage_mesh* mesh) : mesh_(mesh, detail::FreeMesh()) {}
    [[nodiscard]] Pending<Value> ask_for(std::string_view what) const {
        return ask(Value::object({{"do", what}}));
    }

    std::shared_ptr<selvage_mesh> mesh_;
};

// A node of its own from then on, which `selvage` finds as it finds those of `selvage run`. It does
// not wait until the mesh was found or founded: what is asked for waits.
[[nodiscard]] inline Result<Mesh> join(const Options& options) {
    std::vector<selvage_option> all;
    const auto say = [&](const char* name, const std::string& value) {
        if (!value.empty()) all.push_back({name, value.c_str()});
    };
    const std::string closed = options.closed ? "true" : "";
    say("id", options.id);
    say("join", options.invite);
    say("as", options.as);
    say("closed", closed);
    say("data", options.data);
    say("mdns", options.mdns);
    for (const std::string& address : options.listen) say("listen", address);
    selvage_mesh* mesh = nullptr;
    selvage_error* const error = selvage_join(all.data(), all.size(), &mesh);
    if (!error) return Mesh(mesh);
    const auto failed = detail::failure(error);
    selvage_error_free(error);
    return failed;
}

}  // namespace selvage
