// A replica: a log and the state machine that its committed prefix gives (kv.md, "State", "Operations").
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace kv {

struct NoOp {};

struct Put {
    std::string key;
    std::string value;
};

struct Del {
    std::string key;
};

using Op = std::variant<NoOp, Put, Del>;

inline constexpr std::uint64_t current_term = 1;

struct LogEntry {
    std::uint64_t term;
    std::uint64_t idx;
    Op op;
};

// Entry idx is at position idx - 1. Entries never change, so the replicas share them.
using Log = std::vector<std::shared_ptr<const LogEntry>>;

class Replica {
public:
    bool try_append(std::shared_ptr<const LogEntry> entry);
    void commit_to(std::uint64_t idx);
    void truncate_and_replay(const Log& log, std::uint64_t commit);

    const Log& log() const { return log_; }
    std::uint64_t commit_index() const { return commit_index_; }
    // std::string compares as bytes, so the keys are in the order of the snapshot.
    const std::map<std::string, std::string>& state_machine() const { return state_machine_; }

private:
    void apply(const Op& op);

    Log log_;
    std::uint64_t commit_index_ = 0;
    std::map<std::string, std::string> state_machine_;
};

}  // namespace kv
