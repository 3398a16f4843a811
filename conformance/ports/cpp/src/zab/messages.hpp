// The messages of the protocol; the fields carry the sender's values at the time of sending
// (zab.md, "Handlers", explains each).
#pragma once

#include "message_queue.hpp"
#include "zab/history.hpp"

#include <compare>
#include <cstdint>
#include <variant>

namespace zab {

using kernel::NodeId;

// How up to date a node is ("Node state").
struct Freshness {
    std::uint32_t current_epoch = 0;
    Zxid last_zxid;

    auto operator<=>(const Freshness&) const = default;
};

// A vote, and the message that proclaims it. The order of the members is the order of votes.
struct LookForLeader {
    std::uint32_t epoch = 0;
    Zxid zxid;
    NodeId candidate = 0;

    auto operator<=>(const LookForLeader&) const = default;
};

struct Vote {
    NodeId leader;
};

struct NewEpoch {
    std::uint32_t epoch;
    Freshness freshness;
};

struct AckEpoch {
    std::uint32_t epoch;
    Freshness freshness;
};

struct RejectEpoch {
    std::uint32_t accepted_epoch;
};

struct NewLeader {
    std::uint32_t epoch;
    History history;
};

struct AckLeader {
    std::uint32_t epoch;
    Zxid last_zxid;
};

struct Propose {
    Transaction transaction;
};

struct Ack {
    Zxid zxid;
};

struct Commit {
    std::uint32_t epoch;
    Zxid zxid;
};

struct Heartbeat {
    std::uint32_t epoch;
    Zxid last_zxid;
    Zxid last_committed;
};

struct HeartbeatAck {
    std::uint32_t epoch;
    Zxid last_zxid;
};

using Message = std::variant<LookForLeader, Vote, NewEpoch, AckEpoch, RejectEpoch, NewLeader, AckLeader,
                             Propose, Ack, Commit, Heartbeat, HeartbeatAck>;

}  // namespace zab
