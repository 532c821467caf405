// A server or a client at whom the input is
// thrown. Whatever comes, it holds no more than it may, and what has ended stays so.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "native/tls/session.h"
#include "native/tls/tls_test_support.h"

namespace {

using namespace native::tls;

constexpr core::Instant start{};

struct World {
    testing::Signer signer{};
    Context server = testing::server_context(signer.issue());
    Context client = testing::client_context(signer);
};

void give(Session& session, core::Bytes sealed) {
    std::array<std::byte, 64> room;
    session.receive(sealed);
    while (!session.read(room).empty()) {
    }
    ASSERT(session.outgoing().size() <= std::size_t{256} * 1024);
    if (session.ended()) ASSERT(session.room() == 0 && !session.deadline());
}

}  // namespace

FUZZ(tls) {
    static const World world;
    core::Reader reader(input);
    const unsigned kind = reader.u8().value_or(0);
    const core::Bytes rest = input.last(reader.remaining());
    if (kind % 2 == 0) {
        Session session(world.server, {}, start);
        const std::size_t half = rest.size() / 2;
        give(session, rest.first(half));
        give(session, rest.subspan(half));
        return;
    }
    Session client(world.client, {"node.example", false}, {}, start);
    client.consume(client.outgoing().size());
    give(client, rest);
}
