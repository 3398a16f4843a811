// Ballots, and the messages of the protocol; the fields carry the sender's values at the time of sending
// (paxos.md, "Handlers", explains each).
#pragma once

#include "message_queue.hpp"
#include "paxos/slots.hpp"

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace paxos {

using kernel::NodeId;

// The default value is the specification's ZERO. The order is lexicographic.
struct Ballot {
    std::uint32_t round = 0;
    NodeId proposer = 0;

    auto operator<=>(const Ballot&) const = default;
};

// The no-op is the empty one.
using Value = std::string;

struct AcceptedValue {
    Ballot ballot;
    Value value;
};

// Never changed while somebody else holds it: a promise carries what was accepted when it was sent.
using Accepts = std::shared_ptr<const Slots<AcceptedValue>>;

struct Prepare {
    Ballot ballot;
};

struct Promise {
    Ballot ballot;
    Accepts accepts;
};

struct Accept {
    Ballot ballot;
    Slot slot;
    Value value;
};

struct Accepted {
    Ballot ballot;
    Slot slot;
};

struct Decided {
    Slot slot;
    Value value;
};

struct Heartbeat {
    Ballot ballot;
    Slot first_unlearned;
};

struct CatchUp {
    Slot first_unlearned;
};

// The refusal of `ballot`.
struct Nack {
    Ballot ballot;
    Ballot promised;
};

using Message = std::variant<Prepare, Promise, Accept, Accepted, Decided, Heartbeat, CatchUp, Nack>;

}  // namespace paxos
