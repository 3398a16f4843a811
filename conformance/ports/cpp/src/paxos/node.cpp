#include "paxos/node.hpp"

#include "splitmix64.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

namespace paxos {
namespace {

constexpr Tick min_election_timeout = 150;
constexpr Tick election_jitter = 150;
constexpr Tick heartbeat_interval = 50;

// The slots, to be changed: a copy if somebody else holds them.
Slots<AcceptedValue>& own(std::shared_ptr<Slots<AcceptedValue>>& slots) {
    if (slots.use_count() > 1) {
        slots = std::make_shared<Slots<AcceptedValue>>(*slots);
    }
    return *slots;
}

}  // namespace

Node::Node(NodeId id, const cluster::Parameters& parameters, Network& network)
    : id_(id),
      seed_(parameters.seed),
      nodes_(parameters.nodes),
      quorum_(parameters.quorum()),
      network_(network) {
    reset_timer(0);
}

void Node::on_tick(Tick t) {
    if (role_ != Role::leader) {
        if (t >= deadline_) {
            start_election(t);
        }
    } else if (t >= heartbeat_due_) {
        heartbeat_due_ = t + heartbeat_interval;
        send_heartbeats(t);
        repeat_undecided(t);
    }
}

void Node::receive(NodeId from, const Message& message, Tick t) {
    std::visit([&](const auto& specific) { handle(from, specific, t); }, message);
}

void Node::reset_timer(Tick t) {
    deadline_ = t + min_election_timeout + kernel::splitmix64(seed_ ^ id_ ^ t) % election_jitter;
}

void Node::learn(Slot slot, const Value& value) {
    if (!learned_.contains(slot)) {
        learned_.set(slot, value);
    }
}

void Node::accept(Ballot ballot, Slot slot, const Value& value) {
    own(accepts_).set(slot, {ballot, value});
}

// Whether the ballot is obeyed. If not, a higher one was promised, and its sender is told.
bool Node::obey(NodeId from, Ballot ballot, Tick t) {
    if (ballot < promised_) {
        send(from, Nack{ballot, promised_}, t);
        return false;
    }
    promised_ = ballot;
    if (ballot != my_ballot_) {
        role_ = Role::follower;
        merged_.reset();
    }
    reset_timer(t);
    return true;
}

// Phase 1

void Node::start_election(Tick t) {
    my_ballot_ = {std::max(my_ballot_.round, promised_.round) + 1, id_};
    role_ = Role::candidate;
    promised_ = my_ballot_;
    promises_ = {id_};
    merged_ = accepts_;
    reset_timer(t);
    if (promises_.size() >= quorum_) {
        win(t);
    } else {
        broadcast(Prepare{my_ballot_}, t);
    }
}

void Node::handle(NodeId from, const Prepare& message, Tick t) {
    if (obey(from, message.ballot, t)) {
        send(from, Promise{message.ballot, accepts_}, t);
    }
}

void Node::handle(NodeId from, const Promise& message, Tick t) {
    if (role_ != Role::candidate || message.ballot != my_ballot_) {
        return;
    }
    merge(*message.accepts);
    promises_.insert(from);
    if (promises_.size() >= quorum_) {
        win(t);
    }
}

// Of each slot the value with the highest ballot counts.
void Node::merge(const Slots<AcceptedValue>& promised) {
    promised.for_each([this](Slot slot, const AcceptedValue& accepted) {
        const AcceptedValue* const known = merged_->find(slot);
        if (known == nullptr || accepted.ballot > known->ballot) {
            own(merged_).set(slot, accepted);
        }
    });
}

void Node::win(Tick t) {
    const auto merged = std::exchange(merged_, nullptr);
    role_ = Role::leader;
    proposals_.clear();
    heartbeat_due_ = t + heartbeat_interval;
    for (Slot slot = 0; slot < merged->end(); ++slot) {
        const AcceptedValue* const accepted = merged->find(slot);
        propose(accepted == nullptr ? Value{} : accepted->value, t);
    }
    send_heartbeats(t);
}

// Phase 2

void Node::propose(Value value, Tick t) {
    const Slot slot = proposals_.size();
    accept(my_ballot_, slot, value);
    proposals_.push_back({value, {id_}});
    broadcast(Accept{my_ballot_, slot, std::move(value)}, t);
    try_decide(slot, t);
}

void Node::try_decide(Slot slot, Tick t) {
    const auto& [value, acceptors] = proposals_[slot];
    if (!learned_.contains(slot) && acceptors.size() >= quorum_) {
        learn(slot, value);
        broadcast(Decided{slot, value}, t);
    }
}

void Node::handle(NodeId from, const Accept& message, Tick t) {
    if (obey(from, message.ballot, t)) {
        accept(message.ballot, message.slot, message.value);
        send(from, Accepted{message.ballot, message.slot}, t);
    }
}

void Node::handle(NodeId from, const Accepted& message, Tick t) {
    if (role_ != Role::leader || message.ballot != my_ballot_ || learned_.contains(message.slot)) {
        return;
    }
    std::vector<NodeId>& acceptors = proposals_[message.slot].acceptors;
    if (std::ranges::find(acceptors, from) == acceptors.end()) {
        acceptors.push_back(from);
        try_decide(message.slot, t);
    }
}

void Node::handle(NodeId, const Decided& message, Tick) { learn(message.slot, message.value); }

// Keeping everybody informed

void Node::send_heartbeats(Tick t) { broadcast(Heartbeat{my_ballot_, learned_.first_gap()}, t); }

void Node::repeat_undecided(Tick t) {
    for (Slot slot = learned_.first_gap(); slot < proposals_.size(); ++slot) {
        if (!learned_.contains(slot)) {
            broadcast(Accept{my_ballot_, slot, proposals_[slot].value}, t);
        }
    }
}

void Node::handle(NodeId from, const Heartbeat& message, Tick t) {
    if (obey(from, message.ballot, t) && learned_.first_gap() < message.first_unlearned) {
        send(from, CatchUp{learned_.first_gap()}, t);
    }
}

void Node::handle(NodeId from, const CatchUp& message, Tick t) {
    learned_.for_each_from(message.first_unlearned, [&](Slot slot, const Value& value) {
        send(from, Decided{slot, value}, t);
    });
}

void Node::handle(NodeId, const Nack& message, Tick t) {
    if (role_ == Role::follower || message.ballot != my_ballot_) {
        return;
    }
    promised_ = std::max(promised_, message.promised);
    role_ = Role::follower;
    merged_.reset();
    reset_timer(t);
}

// Sending

void Node::send(NodeId to, Message message, Tick t) { network_.send(id_, to, std::move(message), t); }

void Node::broadcast(const Message& message, Tick t) {
    for (NodeId peer = 0; peer < nodes_; ++peer) {
        if (peer != id_) {
            send(peer, message, t);
        }
    }
}

}  // namespace paxos
