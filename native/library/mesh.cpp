// Meshes, for those who speak C.
#include <memory>

#include "native/library/host.h"
#include "native/library/member.h"

struct selvage_mesh {
    std::shared_ptr<library::Member> member;
};

namespace library {

namespace {

// Of selvage_wait(): the first answer. It is there until the last.
struct Waiter {
    std::promise<std::expected<selvage_value*, selvage_error*>> first;
    bool is_answered = false;
};

void hear_first(void* context, selvage_news news, const selvage_value* value,
                const selvage_error* error) {
    auto* const waiter = static_cast<Waiter*>(context);
    if (!std::exchange(waiter->is_answered, true)) {
        if (value)
            waiter->first.set_value(new selvage_value(*value));
        else
            waiter->first.set_value(std::unexpected(new selvage_error(*error)));
    }
    if (news != SELVAGE_IS) delete waiter;
}

}  // namespace

}  // namespace library

const char* selvage_version() { return SELVAGE_VERSION; }

selvage_error* selvage_join(const selvage_option* options, size_t count, selvage_mesh** mesh) {
    auto member = library::Member::join({options, count});
    if (!member) return new selvage_error(std::move(member).error());
    *mesh = new selvage_mesh{*std::move(member)};
    return nullptr;
}

void selvage_leave(selvage_mesh* mesh) { mesh->member->leave(); }

void selvage_mesh_free(selvage_mesh* mesh) {
    const std::unique_ptr<selvage_mesh> owned(mesh);
    if (mesh) mesh->member->leave();
}

uint64_t selvage_ask(selvage_mesh* mesh, const selvage_value* request, selvage_hear* hear,
                     void* context) {
    return mesh->member->ask(*request, {hear, context});
}

void selvage_cancel(selvage_mesh* mesh, uint64_t request) { mesh->member->cancel(request); }

selvage_error* selvage_wait(selvage_mesh* mesh, const selvage_value* request,
                            selvage_value** answer) {
    if (library::Host::is_here())
        return new selvage_error{"wrong-thread", "the library's thread cannot wait for itself",
                                 "Wait on another thread, or use selvage_ask()."};
    auto* const waiter = new library::Waiter;
    auto first = waiter->first.get_future();
    const uint64_t id = selvage_ask(mesh, request, library::hear_first, waiter);
    const auto outcome = first.get();
    if (!outcome) return outcome.error();
    selvage_cancel(mesh, id);  // What would be answered again and again.
    *answer = *outcome;
    return nullptr;
}

int selvage_is_own_thread() { return library::Host::is_here() ? 1 : 0; }
