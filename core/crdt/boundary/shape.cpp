// Shapes come from a page: they are no deeper than a document, and small.
#include "core/crdt/boundary/shape.h"

#include <algorithm>

#include "core/codec/count.h"
#include "core/crdt/boundary/tree_codec.h"

namespace core::crdt {

namespace {

constexpr std::uint8_t shape_kind_count = 8;
const Shape any_shape{};

// By recursion no deeper than a document may be.
Result<Shape> read(Reader& reader, std::size_t depth) {
    if (depth > depth_max) return fail(Error::too_deep);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind >= shape_kind_count) return fail(Error::malformed);
    Shape shape;
    shape.kind = static_cast<Shape::Kind>(kind);
    switch (shape.kind) {
        case Shape::Kind::value:
        case Shape::Kind::set: shape.values = TRY(reader.u8()); break;
        case Shape::Kind::map: {
            const std::uint64_t count = TRY(codec::read_count(reader, 2));
            for (std::uint64_t i = 0; i < count; ++i) {
                std::string key = TRY(Coder<std::string>::read(reader));
                shape.fields.push_back({std::move(key), TRY(read(reader, depth + 1))});
            }
            break;
        }
        case Shape::Kind::record:
        case Shape::Kind::list: shape.inside.push_back(TRY(read(reader, depth + 1))); break;
        case Shape::Kind::any:
        case Shape::Kind::text:
        case Shape::Kind::counter: break;
    }
    return shape;
}

}  // namespace

const Shape& Shape::under(std::string_view key) const {
    if (kind == Kind::record) return inside[0];
    const auto field = std::ranges::find(fields, key, &ShapeField::key);
    return field == fields.end() ? any_shape : field->shape;
}

const Shape& Shape::of_items() const { return kind == Kind::list ? inside[0] : any_shape; }

Result<Shape> read_shape(Bytes bytes) {
    if (bytes.size() > shape_size_max) return fail(Error::too_large);
    Reader reader(bytes);
    Shape shape = TRY(read(reader, 0));
    TRY(reader.expect_end());
    return shape;
}

}  // namespace core::crdt
