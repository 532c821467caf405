// JsonObject puts one object of an answer together. All its texts are UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/codec/json_writer.h"

namespace fabric::control {

class JsonObject {
public:
    JsonObject() { writer_.begin_object(); }

    void text(std::string_view name, std::string_view text) {
        writer_.name(name);
        writer_.text(text);
    }
    void number(std::string_view name, std::uint64_t number) {
        writer_.name(name);
        writer_.number(number);
    }
    void flag(std::string_view name, bool flag) {
        writer_.name(name);
        writer_.boolean(flag);
    }
    template <class Texts>
    void texts(std::string_view name, const Texts& texts) {
        writer_.name(name);
        writer_.begin_array();
        for (const std::string& one : texts) writer_.text(one);
        writer_.end_array();
    }

    [[nodiscard]] std::string finish() {
        writer_.end_object();
        return writer_.finish().value_or("{}");
    }

private:
    core::codec::JsonWriter writer_;
};

// Values that are JSON already.
[[nodiscard]] inline std::string json_array(const std::vector<std::string>& items) {
    std::string json = "[";
    for (const std::string& item : items) json += (json.size() > 1 ? "," : "") + item;
    return json + "]";
}

}  // namespace fabric::control
