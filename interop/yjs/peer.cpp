// Documents driven from outside: main.mjs does the same to these and to Yjs' own, and compares. A
// request is its size (u32, little-endian) and then lib0 values: a command, the number of a
// document, and what the command needs. So is a response: 0 or 1 for an error, and a result.
#include <cstdio>
#include <map>
#include <memory>

#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/lib0.h"
#include "interop/yjs/edits.h"

namespace interop::yjs {
namespace {

using namespace core::crdt::yjs;
using core::append;
using core::as_bytes;
using core::Buffer;
using core::Bytes;
using core::Error;
using core::fail;
using core::Reader;
using core::Result;

// The numbers of protocol.mjs.
enum class Command : std::uint8_t {
    make,
    apply,
    encode,
    state_vector,
    last_update,
    structs,
    transact,
    json,
    delta,
    events
};

Buffer buffer_of(std::string_view text) { return {as_bytes(text).begin(), as_bytes(text).end()}; }

class Peer {
public:
    Result<Buffer> answer(Bytes request) {
        Reader reader(request);
        const auto command = static_cast<Command>(TRY(reader.u8()));
        const std::uint64_t number = TRY(read_var_uint(reader));
        if (command == Command::make) {
            documents_[number] = std::make_unique<Document>(Client{TRY(read_var_uint(reader))});
            documents_[number]->observe(true);
            return Buffer{};
        }
        return answer(command, *documents_.at(number), reader);
    }

private:
    static Result<Buffer> answer(Command command, Document& document, Reader& reader) {
        switch (command) {
            case Command::make: break;
            case Command::apply: {
                const auto format = static_cast<Format>(TRY(reader.u8()));
                const Bytes update = TRY(read_var_bytes(reader));
                TRY(document.apply_update(update, format));
                return Buffer{};
            }
            case Command::encode: {
                const auto format = static_cast<Format>(TRY(reader.u8()));
                const Bytes state = TRY(read_var_bytes(reader));
                const StateVector since = TRY(read_state_vector(state));
                return document.encode_state_as_update(since, format);
            }
            case Command::state_vector: return state_vector_bytes(document.state_vector());
            case Command::last_update:
                return document.last_update(static_cast<Format>(TRY(reader.u8())));
            case Command::structs: return buffer_of(structs_of(document));
            case Command::transact: return transact(document, reader);
            case Command::json: {
                const Type& type = TRY(type_at(document, reader));
                return buffer_of(TRY(json_of(document.store(), type)));
            }
            case Command::delta: {
                const Type& type = TRY(type_at(document, reader));
                return buffer_of(TRY(json_of_delta(document.store(), delta_of_text(type))));
            }
            case Command::events: return buffer_of(TRY(events_of(document)));
        }
        return fail(Error::malformed);
    }

    // All edits are in the request.
    static Result<Buffer> transact(Document& document, Reader& reader) {
        Result<void> done;
        document.transact([&] {
            while (done && !reader.at_end()) done = edit(document, reader);
        });
        TRY(done);
        return Buffer{};
    }

    std::map<std::uint64_t, std::unique_ptr<Document>> documents_;
};

int serve() {
    Peer peer;
    Buffer request;
    std::uint32_t size = 0;
    while (std::fread(&size, sizeof size, 1, stdin) == 1) {
        request.resize(size);
        if (size > 0 && std::fread(request.data(), size, 1, stdin) != 1) return 1;
        const Result<Buffer> answer = peer.answer(request);
        Buffer response{answer ? std::byte{0} : std::byte{1}};
        append(response, answer ? Bytes(*answer) : as_bytes(describe(answer.error())));
        size = static_cast<std::uint32_t>(response.size());
        std::fwrite(&size, sizeof size, 1, stdout);
        std::fwrite(response.data(), response.size(), 1, stdout);
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace
}  // namespace interop::yjs

int main() { return interop::yjs::serve(); }
