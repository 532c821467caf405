// One line of JSON that tells what happened.
#pragma once

#include <cstdio>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "core/codec/json_writer.h"

namespace interop::libp2p {

class JsonEvent {
public:
    explicit JsonEvent(std::string_view kind) {
        writer_.begin_object();
        with("event", kind);
    }

    JsonEvent& with(std::string_view name, std::string_view text) {
        writer_.name(name);
        writer_.text(text);
        return *this;
    }
    JsonEvent& with(std::string_view name, std::uint64_t number) {
        writer_.name(name);
        writer_.number(number);
        return *this;
    }
    JsonEvent& with(std::string_view name, bool value) {
        writer_.name(name);
        writer_.boolean(value);
        return *this;
    }
    JsonEvent& with(std::string_view name, const char* text) {
        return with(name, std::string_view(text));
    }
    template <class Item>
    JsonEvent& with(std::string_view name, const std::vector<Item>& items) {
        writer_.name(name);
        writer_.begin_array();
        for (const Item& item : items) {
            if constexpr (std::is_integral_v<Item>)
                writer_.number(item);
            else
                writer_.text(item);
        }
        writer_.end_array();
        return *this;
    }

    JsonEvent& with(std::string_view name, const std::map<std::string, std::uint64_t>& counts) {
        writer_.name(name);
        writer_.begin_object();
        for (const auto& [item, count] : counts) {
            writer_.name(item);
            writer_.number(count);
        }
        writer_.end_object();
        return *this;
    }

    void tell() {
        writer_.end_object();
        const auto line = writer_.finish();
        ASSERT(line);
        std::printf("%s\n", line->c_str());
        std::fflush(stdout);
    }

private:
    core::codec::JsonWriter writer_;
};

}  // namespace interop::libp2p
