#include "raft/node.hpp"

#include "splitmix64.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <tuple>
#include <utility>

namespace raft {
namespace {

constexpr Tick min_election_timeout = 150;
constexpr Tick election_jitter = 150;
constexpr Tick heartbeat_interval = 50;

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
        if (t >= election_deadline_) {
            start_election(t);
        }
    } else if (t >= leading_.heartbeat_due) {
        leading_.heartbeat_due = t + heartbeat_interval;
        send_heartbeats(t);
    }
}

void Node::propose(std::string payload, Tick t) {
    log_.append({current_term_, std::move(payload)});
    replicate_to_all(t);
    advance_commit();
}

void Node::receive(NodeId from, const Message& message, Tick t) {
    std::visit(
        [&](const auto& specific) {
            if (specific.term > current_term_) {
                become_follower(specific.term, t);
            }
            handle(from, specific, t);
        },
        message);
}

// Elections

void Node::reset_timer(Tick t) {
    election_deadline_ =
        t + min_election_timeout + kernel::splitmix64(seed_ ^ id_ ^ t) % election_jitter;
}

void Node::become_follower(Term term, Tick t) {
    current_term_ = term;
    voted_for_.reset();
    role_ = Role::follower;
    reset_timer(t);
}

void Node::start_election(Tick t) {
    ++current_term_;
    voted_for_ = id_;
    role_ = Role::candidate;
    votes_ = {id_};
    reset_timer(t);
    if (votes_.size() >= quorum_) {
        become_leader(t);
        return;
    }
    for_each_peer([&](NodeId peer) {
        send(peer, RequestVote{current_term_, log_.size(), log_.last_term()}, t);
    });
}

void Node::become_leader(Tick t) {
    role_ = Role::leader;
    leading_ = {
        .next_index = std::vector(nodes_, log_.size()),
        .match_index = std::vector(nodes_, std::size_t{0}),
        .tail_seen = false,
        .heartbeat_due = t + heartbeat_interval,
    };
    replicate_to_all(t);
}

void Node::handle(NodeId from, const RequestVote& message, Tick t) {
    const bool granted = message.term == current_term_ && voted_for_.value_or(from) == from &&
                         std::tuple(message.last_term, message.last_index) >=
                             std::tuple(log_.last_term(), log_.size());
    if (granted) {
        voted_for_ = from;
        reset_timer(t);
    }
    send(from, RequestVoteReply{current_term_, granted}, t);
}

void Node::handle(NodeId from, const RequestVoteReply& message, Tick t) {
    if (role_ != Role::candidate || message.term != current_term_ || !message.granted) {
        return;
    }
    votes_.insert(from);
    if (votes_.size() >= quorum_) {
        become_leader(t);
    }
}

// Replication

void Node::replicate(NodeId to, Tick t) {
    send(to, AppendEntries{current_term_, leading_.next_index[to], log_, commit_index_}, t);
}

void Node::replicate_to_all(Tick t) {
    for_each_peer([&](NodeId peer) { replicate(peer, t); });
}

void Node::send_heartbeats(Tick t) {
    // A no-op, when nothing else of this term could commit an older term's tail, or cut off the tail of a
    // follower.
    if (log_.last_term() != current_term_ && (log_.size() > commit_index_ || leading_.tail_seen)) {
        log_.append({current_term_, {}});
    }
    replicate_to_all(t);
}

void Node::handle(NodeId from, const AppendEntries& message, Tick t) {
    if (message.term < current_term_) {
        refuse_entries(from, t);
        return;
    }
    role_ = Role::follower;
    reset_timer(t);
    if (message.prev_index > log_.size() ||
        log_.term_at(message.prev_index) != message.log.term_at(message.prev_index)) {
        refuse_entries(from, t);
        return;
    }
    // Both logs are the same up to prev_index. So if something new is carried, this log becomes the
    // leader's, and keeps nothing else; if not, it stays as it is, with all that may follow.
    const std::size_t last_carried = message.log.size();
    if (log_.common_size(message.log) < last_carried) {
        log_ = message.log;
    }
    commit_index_ = std::max(commit_index_, std::min(message.commit, last_carried));
    send(from, AppendReply{current_term_, true, last_carried, log_.size()}, t);
}

void Node::refuse_entries(NodeId from, Tick t) {
    send(from, AppendReply{current_term_, false, 0, log_.size()}, t);
}

void Node::handle(NodeId from, const AppendReply& message, Tick t) {
    if (role_ != Role::leader || message.term != current_term_) {
        return;
    }
    std::size_t& next = leading_.next_index[from];
    if (!message.ok) {
        next -= std::min<std::size_t>(next, 1);
        replicate(from, t);
        return;
    }
    leading_.tail_seen |= message.log_size > message.match;
    std::size_t& match = leading_.match_index[from];
    match = std::max(match, message.match);
    next = match;
    advance_commit();
}

void Node::advance_commit() {
    if (commit_index_ == log_.size()) {
        return;  // the usual case: replies beyond the quorum
    }
    // What a quorum holds is what the quorum-th of all nodes holds, in descending order.
    std::vector<std::size_t> held = leading_.match_index;
    held[id_] = log_.size();
    const auto nth = held.begin() + static_cast<std::ptrdiff_t>(quorum_ - 1);
    std::ranges::nth_element(held, nth, std::greater{});
    // The entries of the current term are the last ones: if this is none of them, none before it is.
    if (*nth > commit_index_ && log_.term_at(*nth) == current_term_) {
        commit_index_ = *nth;
    }
}

// Sending

void Node::send(NodeId to, Message message, Tick t) { network_.send(id_, to, std::move(message), t); }

template <typename Send>
void Node::for_each_peer(Send send_to) {
    for (NodeId peer = 0; peer < nodes_; ++peer) {
        if (peer != id_) {
            send_to(peer);
        }
    }
}

}  // namespace raft
