// One node of the cluster: leader election and log replication.
#pragma once

#include "cluster/cluster.hpp"
#include "cluster/parameters.hpp"
#include "message_queue.hpp"
#include "raft/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace raft {

using kernel::Tick;

// The values are those of the canonical dump.
enum class Role : std::uint8_t { follower = 0, candidate = 1, leader = 2 };

// Every function that can send takes the current tick t. All sends go to the network at once, in the
// order of the text.
class Node {
public:
    using Message = raft::Message;
    using Network = kernel::MessageQueue<Message>;

    static constexpr kernel::Links links{.delay_key = kernel::DelayKey::tick, .fifo = false};
    static constexpr std::string_view magic = "DSERAFT1";
    static constexpr std::string_view command = "cmd-";

    Node(NodeId id, const cluster::Parameters& parameters, Network& network);

    void on_tick(Tick t);
    void receive(NodeId from, const Message& message, Tick t);
    void propose(std::string payload, Tick t);
    std::optional<Term> leads_as() const {
        return role_ == Role::leader ? std::optional(current_term_) : std::nullopt;
    }
    void append_dump(std::string& out) const;

    NodeId id() const { return id_; }
    Role role() const { return role_; }
    Term current_term() const { return current_term_; }
    std::optional<NodeId> voted_for() const { return voted_for_; }
    std::size_t commit_index() const { return commit_index_; }
    const Log& log() const { return log_; }

private:
    // What only a leader knows. By node; the own place of next_index is not used.
    struct Leading {
        std::vector<std::size_t> next_index;
        std::vector<std::size_t> match_index;
        bool tail_seen = false;
        Tick heartbeat_due = 0;
    };

    void reset_timer(Tick t);
    void become_follower(Term term, Tick t);
    void start_election(Tick t);
    void become_leader(Tick t);
    void replicate(NodeId to, Tick t);
    void replicate_to_all(Tick t);
    void send_heartbeats(Tick t);
    void advance_commit();
    void refuse_entries(NodeId from, Tick t);

    void handle(NodeId from, const RequestVote& message, Tick t);
    void handle(NodeId from, const RequestVoteReply& message, Tick t);
    void handle(NodeId from, const AppendEntries& message, Tick t);
    void handle(NodeId from, const AppendReply& message, Tick t);

    void send(NodeId to, Message message, Tick t);
    template <typename Send>
    void for_each_peer(Send send_to);

    NodeId id_;
    std::uint64_t seed_;
    NodeId nodes_;
    NodeId quorum_;
    Network& network_;

    // Dumped.
    Term current_term_ = 0;
    std::optional<NodeId> voted_for_;
    Role role_ = Role::follower;
    std::size_t commit_index_ = 0;
    Log log_;

    // Not dumped.
    Tick election_deadline_ = 0;
    std::set<NodeId> votes_;
    Leading leading_;
};

}  // namespace raft
