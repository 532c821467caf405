// multistream-select 1.0: how two ends agree on what a stream, or a connection, is for. The
// Proposer names protocols one after the other, the Selector accepts one or refuses it. Rules
// MS1–MS8, spec/multistream.md.
//
// Both are parts of another machine, which gives them bytes until they are done and takes over what
// is behind: receive() stops where the agreement ends. Deadlines are the owner's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "net/multistream/line_reader.h"

namespace net::multistream {

inline constexpr std::string_view header = "/multistream/1.0.0";
inline constexpr std::string_view refusal = "na";

enum class Outcome : std::uint8_t {
    pending,
    agreed,
    refused,  // None of the protocols suited, or the peer tried too many.
    broken,   // What came is not multistream-select.
};

// [proposer]
class Proposer {
public:
    // The protocols in the order of preference, at least one. The first is proposed at once: with a
    // single one its user may already send behind outgoing(), and see later whether it was right.
    explicit Proposer(std::vector<std::string> protocols);

    // How many of the bytes belong to the negotiation.
    [[nodiscard]] std::size_t receive(core::Bytes bytes);

    [[nodiscard]] core::Bytes outgoing() const;
    void consume(std::size_t size);

    [[nodiscard]] Outcome outcome() const { return outcome_; }
    // Whether another protocol than the one proposed first may be agreed on.
    [[nodiscard]] bool has_alternatives() const { return protocols_.size() > 1; }
    // What was agreed, or is proposed.
    [[nodiscard]] const std::string& protocol() const;
    // [/proposer]

private:
    void hear(std::string_view line);
    void propose();

    std::vector<std::string> protocols_;
    std::size_t proposed_ = 0;
    bool has_header_ = false;
    Outcome outcome_ = Outcome::pending;
    LineReader reader_;
    core::Buffer outgoing_;
};

class Selector {
public:
    // Proposals that are refused before the peer is.
    static constexpr std::size_t refusals_max = 64;

    // How many of the bytes belong to the negotiation. It takes none while a proposal stands.
    [[nodiscard]] std::size_t receive(core::Bytes bytes);

    // What the peer proposes, until accept() or refuse() answers.
    [[nodiscard]] std::optional<std::string_view> proposal() const;
    void accept();
    void refuse();

    [[nodiscard]] core::Bytes outgoing() const { return outgoing_; }
    void consume(std::size_t size);

    [[nodiscard]] Outcome outcome() const { return outcome_; }
    [[nodiscard]] const std::string& protocol() const { return proposal_; }

private:
    void hear(std::string_view line);

    std::string proposal_;
    bool has_header_ = false;
    bool has_proposal_ = false;
    std::size_t refusals_ = 0;
    Outcome outcome_ = Outcome::pending;
    LineReader reader_;
    core::Buffer outgoing_;
};

}  // namespace net::multistream
