// One text grows while a value is walked; it stops where it would be too large or too deep.
#include "logos/values/printing.h"

#include <algorithm>
#include <array>

#include "core/base/format.h"
#include "core/codec/utf8.h"
#include "logos/values/limits.h"
#include "logos/values/make.h"
#include "logos/values/shared.h"

namespace logos {
namespace {

struct Unit {
    std::int64_t nanoseconds;
    std::string_view name;
};

constexpr std::array<Unit, 6> units = {{{3'600'000'000'000, "h"},
                                        {60'000'000'000, "min"},
                                        {1'000'000'000, "s"},
                                        {1'000'000, "ms"},
                                        {1'000, "us"},
                                        {1, "ns"}}};

// In the largest unit that gives a whole number.
std::string duration_text(std::int64_t nanoseconds) {
    if (nanoseconds == 0) return "0s";
    const Unit* unit = units.data();
    while (nanoseconds % unit->nanoseconds != 0) ++unit;
    return core::formatted("{}{}", nanoseconds / unit->nanoseconds, unit->name);
}

class Printer {
public:
    void print(const Value& value, std::size_t depth) {
        if (is_full()) return;
        switch (value.tag()) {
            case Tag::nothing: out_ += "nothing"; return;
            case Tag::truth: out_ += value.as_truth() ? "true" : "false"; return;
            case Tag::integer: out_ += core::formatted("{}", value.as_integer()); return;
            case Tag::real: out_ += real_text(value.as_real()); return;
            case Tag::character:
                core::codec::append_utf8(out_, static_cast<char32_t>(value.as_integer()));
                return;
            case Tag::duration: out_ += duration_text(value.as_integer()); return;
            case Tag::pipe: out_ += core::formatted("<pipe {}>", value.as_integer()); return;
            case Tag::handle: out_ += core::formatted("<handle {}>", value.as_integer()); return;
            case Tag::big: out_ += big_of(value).text(); return;
            case Tag::text: out_ += text_of(value); return;
            case Tag::list:
            case Tag::tuple:
            case Tag::set:
            case Tag::map:
            case Tag::record:
            case Tag::shared:
            case Tag::cell: print_nested(value, depth); return;
            case Tag::closure: out_ += "<function>"; return;
        }
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    bool is_full() {
        if (out_.size() < text_size_max) return false;
        if (!out_.ends_with("…")) out_ += "…";
        return true;
    }

    void print_nested(const Value& value, std::size_t depth) {
        if (depth == value_depth_max) {
            out_ += "…";
            return;
        }
        if (value.is(Tag::list)) return print_items('[', items_of(value), ']', depth);
        if (value.is(Tag::tuple)) return print_items('(', items_of(value), ')', depth);
        if (value.is(Tag::record)) return print_record(record_of(value), depth);
        if (value.is(Tag::shared)) return print_shared(shared_of(value), depth);
        if (value.is(Tag::cell)) return print(cell_of(value), depth + 1);
        print_table(table_of(value), value.is(Tag::map), depth);
    }

    void print_items(char open, const std::vector<Value>& items, char close, std::size_t depth) {
        out_ += open;
        for (std::size_t i = 0; i < items.size() && !is_full(); ++i) {
            if (i != 0) out_ += ", ";
            print(items[i], depth + 1);
        }
        out_ += close;
    }

    void print_table(const OrderedTable& table, bool has_values, std::size_t depth) {
        out_ += '{';
        for (std::size_t i = 0; i < table.size() && !is_full(); ++i) {
            if (i != 0) out_ += ", ";
            print(table.entry(i).key, depth + 1);
            if (!has_values) continue;
            out_ += ": ";
            print(table.entry(i).value, depth + 1);
        }
        out_ += '}';
    }

    void print_record(const RecordObject& record, std::size_t depth) {
        out_ += record.shape->name;
        if (record.shape->is_variant) {
            if (!record.fields.empty()) print_items('(', record.fields, ')', depth);
            return;
        }
        print_fields(record.shape->fields, record.fields, depth);
    }

    void print_shared(const SharedObject& shared, std::size_t depth) {
        std::vector<Value> values;
        for (const SharedField& field : shared.fields) values.push_back(field.read());
        out_ += shared.shape->name;
        print_fields(shared.shape->fields, values, depth);
    }

    void print_fields(const std::vector<std::string>& names, const std::vector<Value>& values,
                      std::size_t depth) {
        std::vector<std::size_t> sorted(names.size());
        for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = i;
        std::ranges::sort(sorted, {},
                          [&](std::size_t i) -> const std::string& { return names[i]; });
        out_ += " {";
        for (std::size_t i = 0; i < sorted.size() && !is_full(); ++i) {
            out_ += i == 0 ? " " : ", ";
            out_ += names[sorted[i]];
            out_ += ": ";
            print(values[sorted[i]], depth + 1);
        }
        out_ += sorted.empty() ? "}" : " }";
    }

    std::string out_;
};

}  // namespace

std::string print(const Value& value) {
    if (value.is(Tag::text)) return text_of(value);
    Printer printer;
    printer.print(value, 0);
    return printer.take();
}

}  // namespace logos
