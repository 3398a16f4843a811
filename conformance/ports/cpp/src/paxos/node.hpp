// One node of the cluster: proposer, acceptor and learner.
#pragma once

#include "cluster/cluster.hpp"
#include "cluster/parameters.hpp"
#include "message_queue.hpp"
#include "paxos/messages.hpp"
#include "paxos/slots.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace paxos {

using kernel::Tick;

// The values are those of the canonical dump.
enum class Role : std::uint8_t { follower = 0, candidate = 1, leader = 2 };

// Every function that can send takes the current tick t. All sends go to the network at once, in the
// order of the text, because the order decides each message's delay.
class Node {
public:
    using Message = paxos::Message;
    using Network = kernel::MessageQueue<Message>;

    static constexpr kernel::Links links{.delay_key = kernel::DelayKey::seq, .fifo = false};
    static constexpr std::string_view magic = "DSEPAX01";
    static constexpr std::string_view command = "val-";

    Node(NodeId id, const cluster::Parameters& parameters, Network& network);

    void on_tick(Tick t);
    void receive(NodeId from, const Message& message, Tick t);
    void propose(Value value, Tick t);
    std::optional<Ballot> leads_as() const {
        return role_ == Role::leader ? std::optional(my_ballot_) : std::nullopt;
    }
    void append_dump(std::string& out) const;

    NodeId id() const { return id_; }
    Ballot promised() const { return promised_; }
    Role role() const { return role_; }
    Ballot my_ballot() const { return my_ballot_; }
    const Slots<AcceptedValue>& accepts() const { return *accepts_; }
    const Slots<Value>& learned() const { return learned_; }

private:
    struct Proposal {
        Value value;
        std::vector<NodeId> acceptors;  // a set; nobody joins it once the slot is learned
    };

    void reset_timer(Tick t);
    void learn(Slot slot, const Value& value);
    void accept(Ballot ballot, Slot slot, const Value& value);
    bool obey(NodeId from, Ballot ballot, Tick t);
    void start_election(Tick t);
    void merge(const Slots<AcceptedValue>& promised);
    void win(Tick t);
    void try_decide(Slot slot, Tick t);
    void send_heartbeats(Tick t);
    void repeat_undecided(Tick t);

    void handle(NodeId from, const Prepare& message, Tick t);
    void handle(NodeId from, const Promise& message, Tick t);
    void handle(NodeId from, const Accept& message, Tick t);
    void handle(NodeId from, const Accepted& message, Tick t);
    void handle(NodeId from, const Decided& message, Tick t);
    void handle(NodeId from, const Heartbeat& message, Tick t);
    void handle(NodeId from, const CatchUp& message, Tick t);
    void handle(NodeId from, const Nack& message, Tick t);

    void send(NodeId to, Message message, Tick t);
    void broadcast(const Message& message, Tick t);

    NodeId id_;
    std::uint64_t seed_;
    NodeId nodes_;
    NodeId quorum_;
    Network& network_;

    // Dumped.
    Ballot promised_;
    Role role_ = Role::follower;
    Ballot my_ballot_;
    // Copied before a change if a promise, or this node's own candidacy, holds it too.
    std::shared_ptr<Slots<AcceptedValue>> accepts_ = std::make_shared<Slots<AcceptedValue>>();
    Slots<Value> learned_;

    // Not dumped.
    Tick deadline_ = 0;
    Tick heartbeat_due_ = 0;
    std::set<NodeId> promises_;                      // of a candidate
    std::shared_ptr<Slots<AcceptedValue>> merged_;   // of a candidate
    std::vector<Proposal> proposals_;                // of a leader, by slot; next_slot is their number
};

}  // namespace paxos
