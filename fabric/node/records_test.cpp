// What a journal keeps and what ends of a session say of documents, in bytes.
#include "fabric/node/records.h"

#include <gtest/gtest.h>

#include "core/base/writer.h"
#include "fabric/membership/mesh_world.h"
#include "fabric/node/interest.h"
#include "fabric/node/options.h"

namespace fabric::node {
namespace {

using core::Buffer;
using core::Error;

TEST(NodeRecords, ND3_a_mesh_is_read_as_it_was_written) {
    using membership::Policy;
    const auto genesis = membership::world::genesis_of(Policy::closed);
    const MeshRecord record{genesis, membership::world::secret_of(9)};
    const auto read = read_mesh_record(write_mesh_record(record));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->genesis, genesis);
    ASSERT_TRUE(read->secret);
    EXPECT_TRUE(core::equal(read->secret->expose(), record.secret->expose()));
    const Buffer open = write_mesh_record({genesis, {}});
    EXPECT_FALSE(read_mesh_record(open)->secret);
    for (std::size_t size = 0; size < open.size(); ++size)
        EXPECT_FALSE(read_mesh_record(core::Bytes(open).first(size))) << size;
}

TEST(NodeRecords, ND3_documents_and_changes_are_read_as_they_were_written) {
    const auto document = read_document_record(write_document_record({DocumentNumber{300}, "d"}));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->number, DocumentNumber{300});
    EXPECT_EQ(document->name, "d");
    const auto self = PeerId::of(core::codec::PublicKey(membership::world::key_of(1)));
    const auto brought = read_brought_record(write_brought_record({DocumentNumber{300}, self}));
    ASSERT_TRUE(brought);
    EXPECT_EQ(brought->document, DocumentNumber{300});
    EXPECT_EQ(brought->by, self);
    Buffer bytes;
    core::BufferWriter writer(bytes, 100);
    write_numbered_change(writer, {DocumentNumber{300}, core::as_bytes("change")});
    const auto change = read_numbered_change(bytes);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->document, DocumentNumber{300});
    EXPECT_EQ(core::as_text(change->record), "change");
}

TEST(Interest, ND8_it_is_read_as_it_was_written) {
    const Buffer bytes = write_interest({true, {"one", "another"}});
    const auto interest = read_interest(bytes);
    ASSERT_TRUE(interest);
    EXPECT_TRUE(interest->keeps_everything);
    EXPECT_EQ(interest->names, (std::vector<std::string>{"one", "another"}));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(read_interest(core::Bytes(bytes).first(size))) << size;
}

TEST(Interest, ND8_names_that_are_none_are_refused) {
    EXPECT_EQ(check_document_name("").error(), Error::value_missing);
    EXPECT_EQ(check_document_name("\xff").error(), Error::malformed);
    EXPECT_TRUE(check_document_name(std::string(document_name_size_max, 'a')));
    EXPECT_EQ(check_document_name(std::string(document_name_size_max + 1, 'a')).error(),
              Error::too_large);
    Buffer bytes = write_interest({false, {"one"}});
    bytes.back() = std::byte{0xff};
    EXPECT_EQ(read_interest(bytes).error(), Error::malformed);
    bytes = write_interest({false, {}});
    bytes[1] = std::byte{2};
    EXPECT_EQ(read_interest(bytes).error(), Error::malformed);
}

}  // namespace
}  // namespace fabric::node
