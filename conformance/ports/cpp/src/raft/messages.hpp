// The log of a node, and the messages of the protocol; a message carries the sender's values at the time
// of sending (raft.md, "Handlers", explains each).
#pragma once

#include "message_queue.hpp"
#include "shared_log.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace raft {

using kernel::NodeId;
using Term = std::uint64_t;

struct Entry {
    Term term = 0;
    std::string payload;  // empty in a no-op

    bool operator==(const Entry&) const = default;
};

// Holds the entries 1, 2, ...; its size is also the last index.
class Log : public kernel::SharedLog<Entry> {
public:
    // The term of the entry at an index; 0 for the index 0.
    Term term_at(std::size_t index) const { return index == 0 ? 0 : entries()[index - 1].term; }
    Term last_term() const { return term_at(size()); }

    // Up to which index the two logs are the same. Logs that have the same term at an index agree in all
    // entries up to it ("Invariants", 3), so the indexes at which the terms are the same come first.
    std::size_t common_size(const Log& other) const {
        const std::size_t overlap = std::min(size(), other.size());
        if (term_at(overlap) == other.term_at(overlap)) {
            return overlap;  // the usual case: one log is a prefix of the other
        }
        std::size_t same = 0;
        std::size_t different = overlap;
        while (different - same > 1) {
            const std::size_t middle = same + (different - same) / 2;
            (term_at(middle) == other.term_at(middle) ? same : different) = middle;
        }
        return same;
    }
};

struct RequestVote {
    Term term;
    std::size_t last_index;
    Term last_term;
};

struct RequestVoteReply {
    Term term;
    bool granted;
};

// Carries the entries of `log` after `prev_index`; prev_term is the term of the entry before them.
struct AppendEntries {
    Term term;
    std::size_t prev_index;
    Log log;
    std::size_t commit;
};

struct AppendReply {
    Term term;
    bool ok;
    std::size_t match;
    std::size_t log_size;
};

using Message = std::variant<RequestVote, RequestVoteReply, AppendEntries, AppendReply>;

}  // namespace raft
