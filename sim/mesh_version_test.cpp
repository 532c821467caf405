// What a node of an earlier version has kept, this one opens: files as they lay on its disk.
#include "core/base/hex.h"
#include "core/codec/json.h"
#include "core/codec/json_writer.h"
#include "core/testing/files.h"
#include "sim/mesh_test.h"

namespace sim {
namespace {

using core::codec::JsonValue;

constexpr std::string_view kept_vector = "spec/vectors/mesh/kept.json";

// Zeros that were written in advance stand at the end of a journal, and are not in the vector.
constexpr std::size_t growth = 4'096;

void put_file(DiskStorage& storage, const std::string& name, core::Buffer bytes) {
    using namespace core::store;
    bytes.resize(bytes.size() + growth);
    const FileNumber file{1};
    for (DiskAction& action :
         std::vector<DiskAction>{OpenFile{file, name, true}, WriteFile{file, 0, std::move(bytes)},
                                 SyncFile{file}, CloseFile{file}}) {
        const DiskAnswer answer = storage.carry_out({Ticket{1}, std::move(action)});
        EXPECT_EQ(answer.fault, DiskFault::none) << name;
    }
}

std::string text_of(const JsonValue& of, std::string_view name) {
    const JsonValue* const value = of.find(name);
    return value ? std::string(value->as_text().value_or("")) : "";
}

core::Bytes used_part(const core::Buffer& file) {
    std::size_t size = file.size();
    while (size > 0 && file[size - 1] == std::byte{0}) --size;
    return core::Bytes(file).first(size);
}

// Of such a node, as the vector has it.
std::string kept_by(Mesh& mesh, NodeIndex node) {
    DiskStorage& storage = mesh.world.disk(node).storage();
    core::codec::JsonWriter writer;
    writer.begin_object();
    for (const std::string& name : storage.names()) {
        writer.name(name);
        writer.text(core::to_hex(used_part(*storage.shown(name))));
    }
    writer.end_object();
    return writer.finish().value_or("");
}

TEST(MeshVersions, SM29_what_a_node_has_kept_every_later_version_opens) {
    const JsonValue vector = *core::codec::parse_json(core::testing::read_file(kept_vector));
    Mesh mesh(1);
    mesh.world.crash(0);
    mesh.world.lose_disk(0);
    for (const auto& file : *vector.find("files")->as_object())
        put_file(mesh.world.disk(0).storage(), file.name, *core::from_hex(*file.value.as_text()));
    mesh.world.revive(0);
    mesh.pass(seconds(5));
    const Node& node = mesh.world.node(0);
    ASSERT_TRUE(node.is_open() && node.members());
    EXPECT_EQ(core::to_hex(node.members()->mesh().view()), text_of(vector, "mesh"));
    EXPECT_EQ(std::to_string(node.members()->size()), text_of(vector, "entries"));
    const auto document = node.find_document("d");
    ASSERT_TRUE(document);
    EXPECT_EQ(core::crdt::to_json(node.document(*document)->replica().document().tree()),
              text_of(vector, "document"));
}

// What would be recorded now; a later version may keep it in another form, and opens both.
TEST(MeshVersions, SM29_what_is_recorded_was_kept_by_a_node) {
    Mesh mesh(1);
    mesh.gather();
    mesh.grant_authority(1);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    for (const char* const key : {"a", "b", "c"}) {
        mesh.put(0, document, key, 1, Policy::quorum(2));
        mesh.pass(seconds{1});
    }
    mesh.world.crash(0);
    const std::string kept = kept_by(mesh, 0);
    EXPECT_NE(core::testing::read_file(kept_vector).find(kept), std::string::npos)
        << "mesh " << core::to_hex(mesh.world.node(1).members()->mesh().view()) << "\nfiles "
        << kept;
}

}  // namespace
}  // namespace sim
