// Any bytes are read, and what comes of them holds together: parts come before what they are parts
// of, no tree is deeper than may be, and what is wrong lies inside the source and can be explained.
#include <algorithm>
#include <string_view>
#include <vector>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "logos/syntax/explain.h"
#include "logos/syntax/parse.h"

FUZZ(logos_parse) {
    using namespace logos;
    const std::string_view source(reinterpret_cast<const char*>(input.data()), input.size());
    const Parsed parsed = parse(source);
    const Tree& tree = parsed.tree;
    ASSERT(tree.size() > 0);
    ASSERT(tree[tree.root()].kind == Kind::program);
    std::vector<std::size_t> depths;
    for (NodeId id = 0; id < tree.size(); ++id) {
        std::size_t depth = 0;
        for (const NodeId part : tree.parts(id)) {
            ASSERT(part < id);
            depth = std::max(depth, depths[part]);
        }
        depths.push_back(depth + 1);
        ASSERT(depth < nesting_max);
        ASSERT(tree[id].span.begin <= tree[id].span.end);
        ASSERT(tree[id].span.end <= source.size());
    }
    ASSERT(parsed.wrong.size() <= diagnostic_count_max);
    for (const Diagnostic& one : parsed.wrong) {
        ASSERT(one.span.end <= source.size() + 1);
        ASSERT(!explain(source, "fuzzed", one).empty());
    }
}
