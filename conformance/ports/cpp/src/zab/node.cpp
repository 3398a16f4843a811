#include "zab/node.hpp"

#include "splitmix64.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <ranges>
#include <utility>
#include <vector>

namespace zab {
namespace {

constexpr Tick election_timeout = 150;  // and up to as much again, at random
constexpr Tick heartbeat_interval = 50;

bool is_successor(Zxid next, Zxid last) {
    return next.epoch == last.epoch ? next.counter == last.counter + 1 : next.counter == 1;
}

}  // namespace

Node::Node(NodeId id, const cluster::Parameters& parameters, Network& network)
    : id_(id),
      seed_(parameters.seed),
      nodes_(parameters.nodes),
      quorum_(parameters.nodes / 2 + 1),
      network_(network) {
    start_election(0);
}

// "Node state"

void Node::reset_timer(Tick t) {
    election_deadline_ =
        t + election_timeout + kernel::splitmix64(seed_ ^ id_ ^ t) % election_timeout;
}

void Node::start_election(Tick t) {
    role_ = Role::looking;
    leader_.reset();
    synced_ = false;
    vote_ = {current_epoch_, last_zxid(), id_};
    vote_view_ = {{id_, id_}};
    clear_leading();
    reset_timer(t);
}

void Node::follow(NodeId leader, Tick t) {
    if (role_ == Role::leading) {
        clear_leading();
    }
    role_ = Role::following;
    leader_ = leader;
    reset_timer(t);
}

// "on_tick(t)"

void Node::on_tick(Tick t) {
    if (t >= election_deadline_) {
        // A leader that a quorum still answers may go on.
        if (role_ == Role::leading && leading_.heard.size() + 1 >= quorum_) {
            leading_.heard.clear();
            reset_timer(t);
        } else {
            start_election(t);
        }
    }
    if (role_ == Role::leading && t >= heartbeat_due_) {
        heartbeat_due_ = t + heartbeat_interval;
        send_heartbeats(t);
    }
    if (role_ == Role::looking) {
        broadcast(vote_, t);
        try_elect(t);
    }
}

// Each peer gets the message that its stage of the handshake waits for, so lost ones are made good.
void Node::send_heartbeats(Tick t) {
    for (NodeId peer = 0; peer < nodes_; ++peer) {
        if (peer == id_) {
            continue;
        }
        if (leading_.leader_acks.contains(peer)) {
            send(peer, Heartbeat{new_epoch_, last_zxid(), last_committed_}, t);
        } else if (leading_.discovered && leading_.epoch_acks.contains(peer)) {
            send(peer, NewLeader{new_epoch_, history_}, t);
        } else {
            send(peer, NewEpoch{new_epoch_, freshness()}, t);
        }
    }
}

void Node::try_elect(Tick t) {
    const NodeId candidate = vote_.candidate;
    const auto votes = std::ranges::count(vote_view_ | std::views::values, candidate);
    if (std::cmp_less(votes, quorum_)) {
        return;
    }
    if (candidate == id_) {
        become_leader(t);
    } else {
        follow(candidate, t);
    }
}

void Node::become_leader(Tick t) {
    role_ = Role::leading;
    leader_ = id_;
    synced_ = false;
    clear_leading();
    new_epoch_ = std::max({accepted_epoch_, current_epoch_, max_seen_}) + 1;
    accepted_epoch_ = new_epoch_;
    accepted_from_ = id_;
    reset_timer(t);
    heartbeat_due_ = t + heartbeat_interval;
    // Still with the old current_epoch: it becomes new_epoch only when a quorum has promised.
    broadcast(NewEpoch{new_epoch_, freshness()}, t);
    check_discovery(t);
}

void Node::check_discovery(Tick t) {
    if (leading_.discovered || leading_.epoch_acks.size() + 1 < quorum_) {
        return;
    }
    leading_.discovered = true;
    current_epoch_ = new_epoch_;
    for (const NodeId peer : leading_.epoch_acks) {
        send(peer, NewLeader{new_epoch_, history_}, t);
    }
    check_sync(t);
}

void Node::check_sync(Tick t) {
    if (!leading_.discovered || leading_.established || leading_.leader_acks.size() + 1 < quorum_) {
        return;
    }
    leading_.established = true;
    if (last_zxid() > last_committed_) {
        last_committed_ = last_zxid();
        for (const NodeId peer : leading_.leader_acks) {
            send(peer, Commit{new_epoch_, last_committed_}, t);
        }
    }
}

void Node::propose(std::string payload, Tick t) {
    leading_.next_counter += 1;
    Transaction transaction{{new_epoch_, leading_.next_counter}, std::move(payload)};
    history_.append(transaction);
    broadcast(Propose{std::move(transaction)}, t);
    try_commit(t);
}

void Node::try_commit(Tick t) {
    if (last_committed_ == last_zxid()) {
        return;  // the usual case: acknowledgements beyond the quorum
    }
    // This node holds its whole history; a zxid commits when quorum - 1 peers hold it too. So the
    // (quorum - 1)-th highest acknowledgement bounds what can commit, without a scan of the history.
    Zxid bound = last_zxid();
    if (const std::size_t peers_needed = quorum_ - 1; peers_needed > 0) {
        if (leading_.acked.size() < peers_needed) {
            return;
        }
        const auto values = leading_.acked | std::views::values;
        std::vector<Zxid> acked(values.begin(), values.end());
        const auto nth = acked.begin() + static_cast<std::ptrdiff_t>(peers_needed - 1);
        std::ranges::nth_element(acked, nth, std::greater{});
        bound = *nth;
    }
    const Zxid z = history_.last_zxid_up_to(bound);
    if (z > last_committed_) {
        last_committed_ = z;
        broadcast(Commit{new_epoch_, z}, t);
    }
}

void Node::advance_commit(Zxid z) { last_committed_ = std::max(last_committed_, std::min(z, last_zxid())); }

// "Handlers"

void Node::receive(NodeId from, const Message& message, Tick t) {
    std::visit([&](const auto& specific) { handle(from, specific, t); }, message);
}

bool Node::is_leading(std::uint32_t epoch) const {
    return role_ == Role::leading && new_epoch_ == epoch;
}

bool Node::is_synced_with(NodeId from, std::uint32_t epoch) const {
    return role_ == Role::following && synced_ && leader_ == from && current_epoch_ == epoch;
}

// An AckEpoch in the middle of an epoch makes the leader send its whole history again.
void Node::ask_for_history(NodeId from, Tick t) {
    synced_ = false;
    send(from, AckEpoch{accepted_epoch_, freshness()}, t);
}

void Node::record_ack(NodeId from, Zxid z) {
    leading_.heard.insert(from);
    Zxid& acked = leading_.acked[from];
    acked = std::max(acked, z);
}

void Node::handle(NodeId from, const LookForLeader& vote, Tick t) {
    if (role_ != Role::looking) {
        send(from, Vote{*leader_}, t);
        return;
    }
    vote_view_[from] = vote.candidate;
    if (vote > vote_) {
        vote_ = vote;
        vote_view_[id_] = vote.candidate;
    }
    try_elect(t);
}

void Node::handle(NodeId from, const Vote& message, Tick t) {
    if (role_ != Role::looking) {
        return;
    }
    vote_view_[from] = message.leader;
    try_elect(t);
}

void Node::handle(NodeId from, const NewEpoch& message, Tick t) {
    const bool promised_to_sender =
        message.epoch == accepted_epoch_ && accepted_from_ == from;
    if (message.epoch <= accepted_epoch_ && !promised_to_sender) {
        send(from, RejectEpoch{accepted_epoch_}, t);
        return;
    }
    accepted_epoch_ = message.epoch;
    accepted_from_ = from;
    synced_ = false;
    if (freshness() > message.freshness) {
        start_election(t);
    } else {
        follow(from, t);
    }
    // Also to a leader that is behind: the answer tells it to step down.
    send(from, AckEpoch{message.epoch, freshness()}, t);
}

void Node::handle(NodeId from, const AckEpoch& message, Tick t) {
    if (!is_leading(message.epoch)) {
        return;
    }
    leading_.heard.insert(from);
    if (!leading_.discovered && message.freshness > freshness()) {
        start_election(t);
        return;
    }
    leading_.epoch_acks.insert(from);
    leading_.leader_acks.erase(from);
    if (leading_.discovered) {
        send(from, NewLeader{message.epoch, history_}, t);
    } else {
        check_discovery(t);
    }
}

void Node::handle(NodeId from, const RejectEpoch& message, Tick t) {
    if (role_ != Role::leading || message.accepted_epoch < new_epoch_) {
        return;
    }
    if (message.accepted_epoch == new_epoch_ && leading_.discovered) {
        leading_.epoch_acks.insert(from);
        send(from, NewLeader{new_epoch_, history_}, t);
    } else {
        max_seen_ = std::max(max_seen_, message.accepted_epoch);
        start_election(t);
    }
}

void Node::handle(NodeId from, const NewLeader& message, Tick t) {
    if (message.epoch < accepted_epoch_) {
        send(from, RejectEpoch{accepted_epoch_}, t);
        return;
    }
    accepted_epoch_ = message.epoch;
    accepted_from_ = from;
    history_ = message.history;
    current_epoch_ = message.epoch;
    synced_ = true;
    follow(from, t);
    send(from, AckLeader{message.epoch, last_zxid()}, t);
}

void Node::handle(NodeId from, const AckLeader& message, Tick t) {
    if (!is_leading(message.epoch) || !leading_.discovered) {
        return;
    }
    leading_.leader_acks.insert(from);
    record_ack(from, message.last_zxid);
    if (!leading_.established) {
        check_sync(t);
        return;
    }
    if (last_committed_ > Zxid{}) {
        send(from, Commit{message.epoch, last_committed_}, t);
    }
    try_commit(t);
}

void Node::handle(NodeId from, const Propose& message, Tick t) {
    const Zxid zxid = message.transaction.zxid;
    if (!is_synced_with(from, zxid.epoch)) {
        return;
    }
    reset_timer(t);
    if (zxid <= last_zxid()) {
        return;
    }
    if (!is_successor(zxid, last_zxid())) {
        ask_for_history(from, t);
        return;
    }
    history_.append(message.transaction);
    send(from, Ack{zxid}, t);
}

void Node::handle(NodeId from, const Ack& message, Tick t) {
    if (!is_leading(message.zxid.epoch)) {
        return;
    }
    record_ack(from, message.zxid);
    try_commit(t);
}

void Node::handle(NodeId from, const Commit& message, Tick t) {
    if (!is_synced_with(from, message.epoch)) {
        return;
    }
    reset_timer(t);
    advance_commit(message.zxid);
}

void Node::handle(NodeId from, const Heartbeat& message, Tick t) {
    if (is_synced_with(from, message.epoch)) {
        reset_timer(t);
        if (message.last_zxid > last_zxid()) {
            ask_for_history(from, t);
            return;
        }
        advance_commit(message.last_committed);
        send(from, HeartbeatAck{message.epoch, last_zxid()}, t);
    } else if (message.epoch == accepted_epoch_ && accepted_from_ == from) {
        follow(from, t);
        ask_for_history(from, t);
    } else if (message.epoch < accepted_epoch_) {
        send(from, RejectEpoch{accepted_epoch_}, t);
    }
}

void Node::handle(NodeId from, const HeartbeatAck& message, Tick t) {
    if (!is_leading(message.epoch)) {
        return;
    }
    record_ack(from, message.last_zxid);
    try_commit(t);
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

}  // namespace zab
